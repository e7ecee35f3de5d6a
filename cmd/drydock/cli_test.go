package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/internal/drydocktest"
	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/report"
)

// jsonReport is the contract of `check --format json`, from a reader's side.
type jsonReport struct {
	Version int
	Files   []struct {
		Path     string
		Error    *string
		Findings []struct {
			Rule                               string
			Aliases                            []string
			Severity, Message                  string
			Line, Column, End_line, End_column int
			Suggestion                         *int
			Draft                              *struct{ Path, Text, Note string }
		}
		Suggestions []struct {
			Start_line, End_line int
			Replacement          string
			Rules                []string
			Safety, Proof        string
			Rehearsed            bool
			Measured             *struct{ Before, After measuredFigures }
		}
	}
	Summary struct{ Files, Findings, Errors, Warnings, Infos, Suggestions int }
}

// measuredFigures are a text's figures in the contract.
type measuredFigures struct {
	Builds, Started, Stays                         bool
	Size, Compressed, Cold_ms, Rebuild_ms, Stop_ms int64
	Exit_code, Ports, Worse                        int
}

func checkJSON(t *testing.T, dir string, args ...string) (jsonReport, result) {
	t.Helper()
	r := drydock(t, dir, nil, "", append([]string{"check", "--format", "json"}, args...)...)
	var report jsonReport
	dec := json.NewDecoder(strings.NewReader(r.stdout))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&report); err != nil {
		t.Fatalf("%v in\n%s%s", err, r.stdout, r.stderr)
	}
	return report, r
}

func TestCheckJSON(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), seed.Bad)
	report, r := checkJSON(t, dir)
	if r.code != exitFindings || report.Version != 1 || len(report.Files) != 1 {
		t.Fatalf("exit code %d, %+v", r.code, report)
	}
	file := report.Files[0]
	if file.Path != "Dockerfile" || file.Error != nil || report.Summary.Findings != 7 || report.Summary.Warnings != 5 || report.Summary.Infos != 2 {
		t.Errorf("%+v", report.Summary)
	}
	var places [][2]int
	lines := strings.SplitAfter(seed.Bad, "\n")
	for i := len(file.Suggestions) - 1; i >= 0; i-- {
		s := file.Suggestions[i]
		places = append(places, [2]int{s.Start_line, s.End_line})
		if !s.Rehearsed {
			t.Errorf("%+v wasn't rehearsed", s)
		}
		lines = append(append(append([]string{}, lines[:s.Start_line-1]...), s.Replacement+"\n"), lines[s.End_line:]...)
	}
	if len(places) != 3 || places[2] != [2]int{1, 4} || places[1] != [2]int{8, 12} || places[0] != [2]int{14, 15} {
		t.Errorf("suggestions for %v", places)
	}
	if got, want := instructions(t, strings.Join(lines, "")), instructions(t, seed.Good); got != want {
		t.Errorf("a reader of the JSON gets\n%s", got)
	}
	if f := file.Findings[0]; f.Line != 1 || f.Column != 6 || f.End_line != 1 || f.End_column != 19 || f.Suggestion == nil || *f.Suggestion != 0 {
		t.Errorf("%+v", f)
	}
}

