package proof_test

import (
	"testing"

	"github.com/drydock-dev/drydock/proof"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestRejectionPlace shows that each of BuildKit's errors gets the line that it's about, also where
// BuildKit names none. The first two lines of all files are fine.
func TestRejectionPlace(t *testing.T) {
	tests := []struct {
		name, text string // below the first two lines
		line       int
	}{
		{"a stage named by a variable", "ARG S=a\nCOPY --from=$S /a /b\n", 4},
		{"a stage that isn't there", "COPY --from=-1 /a /b\n", 3},
		{"a stage that copies from itself", "FROM alpine AS b\nCOPY --from=b /a /b\n", 4},
		{"stages that need each other", "FROM alpine AS b\nCOPY --from=2 /a /b\nFROM alpine AS c\nCOPY --from=b /a /b\n", 4},
		{"a platform of too many parts", "FROM --platform=a/b/c/d alpine\n", 3},
		{"a platform from nowhere", "FROM --platform=$NOPE alpine\n", 3},
		{"an expansion that isn't one", "ENV A=${B:c}\n", 3},
		{"an expansion that isn't closed", "RUN b\nWORKDIR ${B\n", 4},
		{"an expansion in FROM", "FROM alpine:${V:x}\n", 3},
		{"a mount of an unknown key", "RUN --mount=type=cache,foo=bar b\n", 3},
		{"a mount of an unknown type", "RUN b \\\n  c\nRUN --mount=type=foo,target=/b b\n", 5},
		{"a mount from a variable", "RUN --mount=type=bind,from=b$X,target=/b b\n", 3},
		{"a checksum of an unknown kind", "ADD --checksum=md5:abc https://example.org/a /a\n", 3},
		{"a checksum of a local file", "ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d a /a\n", 3},
		{"a time without a unit", "HEALTHCHECK --interval=5x CMD b\n", 3},
		{"a negative number of retries", "HEALTHCHECK --retries=-1 CMD b\n", 3},
		{"a port that isn't one", "EXPOSE web\n", 3},
		{"a port that is too high", "EXPOSE 80\nEXPOSE 99999\n", 4},
		{"a trigger that is forbidden", "ONBUILD FROM b\n", 3},
		{"a trigger that is unknown", "ONBUILD RUNN b\n", 3},
		{"a trigger with bad options", "# why\nONBUILD COPY --link=maybe a /b\n", 4},
		{"a signal that is unknown", "STOPSIGNAL SIGFOO\n", 3},
		{"a mode that isn't one", "COPY --chmod=foo a /b\n", 3},
		{"an unterminated here-document", "COPY <<EOF /b\nb\n", 3},
		{"an image name in upper case", "FROM Alpine:A:b\n", 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := dockerfile.Parse("Dockerfile", []byte("FROM alpine AS a\nRUN a\n"+tt.text))
			rejected := proof.Of(file).Read(file).Rejected
			if rejected == nil || rejected.Line != tt.line {
				t.Errorf("%+v, want line %d", rejected, tt.line)
			}
		})
	}
}
