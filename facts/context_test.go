package facts

import (
	"testing"
	"time"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestBuildContextHasMostSources shows that the build context is the folder that has most of what a
// Dockerfile copies, and the Dockerfile's own if both have as much.
func TestBuildContextHasMostSources(t *testing.T) {
	tree := files(map[string]string{"ci/Dockerfile": "", "ci/run.sh": "", "ci/app.py": "", "app.py": "", "package.json": "", "lib/a.js": ""})
	known := Gather(tree, nil, time.Time{}, nil)
	for name, tt := range map[string]struct{ copies, folder string }{
		"own folder":        {"COPY run.sh /\n", "ci"},
		"root":              {"COPY package.json /\n", "."},
		"both":              {"COPY app.py /\n", "ci"},
		"all, and the root": {"COPY package.json /\nCOPY lib /lib\nCOPY . /\n", "."},
		"of another stage":  {"COPY run.sh /\nCOPY --from=a package.json lib /\n", "ci"},
		"neither":           {"COPY main.go /\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			context, folder := known.BuildContext(dockerfile.Parse("ci/Dockerfile", []byte("FROM a\n"+tt.copies)))
			if folder != tt.folder || (context == nil) != (tt.folder == "") {
				t.Errorf("%q, want %q", folder, tt.folder)
			}
		})
	}
}
