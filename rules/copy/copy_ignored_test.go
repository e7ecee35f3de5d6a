package copy

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestIgnoredBelowTheRoot shows that a Dockerfile in a folder surely fails only if its own folder and the
// root exclude the file, since either may be the build context.
func TestIgnoredBelowTheRoot(t *testing.T) {
	for ignore, want := range map[string]string{
		".dockerignore":                   "",
		"docker/.dockerignore":            "",
		"docker/Dockerfile.dockerignore":  "error: This fails",
		"another/Dockerfile.dockerignore": "",
	} {
		tree := fstest.MapFS{ignore: {Data: []byte("*.env\n")}, "docker/other": {}}
		file := dockerfile.Parse("docker/Dockerfile", []byte("FROM debian:12-slim\nCOPY a.env /\n"))
		got := ""
		for _, f := range lint.Run(file, facts.Gather(tree, nil, time.Time{}, nil), []*lint.Rule{Ignored}, &lint.Options{}).Findings {
			got += f.Severity.String() + ": " + f.Message
		}
		if !strings.HasPrefix(got, want) || (got == "") != (want == "") {
			t.Errorf("%s: %q, want %q", ignore, got, want)
		}
	}
}
