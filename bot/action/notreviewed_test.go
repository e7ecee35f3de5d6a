package action_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/bot/github/githubtest"
)

const maintained = "FROM debian:12-slim\nMAINTAINER me\n"

// TestNotReviewed shows that generated files, templates and empty overrides get no comment, and that
// the job summary names them.
func TestNotReviewed(t *testing.T) {
	server := newServer(t,
		githubtest.File{Path: "Dockerfile", After: maintained},
		githubtest.File{Path: "a/Dockerfile", After: "# DO NOT EDIT\n" + maintained},
		githubtest.File{Path: "b/Dockerfile", After: "{% if x %}\n" + maintained + "{% endif %}\n"},
		githubtest.File{Path: "c/compose.override.yml", After: "# Your services.\n"},
		githubtest.File{Path: "gen/Dockerfile", After: maintained},
		githubtest.File{Path: "d/.gitattributes", After: "Dockerfile linguist-generated\n"},
		githubtest.File{Path: "d/Dockerfile", Before: "FROM debian:12-slim\n", After: maintained},
	)
	server.BaseFiles = map[string]string{".gitattributes": "gen/** linguist-generated\n"}
	r := runProgram(t, server, nil)
	var paths []string
	for _, c := range server.Comments() {
		paths = append(paths, c.Path)
	}
	slices.Sort(paths)
	if !slices.Equal(paths, []string{"Dockerfile", "d/Dockerfile"}) {
		t.Errorf("comments on %q\n%s%s", paths, r.stdout, r.stderr)
	}
	const note = "Not reviewed: `a/Dockerfile` (generated), `b/Dockerfile` (a template), `c/compose.override.yml` (empty), `gen/Dockerfile` (generated)."
	if !strings.Contains(r.summary, note) || !strings.Contains(r.summary, "2 files") {
		t.Errorf("the summary is\n%s", r.summary)
	}
}

// TestGeneratedSetting shows that the base's settings can have generated files reviewed.
func TestGeneratedSetting(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: "# DO NOT EDIT\n" + maintained})
	server.BaseFiles = map[string]string{"drydock.yaml": "generated: true\n"}
	if r := runProgram(t, server, nil); len(server.Comments()) != 1 || strings.Contains(r.summary, "Not reviewed") {
		t.Errorf("%d comments\n%s", len(server.Comments()), r.summary)
	}
}

// TestAttributesTakeNoRequest shows that a .gitattributes file comes along with the review's state.
func TestAttributesTakeNoRequest(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "a/Dockerfile", After: maintained})
	server.BaseFiles = map[string]string{".gitattributes": "*.md text\n", "a/.gitattributes": "*.txt text\n", "b/.gitattributes": "* text\n"}
	runProgram(t, server, nil)
	if n := len(server.Requests()); n != 5 || len(server.Comments()) != 1 || slices.Contains(server.Texts(), "* text\n") {
		t.Errorf("%d comments, %d requests: %q, read %q", len(server.Comments()), n, server.Requests(), server.Texts())
	}
}

// TestSwitchedOff shows that the review names what the change switches off, once, and that the base's
// settings can refuse it.
func TestSwitchedOff(t *testing.T) {
	const ignored = "FROM debian:12-slim\n# drydock ignore=maintainer\nMAINTAINER me\n"
	const note = "This change switches off `maintainer` (`Dockerfile`, line 2)."
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: ignored})
	r := runProgram(t, server, nil)
	if reviews := server.Reviews(); len(reviews) != 1 || !strings.HasPrefix(reviews[0].Body, note) || len(server.Comments()) != 0 || !strings.Contains(r.summary, note) {
		t.Fatalf("%+v\n%s%s", reviews, r.stdout, r.summary)
	}
	server.Push(githubtest.File{Path: "Dockerfile", After: "# hello\n" + ignored})
	runProgram(t, server, nil)
	if n := len(server.Reviews()); n != 1 {
		t.Errorf("said again: %d reviews", n)
	}

	for settings, comments := range map[string]int{"allow-ignores: false\n": 1, "never-ignore: [DL4000]\n": 1, "never-ignore: [user-root]\n": 0} {
		server := newServer(t, githubtest.File{Path: "Dockerfile", After: ignored}, githubtest.File{Path: ".github/drydock.yaml", After: "allow-ignores: true\n"})
		server.BaseFiles = map[string]string{"drydock.yaml": settings}
		runProgram(t, server, nil)
		said := slices.ContainsFunc(server.Reviews(), func(v githubtest.Review) bool { return strings.Contains(v.Body, "switches off") })
		if len(server.Comments()) != comments || said == (comments == 1) {
			t.Errorf("%s: %d comments, named: %v", settings, len(server.Comments()), said)
		}
	}
}

// TestExcludedFilesAreNotRead shows that what the inputs exclude isn't prefetched, whether there is a
// settings file or not, and what the settings exclude isn't if there is none to read.
func TestExcludedFilesAreNotRead(t *testing.T) {
	const excluded = "FROM debian:12-slim\nRUN excluded\n"
	for name, tt := range map[string]struct {
		inputs, base map[string]string
		requests     int
	}{
		"by paths":                 {map[string]string{"paths": "a/*"}, nil, 5},
		"by paths, with settings":  {map[string]string{"paths": "a/*"}, map[string]string{"drydock.yaml": "fail-on: none\n"}, 5},
		"by kinds":                 {map[string]string{"kinds": "script"}, nil, 2},
		"by kinds, with settings":  {map[string]string{"kinds": "script"}, map[string]string{"drydock.yaml": "fail-on: none\n"}, 2},
		"by paths of other kinds":  {map[string]string{"paths": "z/*"}, map[string]string{"drydock.yaml": "fail-on: none\n"}, 2},
		"by the settings, for all": {nil, map[string]string{"drydock.yaml": "skip: ['*']\n"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, githubtest.File{Path: "a/Dockerfile", After: maintained}, githubtest.File{Path: "b/Dockerfile", After: excluded})
			maps.Copy(server.BaseFiles, tt.base)
			inputs := map[string]string{"github-token": githubtest.Token}
			maps.Copy(inputs, tt.inputs)
			r := runProgram(t, server, inputs)
			if read := slices.Contains(server.Texts(), excluded); read != (tt.inputs == nil) || len(server.Requests()) != tt.requests {
				t.Errorf("read: %v, %d requests %q\n%s%s", read, len(server.Requests()), server.Requests(), r.stdout, r.stderr)
			}
		})
	}
}