// TestCheckFigures shows that the JSON has what was measured of exactly this text's suggestions.
func TestCheckFigures(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), seed.Bad)
	report, _ := checkJSON(t, dir)
	first := report.Files[0].Suggestions[0]
	hash := measured.HashOf("Dockerfile", fix.Suggestion{StartLine: first.Start_line, EndLine: first.End_line, Replacement: first.Replacement})
	figures := measured.Report{Version: 1, Files: []measured.File{{
		Hash: measured.HashOfFile("Dockerfile", []byte(seed.Bad)), Before: measured.Figures{Builds: true, Size: 938e6},
		Suggestions: []measured.Variant{{Hash: hash, Figures: measured.Figures{Builds: true, Size: 400e6}}},
	}}}
	write(t, filepath.Join(dir, "figures.json"), string(figures.Encode()))
	report, _ = checkJSON(t, dir, "--figures", "figures.json")
	if m := report.Files[0].Suggestions[0].Measured; m == nil || m.Before.Size != 938e6 || m.After.Size != 400e6 || report.Files[0].Suggestions[1].Measured != nil {
		t.Errorf("%+v", report.Files[0].Suggestions)
	}
	write(t, filepath.Join(dir, "Dockerfile"), seed.Bad+"\n# edited\n")
	if report, _ = checkJSON(t, dir, "--figures", "figures.json"); report.Files[0].Suggestions[0].Measured != nil {
		t.Errorf("another text has figures: %+v", report.Files[0].Suggestions[0])
	}
	write(t, filepath.Join(dir, "figures.json"), "{}")
	if r := drydock(t, dir, nil, "", "check", "--figures", "figures.json"); r.code != exitFailure || !strings.Contains(r.stderr, "--figures: figures.json: its version isn't 1") {
		t.Errorf("exit code %d\n%s", r.code, r.stderr)
	}
}

func TestCheckText(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), "FROM debian:12-slim\nRUN\tapt-get install curl\n")
	r := drydock(t, dir, nil, "", "check")
	want := `Dockerfile:2:5: warning: run-apt-yes
    2 │ RUN    apt-get install curl
      │        ^^^^^^^^^^^^^^^^^^^^
  ` + "`apt-get install` stops to ask for confirmation, and nobody can answer in a build. Add `-y`." + `

  suggestion for line 2 · safe · new-layers
    -RUN    apt-get install curl
    +RUN    apt-get install -y curl
  Answers the prompt with yes.

1 file: 1 finding (1 warning), 1 suggestion
`
	if r.stdout != want {
		t.Errorf("got\n%s\nwant\n%s", r.stdout, want)
	}
}

func TestCheckFormats(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), seed.Bad)
	wanted := map[string]string{
		"text":       "Dockerfile:1:6: warning: from-language-image\n",
		"json":       `"version": 1`,
		"sarif":      `"primaryLocationLineHash"`,
		"rdjson":     `"diagnostics"`,
		"gitlab":     `"check_name": "from-language-image"`,
		"checkstyle": `<error line="1" column="6" severity="warning" message="`,
		"junit":      `<testsuite name="Dockerfile" tests="7" failures="7">`,
		"github":     "::warning file=Dockerfile,line=1,endLine=1,col=6,endColumn=19,title=from-language-image::",
	}
	help := drydock(t, dir, nil, "", "check", "--help").stdout
	for _, format := range report.Formats() {
		want, ok := wanted[format]
		r := drydock(t, dir, nil, "", "check", "--format", format)
		if !ok || r.code != exitFindings || !strings.Contains(r.stdout, want) {
			t.Errorf("%s: exit code %d\n%s%s", format, r.code, r.stdout, r.stderr)
		}
		switch format {
		case "checkstyle", "junit":
			var document struct{}
			if err := xml.Unmarshal([]byte(r.stdout), &document); err != nil {
				t.Errorf("%s is not XML: %v", format, err)
			}
		case "text", "github":
		default:
			if !json.Valid([]byte(r.stdout)) {
				t.Errorf("%s is not JSON", format)
			}
		}
		if !slices.Contains(strings.FieldsFunc(help, func(r rune) bool { return !unicode.IsLetter(r) }), format) {
			t.Errorf("the help doesn't name %s:\n%s", format, help)
		}
	}
	if len(wanted) != len(report.Formats()) {
		t.Errorf("%d formats are tested of %d", len(wanted), len(report.Formats()))
	}
}

