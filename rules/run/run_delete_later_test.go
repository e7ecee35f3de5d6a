package run

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestDeleteLaterBySize shows that the sum of what the tree shows decides, and that the message says
// the size.
func TestDeleteLaterBySize(t *testing.T) {
	tree := fstest.MapFS{
		"scripts/a.sh": {Data: make([]byte, 60_000)}, "scripts/more/b.sh": {Data: make([]byte, 60_000)},
		"a.txt": {Data: make([]byte, 60_000)}, "big.txt": {Data: make([]byte, 3_400_000)}, "empty.zip": {},
	}
	tests := map[string]struct{ source, want string }{
		"a folder's files in sum": {"COPY scripts /tmp/s\nRUN rm -rf /tmp/s\n", "`/tmp/s` (120 kB) stays"},
		"several files in sum":    {"COPY a.txt /tmp/\nCOPY scripts/a.sh /tmp/b\nRUN rm /tmp/a.txt /tmp/b\n", "`/tmp/a.txt` (60 kB) stays"},
		"one file below it":       {"COPY a.txt scripts/ /tmp/s/\nRUN rm /tmp/s/a.txt\n", ""},
		"text that is big":        {"COPY big.txt /tmp/\nRUN rm /tmp/big.txt\n", "`/tmp/big.txt` (3 MB) stays"},
		"a pattern":               {"COPY a.txt /a\nCOPY *.txt /tmp/s/\nRUN rm -r /tmp/s\n", "`/tmp/s` (3 MB) stays"},
		"a size that isn't known": {"COPY empty.zip /tmp/\nRUN rm /tmp/empty.zip\n", "`/tmp/empty.zip` stays"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			file := dockerfile.Parse("Dockerfile", []byte("FROM debian:12-slim\n"+tt.source))
			findings := lint.Run(file, facts.Gather(tree, nil, time.Time{}, nil), []*lint.Rule{DeleteLater}, &lint.Options{}).Findings
			got := ""
			if len(findings) > 0 {
				got = findings[0].Message
			}
			if !strings.HasPrefix(got, tt.want) || (got == "") != (tt.want == "") {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
