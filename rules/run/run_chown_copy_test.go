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

// TestChownCopyBySize shows that everyone hears of files that the tree shows to be large, with their size, and
// what a file's mode in the tree says about chmod.
func TestChownCopyBySize(t *testing.T) {
	tree := fstest.MapFS{
		"model/a.bin": {Data: make([]byte, 4_000_000)}, "model/b.bin": {Data: make([]byte, 3_000_000)}, "src/a.py": {Data: make([]byte, 1000)},
		"run.sh": {Mode: 0o755}, "plain.sh": {Mode: 0o644},
	}
	tests := map[string]struct {
		source, want string
		profile      lint.Profile
		fix          bool
	}{
		"large":                         {"COPY model /m/\nRUN chown -R 5:5 /m\n", "The 7 MB copied on line 2 ships twice", lint.Recommended, true},
		"large in sum":                  {"COPY model/a.bin /m/\nCOPY model/b.bin /m/\nRUN chmod -R 755 /m\n", "The 7 MB copied", lint.Recommended, true},
		"small":                         {"COPY src /m/\nRUN chown -R 5:5 /m\n", "Everything copied on line 2", lint.Strict, true},
		"executable in the tree":        {"COPY . /a/\nRUN chmod +x /a/run.sh\n", "`run.sh` is executable in the repository", lint.Strict, true},
		"executable and then rewritten": {"COPY . /a/\nRUN cp /x /a/run.sh && chmod +x /a/run.sh\n", "", 0, false},
		"not executable":                {"COPY . /a/\nRUN chmod +x /a/plain.sh\n", "This stores `plain.sh` again. Make it executable", lint.Strict, false},
		"not executable and alone":      {"COPY plain.sh /a/\nRUN chmod +x /a/plain.sh\n", "This stores `/a/plain.sh` again. Use `--chmod=755`", lint.Strict, true},
		"a file without a suffix":       {"COPY src /a\nRUN chmod +x /a\n", "", 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			file := dockerfile.Parse("Dockerfile", []byte("FROM debian:12-slim\n"+tt.source))
			findings := lint.Run(file, facts.Gather(tree, nil, time.Time{}, nil), []*lint.Rule{ChownCopy}, &lint.Options{}).Findings
			if len(findings) == 0 {
				if tt.want != "" {
					t.Errorf("nothing found, want %q", tt.want)
				}
				return
			}
			f := findings[0]
			if !strings.HasPrefix(f.Message, tt.want) || tt.want == "" || f.Profile != tt.profile || (f.Fix != nil) != tt.fix {
				t.Errorf("%q for %s, fix %v; want %q for %s", f.Message, f.Profile, f.Fix != nil, tt.want, tt.profile)
			}
		})
	}
}