// TestKindsHelp checks that the help names every kind of file.
func TestKindsHelp(t *testing.T) {
	help := strings.Join(strings.Fields(drydock(t, t.TempDir(), nil, "", "check", "--help").stdout), " ")
	if want := strings.Join(kinds.Names(), ", "); !strings.Contains(help, want) {
		t.Errorf("the help doesn't name %s:\n%s", want, help)
	}
}

func TestCheckQuiet(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), "FROM alpine:3.22\nUSER nobody\nCMD [\"true\"]\n")
	r := drydock(t, dir, nil, "", "check")
	if r.code != 0 || r.stdout != "✓ 1 file: no findings.\n" {
		t.Errorf("exit code %d, %q", r.code, r.stdout)
	}
}

func TestCheckFindsFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"Dockerfile", "a/Dockerfile.dev", "a/dev.Dockerfile", "b/Containerfile", "b/Containerfile.x"} {
		write(t, filepath.Join(dir, name), "FROM alpine:3.22\n")
	}
	for _, name := range []string{"a/Dockerfile.j2", "a/Dockerfile.tmpl", "a/Dockerfile.in", "a/README.md", "node_modules/x/Dockerfile", "vendor/Dockerfile", ".git/Dockerfile", "Dockerfile.dockerignore"} {
		write(t, filepath.Join(dir, name), "FROM alpine:3.22\n")
	}
	report, _ := checkJSON(t, dir)
	var paths []string
	for _, f := range report.Files {
		paths = append(paths, f.Path)
	}
	if got := strings.Join(paths, " "); got != "Dockerfile a/Dockerfile.dev a/dev.Dockerfile b/Containerfile b/Containerfile.x" {
		t.Errorf("found %s", got)
	}
}

