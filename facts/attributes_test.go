package facts

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// TestMarkedGenerated shows what .gitattributes files mark as generated, and compares it with what
// git itself says of the attribute.
func TestMarkedGenerated(t *testing.T) {
	tests := map[string]struct {
		attributes map[string]string
		path       string
		want       string // as `git check-attr` says it: set, unset, unspecified, or a value
	}{
		"a name":                             {map[string]string{"": "Dockerfile linguist-generated"}, "a/b/Dockerfile", "set"},
		"a value":                            {map[string]string{"": "Dockerfile linguist-generated=true"}, "Dockerfile", "true"},
		"among other attributes":             {map[string]string{"": "*.yml text linguist-generated eol=lf"}, "compose.yml", "set"},
		"another attribute":                  {map[string]string{"": "*.yml linguist-vendored"}, "compose.yml", "unspecified"},
		"taken back":                         {map[string]string{"": "* linguist-generated\nDockerfile -linguist-generated"}, "Dockerfile", "unset"},
		"false":                              {map[string]string{"": "* linguist-generated\nDockerfile linguist-generated=false"}, "Dockerfile", "false"},
		"unspecified again":                  {map[string]string{"": "* linguist-generated\nDockerfile !linguist-generated"}, "Dockerfile", "unspecified"},
		"the last one wins":                  {map[string]string{"": "Dockerfile -linguist-generated\n* linguist-generated"}, "Dockerfile", "set"},
		"the last of a line wins":            {map[string]string{"": "Dockerfile linguist-generated -linguist-generated"}, "Dockerfile", "unset"},
		"a path":                             {map[string]string{"": "a/Dockerfile linguist-generated"}, "a/Dockerfile", "set"},
		"a path isn't found further down":    {map[string]string{"": "a/Dockerfile linguist-generated"}, "b/a/Dockerfile", "unspecified"},
		"from the root":                      {map[string]string{"": "/Dockerfile linguist-generated"}, "a/Dockerfile", "unspecified"},
		"from the root, there":               {map[string]string{"": "/Dockerfile linguist-generated"}, "Dockerfile", "set"},
		"a folder":                           {map[string]string{"": "a/ linguist-generated"}, "a/Dockerfile", "unspecified"},
		"a folder's name":                    {map[string]string{"": "a linguist-generated"}, "a/Dockerfile", "unspecified"},
		"all in a folder":                    {map[string]string{"": "a/** linguist-generated"}, "a/b/Dockerfile", "set"},
		"not the folder itself":              {map[string]string{"": "Dockerfile/** linguist-generated"}, "Dockerfile", "unspecified"},
		"one star stays in its folder":       {map[string]string{"": "a/* linguist-generated"}, "a/b/Dockerfile", "unspecified"},
		"one star":                           {map[string]string{"": "a/* linguist-generated"}, "a/Dockerfile", "set"},
		"two stars in front":                 {map[string]string{"": "**/gen/Dockerfile linguist-generated"}, "a/b/gen/Dockerfile", "set"},
		"two stars for no folder":            {map[string]string{"": "a/**/Dockerfile linguist-generated"}, "a/Dockerfile", "set"},
		"a range":                            {map[string]string{"": "Dockerfile.[0-9] linguist-generated"}, "Dockerfile.7", "set"},
		"not of a range":                     {map[string]string{"": "Dockerfile.[!0-9] linguist-generated"}, "Dockerfile.7", "unspecified"},
		"braces mean nothing":                {map[string]string{"": "Dockerfile.{a,b} linguist-generated"}, "Dockerfile.a", "unspecified"},
		"braces are themselves":              {map[string]string{"": "Dockerfile.{a} linguist-generated"}, "Dockerfile.{a}", "set"},
		"a quoted pattern":                   {map[string]string{"": `"a b/Dockerfile" linguist-generated`}, "a b/Dockerfile", "set"},
		"tabs":                               {map[string]string{"": "\tDockerfile\tlinguist-generated"}, "Dockerfile", "set"},
		"Windows line endings":               {map[string]string{"": "x text\r\nDockerfile linguist-generated\r\n"}, "Dockerfile", "set"},
		"a comment":                          {map[string]string{"": "# Dockerfile linguist-generated"}, "Dockerfile", "unspecified"},
		"a pattern that git forbids":         {map[string]string{"": "!Dockerfile linguist-generated"}, "Dockerfile", "unspecified"},
		"a nested file":                      {map[string]string{"a": "Dockerfile linguist-generated"}, "a/b/Dockerfile", "set"},
		"a nested file's root":               {map[string]string{"a": "/Dockerfile linguist-generated"}, "a/Dockerfile", "set"},
		"a nested file is not for others":    {map[string]string{"a": "Dockerfile linguist-generated"}, "b/Dockerfile", "unspecified"},
		"a nested file wins":                 {map[string]string{"": "* linguist-generated", "a": "Dockerfile -linguist-generated"}, "a/Dockerfile", "unset"},
		"a nested file that says nothing":    {map[string]string{"": "* linguist-generated", "a": "*.md text"}, "a/Dockerfile", "set"},
		"the root's doesn't win":             {map[string]string{"": "* -linguist-generated", "a": "* linguist-generated"}, "a/Dockerfile", "set"},
		"a folder that begins with the same": {map[string]string{"a": "Dockerfile linguist-generated"}, "ab/Dockerfile", "unspecified"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tree, dir := fstest.MapFS{}, t.TempDir()
			for folder, text := range tt.attributes {
				tree[filepath.ToSlash(filepath.Join(folder, ".gitattributes"))] = &fstest.MapFile{Data: []byte(text + "\n")}
				if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, folder, ".gitattributes"), []byte(text+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			generated, said := Gather(tree, nil, time.Time{}, nil).MarkedGenerated(tt.path)
			if wantGenerated, wantSaid := tt.want == "set" || tt.want == "true", tt.want != "unspecified"; generated && said != wantGenerated || said != wantSaid {
				t.Errorf("generated: %v, said: %v, want %s", generated, said, tt.want)
			}
			if exec.Command("git", "init", "-q", dir).Run() != nil {
				t.Skip("no git to compare with")
			}
			out, err := exec.Command("git", "-C", dir, "check-attr", "-z", "linguist-generated", "--", tt.path).Output()
			if fields := strings.Split(string(out), "\x00"); err != nil || len(fields) < 3 || fields[2] != tt.want {
				t.Errorf("git says %q, %v", fields, err)
			}
		})
	}
}