// TestCheckFindsBuiltFiles shows that a file which the repository builds is read as a Dockerfile whatever
// its name, by check and by fix, below the folder that was asked for, and that settings can leave it out.
func TestCheckFindsBuiltFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"ci/web.image", "ci/api.txt", "ci/run.sh", "job", "other"} {
		write(t, filepath.Join(dir, name), "FROM alpine:3.22\nMAINTAINER me\n")
	}
	write(t, filepath.Join(dir, "compose.yaml"), "services: {a: {build: {context: ci, dockerfile: web.image}}, b: {build: {context: ci, dockerfile: gone}}}\n")
	write(t, filepath.Join(dir, "Makefile"), "F = ci/api.txt\nimage:\n\tdocker build -f $(F) .\n")
	write(t, filepath.Join(dir, "build.sh"), "docker build -f ci/run.sh ci\n")
	write(t, filepath.Join(dir, ".github/workflows/a.yml"), "jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {file: job}}]}}\n")
	built := func(args ...string) string {
		report, _ := checkJSON(t, dir, args...)
		var paths []string
		for _, f := range report.Files {
			for _, finding := range f.Findings {
				if finding.Rule == "maintainer" {
					paths = append(paths, f.Path)
				}
			}
		}
		return strings.Join(paths, " ")
	}
	for args, want := range map[string]string{
		"":                     "ci/api.txt ci/run.sh ci/web.image job",
		"ci":                   "ci/api.txt ci/run.sh ci/web.image",
		"ci/web.image":         "ci/web.image",
		"--kinds=compose":      "",
		"--kinds=dockerfile .": "ci/api.txt ci/run.sh ci/web.image job",
	} {
		if got := built(strings.Fields(args)...); got != want {
			t.Errorf("check %s: %s, want %s", args, got, want)
		}
	}
	if got, want := built(dir), filepath.Join(dir, "ci/api.txt"); !strings.HasPrefix(got, want) {
		t.Errorf("check %s: %s", dir, got)
	}
	drydock(t, dir, nil, "", "fix", "--all", ".")
	for name, fixed := range map[string]bool{"ci/web.image": true, "job": true, "other": false} {
		if text := drydocktest.Read(t, filepath.Join(dir, name)); strings.Contains(text, "MAINTAINER") == fixed {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestBadInput checks that a bad file gets its own error or finding, and that the others are still
// checked.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.Dockerfile"), "FROM alpine:3.22\nRUNN x\n")
	write(t, filepath.Join(dir, "b.Dockerfile"), "")
	write(t, filepath.Join(dir, "c.Dockerfile"), "\x7fELF\x00\x00")
	write(t, filepath.Join(dir, "d.Dockerfile"), "FROM alpine:3.22\n# \xff\nRUN true\n")
	write(t, filepath.Join(dir, "e.Dockerfile"), "FROM alpine:3.22\n"+strings.Repeat("RUN true\n", 1<<17))
	write(t, filepath.Join(dir, "f.Dockerfile"), "FROM alpine:3.22\nMAINTAINER me\n")
	for link, target := range map[string]string{"g.Dockerfile": "/nowhere", "h.Dockerfile": "f.Dockerfile"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	report, r := checkJSON(t, dir)
	if r.code != exitFailure {
		t.Errorf("exit code %d", r.code)
	}
	got := map[string]string{}
	for _, f := range report.Files {
		switch {
		case f.Error != nil:
			got[f.Path] = "error: " + *f.Error
		case len(f.Findings) > 0:
			got[f.Path] = f.Findings[0].Rule + ": " + f.Findings[0].Message
		default:
			got[f.Path] = "looked at"
		}
	}
	for path, want := range map[string]string{
		"a.Dockerfile": "parse-error: This Dockerfile doesn't build: BuildKit stops here with `unknown instruction: RUNN",
		"b.Dockerfile": "parse-error: This Dockerfile doesn't build: BuildKit stops here with `file with no instructions`",
		"c.Dockerfile": "error: not a text file",
		"d.Dockerfile": "looked at",
		"e.Dockerfile": "error: longer than 1048576 bytes; --max-bytes raises the limit",
		"f.Dockerfile": "maintainer: ",
		"g.Dockerfile": "error: no such file",
	} {
		if !strings.HasPrefix(got[path], want) {
			t.Errorf("%s: %q, want %q", path, got[path], want)
		}
	}
	if _, ok := got["h.Dockerfile"]; ok {
		t.Error("a link was checked in addition to its target")
	}
}

// TestMisuse checks that an unknown name gives exit code 2 and one line with the nearest known name.
func TestMisuse(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), "FROM alpine:3.22\n")
	write(t, filepath.Join(dir, "bad.yaml"), "\n\nprofle: strict\n")
	for _, tt := range []struct{ args, want string }{
		{"check --formt json", `--format`},
		{"chek", `check`},
		{"check --format jsn", `did you mean "json"?`},
		{"check --profile strickt", `did you mean "strict"?`},
		{"check --fail-on warn", `did you mean "warning"?`},
		{"check --config bad.yaml", `bad.yaml: line 3: unknown setting "profle"; did you mean "profile"?`},
		{"check --config none.yaml", `none.yaml: no such file`},
		{"check none", `none: no such file`},
		{"rules user-rot", `did you mean "user-root"?`},
		{"rules DL3006x", `did you mean "DL3006"?`},
		{"review --base HEAD", `not in a git repository`},
		{"review", `--base`},
	} {
		r := drydock(t, dir, nil, "", strings.Fields(tt.args)...)
		if r.code != exitFailure || !strings.Contains(r.stderr, tt.want) {
			t.Errorf("%s: exit code %d, %q, want %q", tt.args, r.code, r.stderr, tt.want)
		}
	}
}

func TestFix(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "Dockerfile")
	write(t, path, seed.Bad)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if r := drydock(t, dir, nil, "", "fix", "--diff", "--all"); r.code != 0 || !strings.Contains(r.stdout, "+USER appuser") || read(t, path) != seed.Bad {
		t.Errorf("--diff: exit code %d\n%s", r.code, r.stdout)
	}
	r := drydock(t, dir, nil, "", "fix", "--all")
	fixed := read(t, path)
	if r.code != 0 || instructions(t, fixed) != instructions(t, seed.Good) || !strings.Contains(fixed, seedComment) {
		t.Errorf("exit code %d, fixed:\n%s", r.code, fixed)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
		t.Errorf("the mode became %v", info.Mode())
	}
	if r := drydock(t, dir, nil, "", "fix", "--all"); read(t, path) != fixed || !strings.Contains(r.stderr, "0 of 1 file changed") {
		t.Error("a second run changed the file")
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files are left behind", len(left))
	}
}

// TestFixCreates has a file that a finding proposes: written with --all, where there is none.
func TestFixCreates(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), "FROM debian:13-slim\nCOPY . /srv/\nUSER 65534\nCMD [\"/srv/run\"]\n")
	write(t, filepath.Join(dir, ".env"), "A=1\n")
	created := filepath.Join(dir, ".dockerignore")
	if r := drydock(t, dir, nil, "", "fix", "--all", "--diff"); !strings.Contains(r.stdout, "+++ b/.dockerignore\n") || !strings.Contains(r.stdout, "\n+.env\n") {
		t.Errorf("--diff shows\n%s", r.stdout)
	}
	drydock(t, dir, nil, "", "fix")
	if _, err := os.Stat(created); err == nil {
		t.Error("created without --all, or by --diff")
	}
	if r := drydock(t, dir, nil, "", "fix", "--all"); r.code != 0 || !strings.Contains(r.stdout, ".dockerignore: created\n") || !strings.Contains(read(t, created), ".env\n") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if r := drydock(t, dir, nil, "", "fix", "--all"); strings.Contains(r.stdout, "created") {
		t.Errorf("created twice:\n%s", r.stdout)
	}
	report, _ := checkJSON(t, t.TempDir(), filepath.Join(dir, "Dockerfile"))
	for _, f := range report.Files[0].Findings {
		if f.Rule == "copy-dockerignore" {
			t.Errorf("still found: %s", f.Message)
		}
	}
}

func TestFixSafeOnly(t *testing.T) {
	r := drydock(t, t.TempDir(), nil, strings.ReplaceAll(seed.Bad, "\n", "\r\n"), "fix", "-")
	want := strings.Replace(seed.Bad, "RUN apt-get update \nRUN apt-get install -y python3.11 python3-pip", "RUN apt-get update && apt-get install -y python3.11 python3-pip \\\n    && rm -rf /var/lib/apt/lists/*", 1)
	if r.code != 0 || r.stdout != strings.ReplaceAll(want, "\n", "\r\n") {
		t.Errorf("exit code %d, got\n%q\nwant\n%q", r.code, r.stdout, strings.ReplaceAll(want, "\n", "\r\n"))
	}
}

func TestFixRefuses(t *testing.T) {
	dir := t.TempDir()
	const bad = "FROM alpine:3.22\nMAINTAINER me\n"
	write(t, filepath.Join(dir, "read-only"), bad)
	if err := os.Chmod(filepath.Join(dir, "read-only"), 0o444); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "target"), bad)
	if err := os.Symlink("target", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"read-only": "read-only: the file is read-only", "link": "link: not a regular file"} {
		r := drydock(t, dir, nil, "", "fix", name)
		if r.code != exitFailure || !strings.Contains(r.stderr, want) || read(t, filepath.Join(dir, name)) != bad {
			t.Errorf("%s: exit code %d, %q", name, r.code, r.stderr)
		}
	}
}

// repository creates a git repository with a base branch and a topic branch. The topic branch adds the
// bad Dockerfile and a symbolic link, and renames another Dockerfile.
func repository(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	write(t, filepath.Join(dir, "requirements.txt"), "flask\n")
	write(t, filepath.Join(dir, "predict.py"), "a\n")
	write(t, filepath.Join(dir, "old", "Dockerfile"), "FROM alpine:3.22\nMAINTAINER me\nRUN true\n")
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "base")
	git(t, dir, "checkout", "-qb", "topic")
	git(t, dir, "mv", "old", "new")
	write(t, filepath.Join(dir, "Dockerfile"), seed.Bad)
	if err := os.Symlink("a folder/Dockerfile", filepath.Join(dir, "link.Dockerfile")); err != nil {
		t.Fatal(err)
	}
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "add")
	return dir
}

func TestReview(t *testing.T) {
	dir := repository(t)
	r := drydock(t, dir, nil, "", "review", "--base", "main", "--format", "json")
	var planned struct {
		Body     string
		Comments []struct {
			Path       string
			Start_line *int
			Line       int
			Side, Body string
		}
	}
	dec := json.NewDecoder(strings.NewReader(r.stdout))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&planned); err != nil {
		t.Fatalf("%v in\n%s%s", err, r.stdout, r.stderr)
	}
	if r.code != exitFindings || len(planned.Comments) != 3 || planned.Body == "" {
		t.Fatalf("exit code %d, %+v", r.code, planned)
	}
	for i, want := range [][2]int{{1, 4}, {8, 12}, {14, 15}} {
		c := planned.Comments[i]
		if c.Path != "Dockerfile" || c.Start_line == nil || *c.Start_line != want[0] || c.Line != want[1] || c.Side != "RIGHT" || !strings.Contains(c.Body, "```suggestion\n") {
			t.Errorf("comment %d: %+v", i, c)
		}
	}
	if r := drydock(t, dir, nil, "", "review", "--base", "topic", "--format", "json"); r.code != 0 || !strings.Contains(r.stdout, `"comments": []`) {
		t.Errorf("nothing changed: exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if r := drydock(t, dir, nil, "", "review", "--base", "nowhere"); r.code != exitFailure || !strings.Contains(r.stderr, `git knows no commit "nowhere"`) {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
}

// TestNotReviewed shows that check reports what a generated file has, and neither command that a
// template or an empty override can't be read. review names the files that it leaves out, once and in
// every format for people.
func TestNotReviewed(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	write(t, filepath.Join(dir, ".gitattributes"), "gen/** linguist-generated\n")
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-qm", "start")
	git(t, dir, "checkout", "-qb", "topic")
	write(t, filepath.Join(dir, "gen", "Dockerfile"), "FROM debian:12-slim\nMAINTAINER me\n")
	write(t, filepath.Join(dir, "t", "Dockerfile"), "{% if a %}\nFROM debian\n{% endif %}\n")
	write(t, filepath.Join(dir, "compose.override.yml"), "# Your services.\n")
	write(t, filepath.Join(dir, "Dockerfile"), "FROM debian:12-slim\n# drydock ignore=maintainer\nMAINTAINER me\n")
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-qm", "add")
	if r := drydock(t, dir, nil, "", "check"); r.code != 0 || !strings.Contains(r.stdout, "gen/Dockerfile:2:1") || !strings.Contains(r.stdout, "1 finding") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	const want = "Not reviewed: `compose.override.yml` (empty), `gen/Dockerfile` (generated), `t/Dockerfile` (a template).\n" +
		"This change switches off `maintainer` (`Dockerfile`, line 2).\n"
	if r := drydock(t, dir, nil, "", "review", "--base", "main"); r.code != 0 || !strings.HasSuffix(r.stdout, want) {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	r := drydock(t, dir, nil, "", "review", "--base", "main", "--format", "markdown")
	for line := range strings.Lines(want) {
		if strings.Count(r.stdout, line) != 1 {
			t.Errorf("not once: %s%s%s", line, r.stdout, r.stderr)
		}
	}
	git(t, dir, "checkout", "-q", "main")
	git(t, dir, "checkout", "-qb", "only", "main")
	write(t, filepath.Join(dir, "compose.override.yml"), "# Your services.\n")
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-qm", "add")
	r = drydock(t, dir, nil, "", "review", "--base", "main", "--format", "markdown")
	if r.stdout != "Nothing to comment on.\n\n---\n\nNot reviewed: `compose.override.yml` (empty).\n" {
		t.Errorf("%s%s", r.stdout, r.stderr)
	}
	git(t, dir, "checkout", "-q", "topic")
	if r := drydock(t, dir, nil, "", "fix", "t/Dockerfile"); r.code != 0 {
		t.Errorf("fix: exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

func TestRules(t *testing.T) {
	dir := t.TempDir()
	if r := drydock(t, dir, nil, "", "rules"); r.code != 0 || !strings.Contains(r.stdout, "run-apt-lists") || !strings.Contains(r.stdout, "DL3009") {
		t.Errorf("exit code %d\n%s", r.code, r.stdout)
	}
	for _, name := range []string{"run-apt-lists", "DL3009", "LegacyKeyValueFormat"} {
		if r := drydock(t, dir, nil, "", "rules", name); r.code != 0 || !strings.HasPrefix(r.stdout, "# ") || !strings.Contains(r.stdout, "## The fix") {
			t.Errorf("%s: exit code %d\n%s", name, r.code, r.stdout)
		}
	}
}

// TestRulesSearch checks that words find the rules that have them all in an id, an alias or a summary,
// or else in the manual, and that the error says when none has.
func TestRulesSearch(t *testing.T) {
	dir := t.TempDir()
	for word, want := range map[string]*regexp.Regexp{
		"apt-l":              regexp.MustCompile(`^run-apt-lists\b`),            // an id
		"APT-L":              regexp.MustCompile(`^run-apt-lists\b`),            // in capitals
		"dl300":              regexp.MustCompile(`DL300`),                       // another linter's name
		"keyvalueFo":         regexp.MustCompile(`LegacyKeyValueFor`),           // BuildKit's
		"Protocol in expose": regexp.MustCompile(`^expose-proto-casing\b`),      // a summary
		"expose protocol":    regexp.MustCompile(`^expose-proto-casing\b`),      // words in any order
		"version 3 look up":  regexp.MustCompile(`^compose-version-obsolete\b`), // a manual
	} {
		r := drydock(t, dir, nil, "", append([]string{"rules"}, strings.Fields(word)...)...)
		all := drydock(t, dir, nil, "", "rules").stdout
		found := 0
		for line := range strings.Lines(r.stdout) {
			if want.MatchString(line) {
				found++
			}
		}
		if r.code != 0 || found == 0 || strings.HasPrefix(r.stdout, "# ") || len(r.stdout) > len(all)/2 {
			t.Errorf("%s: exit code %d\n%s%s", word, r.code, r.stdout, r.stderr)
		}
	}
	if r := drydock(t, dir, nil, "", "rules", "qqqq", "qqq"); r.code != exitFailure || r.stdout != "" || r.stderr != "drydock: no rule mentions \"qqqq qqq\"\n" {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

// TestKindByWholePath checks that a file's kind depends on its whole path, wherever drydock is started.
func TestKindByWholePath(t *testing.T) {
	dir := t.TempDir()
	workflows := filepath.Join(dir, ".github", "workflows")
	write(t, filepath.Join(workflows, "a.yml"), "jobs:\n  a:\n    runs-on: self-hosted\n    steps:\n      - run: docker commit c x\n")
	for _, c := range []struct{ dir, arg string }{{dir, "."}, {dir, filepath.Join(".github", "workflows", "a.yml")}, {workflows, "a.yml"}, {t.TempDir(), filepath.Join(workflows, "a.yml")}} {
		if r := drydock(t, c.dir, nil, "", "check", c.arg); r.code != 1 || !strings.Contains(r.stdout, ": warning: script-docker-commit") {
			t.Errorf("%+v: exit code %d\n%s%s", c, r.code, r.stdout, r.stderr)
		}
	}
}
