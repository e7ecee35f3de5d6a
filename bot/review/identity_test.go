package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
)

// reviewed checks a change of a file of any kind, with the strict profile.
func reviewed(t *testing.T, path, base, head string) File {
	t.Helper()
	known := facts.Gather(nil, nil, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), nil)
	f := File{Path: path, Hunks: diff.Between([]byte(base), []byte(head)), Changes: diff.Compare([]byte(base), []byte(head))}
	settings := config.Default(rules.All)
	settings.Profile = lint.Strict
	f.Check(Sides{Head: kinds.Parse(path, []byte(head)), Base: kinds.Parse(path, []byte(base)), KnownHead: known, KnownBase: known}, settings)
	return f
}

// findingsOf returns a file's findings of some rules as "line rule", with the line of the cause.
func findingsOf(f File, ids ...string) []string {
	said := []string{}
	for _, finding := range f.Plan.Findings {
		if slices.Contains(ids, finding.Rule.ID) {
			text := fmt.Sprintf("%d %s", finding.Start.Line, finding.Rule.ID)
			if finding.CauseLine > 0 {
				text += fmt.Sprintf(" by %d", finding.CauseLine)
			}
			said = append(said, text)
		}
	}
	return said
}

// TestIntroduced has changes with what they bring about. Only the rules that are named count.
func TestIntroduced(t *testing.T) {
	const (
		from     = "FROM debian:12-slim\n"
		postgres = "services:\n  db:\n    image: postgres:%s\n    environment:\n      A: b\n      C: d\n      E: f\n      G: h\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n"
	)
	many := ""
	for i := range 20 {
		many += fmt.Sprintf("  s%d:\n    build: .\n", i)
	}
	lines := func(n int) string { return strings.Repeat("RUN true\n", n) }
	tests := []struct {
		name, path, base, head string
		rules                  string
		want                   []string
	}{
		{"an edited value says nothing", "Dockerfile", from + "ENV A 1\n", from + "ENV A 2\n", "env-legacy", nil},
		{"another key is new", "Dockerfile", from + "ENV A 1\n", from + "ENV B 1\n", "env-legacy", []string{"2 env-legacy"}},
		{"a second ADD is new", "Dockerfile", from + "ADD a /a\n", from + "ADD a /b\nADD b /c\n", "add-instead-of-copy", []string{"3 add-instead-of-copy"}},
		{"an edit beside a new line", "Dockerfile", from + "ENV A 1\n", from + "ENV A 2\nENV B 1\n", "env-legacy", []string{"3 env-legacy"}},
		{"a digest bump says nothing", "Dockerfile", "FROM a:latest@sha256:" + strings.Repeat("1", 64) + "\n", "FROM a:latest@sha256:" + strings.Repeat("2", 64) + "\n", "from-latest from-tag-and-digest", nil},
		{"a version bump of an old release", "Dockerfile", "FROM debian:9\n", "FROM debian:10\n", "from-end-of-life", nil},
		{"an older release is worse", "Dockerfile", "FROM debian:10\n", "FROM debian:9\n", "from-end-of-life", []string{"1 from-end-of-life"}},
		{"a tag taken away", "Dockerfile", "FROM debian:12\n", "FROM debian\n", "from-untagged from-latest", []string{"1 from-untagged"}},
		{"a version bump of a package", "Dockerfile", from + "RUN pip install a==1 b\n", from + "RUN pip install a==2 b\n", "run-pip-pin run-pip-no-cache", nil},
		{"one more unpinned package is worse", "Dockerfile", from + "RUN pip install a\n", from + "RUN pip install a b\n", "run-pip-pin run-pip-no-cache", []string{"2 run-pip-pin"}},
		{"a moved line", "Dockerfile", from + "ADD a /a\n" + lines(20), from + lines(20) + "ADD a /a\n", "add-instead-of-copy", nil},
		{"a moved and edited line", "Dockerfile", from + "ENV A 1\n" + lines(20), from + lines(20) + "ENV A 2\n", "env-legacy", nil},
		{"lines above move all", "Dockerfile", from + "ADD a /a\n", "# why\n# so\n" + from + lines(3) + "ADD a /a\n", "add-instead-of-copy", nil},
		{"a copied line is new", "Dockerfile", from + "ADD a /a\n" + lines(20), from + "ADD a /a\n" + lines(20) + "ADD a /a\n", "add-instead-of-copy", []string{"23 add-instead-of-copy"}},
		{"an edit further down in the instruction", "Dockerfile", from + "RUN apt-get update && apt-get install -y a \\\n  b\n", from + "RUN apt-get update && apt-get install -y a \\\n  b \\\n  c\n", "run-apt-lists run-apt-no-recommends", nil},
		{"Windows line endings on one side", "Dockerfile", strings.ReplaceAll(from+"ADD a /a\nADD b /b\n", "\n", "\r\n"), from + "ADD a /a\nADD b /b\n", "add-instead-of-copy", nil},
		{"one line without its newline", "Dockerfile", "FROM debian", "FROM debian\n", "from-untagged", nil},
		{"the user goes", "Dockerfile", from + "USER app\nCMD [\"python3\", \"a.py\"]\n", from + "CMD [\"python3\", \"a.py\"]\n", "user-root", []string{"2 user-root by 2"}},
		{"the start moves to another stage", "Dockerfile", from + "CMD [\"python3\", \"a.py\"]\n", "FROM debian:12-slim AS a\nCMD [\"python3\", \"a.py\"]\nFROM a\nCOPY a.py .\nCMD [\"python3\", \"b.py\"]\n", "user-root", nil},
		{"an error is mended, and old findings show", "Dockerfile", from + "ADD a /a\nFORM x\n", from + "ADD a /a\n", "add-instead-of-copy parse-error", nil},
		{"an error is mended by a line with a finding", "Dockerfile", from + "ADD a /a\nFORM x\n", from + "ADD a /a\nADD b /b\n", "add-instead-of-copy parse-error", []string{"3 add-instead-of-copy"}},
		{"another error", "Dockerfile", from + "FORM x\n", from + "FORM x\nRUNN y\n", "parse-error", nil},
		{"a file that was empty", "Dockerfile", "", from + "ADD a /a\n", "add-instead-of-copy", []string{"2 add-instead-of-copy"}},
		{"an image bumped above a volume", "compose.yaml", fmt.Sprintf(postgres, "17"), fmt.Sprintf(postgres, "18"), "compose-data-place", []string{"10 compose-data-place by 3"}},
		{"a tag that moves", "compose.yaml", fmt.Sprintf(postgres, "17"), fmt.Sprintf(postgres, "latest"), "compose-image-untagged", []string{"3 compose-image-untagged"}},
		{"another image of a service", "compose.yaml", "services:\n  a:\n    image: one:latest\n", "services:\n  a:\n    image: two:latest\n", "compose-image-untagged", nil},
		{"one more service without a tag", "compose.yaml", "services:\n  a:\n    image: one\n", "services:\n  a:\n    image: one\n  b:\n    image: two\n", "compose-image-untagged", []string{"5 compose-image-untagged"}},
		{"a renamed service", "compose.yaml", "services:\n  a:\n    image: one\n", "services:\n  b:\n    image: one\n", "compose-image-untagged", nil},
		{"a renamed service with its lines moved", "compose.yaml", "services:\n  a:\n    image: one\n" + many, "services:\n" + many + "  b:\n    image: one\n", "compose-image-untagged", nil},
		{"one goes, another is edited", "Dockerfile", from + "RUN pip install a\n" + lines(20) + "RUN pip install -q a b c\n", from + lines(20) + "RUN pip install -v a b c\n", "run-pip-pin", nil},
		{"a command in a script", "run.sh", "curl -k https://a.example/1\n", "curl -k https://a.example/2\n", "run-tls-off", nil},
		{"one more command in a script", "run.sh", "curl -k https://a.example/1\n", "curl -k https://a.example/1\nwget --no-check-certificate https://a.example/1\n", "run-tls-off", []string{"2 run-tls-off"}},
		{"a long file", "Dockerfile", from + strings.Repeat("ADD a /a\n", 900), from + "ENV A 1\n" + strings.Repeat("ADD a /a\n", 900), "env-legacy add-instead-of-copy", []string{"2 env-legacy"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := findingsOf(reviewed(t, tt.path, tt.base, tt.head), strings.Fields(tt.rules)...)
			if !slices.Equal(got, tt.want) && len(got)+len(tt.want) > 0 {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestCauseHasTheComment checks that a finding far from the diff is said at the changed line.
func TestCauseHasTheComment(t *testing.T) {
	const compose = "services:\n  db:\n    image: postgres:%s\n    environment:\n      A: b\n      C: d\n      E: f\n      G: h\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n"
	f := reviewed(t, "compose.yaml", fmt.Sprintf(compose, "17"), fmt.Sprintf(compose, "18"))
	planned := Plan([]File{f}, Options{}, State{})
	i := slices.IndexFunc(planned.Comments, func(c Comment) bool { return strings.Contains(c.Body, "[compose-data-place]") })
	if i < 0 {
		t.Fatalf("no comment: %+v", planned.Review)
	}
	c := planned.Comments[i]
	if c.Line != 3 || !strings.Contains(c.Body, "This change affects line 10: `- data:/var/lib/postgresql/data`") {
		t.Errorf("on line %d:\n%s", c.Line, c.Body)
	}
}

// TestSuggestionsStayInScope has an old finding beside a new one. The suggestion for the new one must
// leave the old line alone.
func TestSuggestionsStayInScope(t *testing.T) {
	for name, tt := range map[string]struct{ base, head string }{
		"a neighbour":          {"FROM debian:12-slim\nENV A 1\nENV C 3\n", "FROM debian:12-slim\nENV A 1\nENV B 2\nENV C 3\n"},
		"the same instruction": {"FROM debian:12-slim\nRUN apt-get update && apt-get install -y a\n", "FROM debian:12-slim\nRUN apt-get update && apt-get install -y a && pip install b\n"},
	} {
		t.Run(name, func(t *testing.T) {
			f := reviewed(t, "Dockerfile", tt.base, tt.head)
			if len(f.Plan.Suggestions) == 0 {
				t.Fatal("no suggestion")
			}
			old := 0
			for _, line := range strings.Split(tt.base, "\n") {
				if strings.Contains(string(f.Plan.ApplyAll()), line) {
					old++
				}
			}
			if name == "a neighbour" && old != 4 {
				t.Errorf("lines of the base are changed:\n%s", f.Plan.ApplyAll())
			}
			for _, s := range f.Plan.Suggestions {
				if slices.Contains(s.Rules, "run-apt-lists") {
					t.Errorf("an old finding is fixed: %v\n%s", s.Rules, s.Replacement)
				}
			}
		})
	}
}

// TestSameFindingInManyFiles checks that what three files have in common is said once.
func TestSameFindingInManyFiles(t *testing.T) {
	const base, head = "FROM debian:12-slim\n", "FROM debian:12-slim\nADD a /a\n"
	fileAt := func(path string) File { return reviewed(t, path, base, head) }
	two := Plan([]File{fileAt("a/Dockerfile"), fileAt("b/Dockerfile")}, Options{}, State{})
	if len(two.Comments) != 2*len(Plan([]File{fileAt("a/Dockerfile")}, Options{}, State{}).Comments) {
		t.Errorf("two files: %d comments", len(two.Comments))
	}
	files := []File{fileAt("a/Dockerfile"), fileAt("b/Dockerfile"), fileAt("c/Dockerfile")}
	three := Plan(files, Options{}, State{})
	i := slices.IndexFunc(three.Comments, func(c Comment) bool { return strings.Contains(c.Body, "[add-instead-of-copy]") })
	if i < 0 || three.Comments[i].Path != "a/Dockerfile" || !strings.Contains(three.Comments[i].Body, "The same in 2 other places: `b/Dockerfile` line 2, `c/Dockerfile` line 2.") {
		t.Fatalf("%+v", three.Comments)
	}
	for _, c := range three.Comments {
		if c.Path != "a/Dockerfile" {
			t.Errorf("a comment on %s", c.Path)
		}
	}
	posted := State{Reviews: []Posted{{ID: 1, Body: three.Body}}}
	for n, c := range three.Comments {
		posted.Threads = append(posted.Threads, Thread{ID: fmt.Sprint(n), CommentID: int64(n + 1), ReviewID: 1, Path: c.Path, Line: c.Line, Body: c.Body})
	}
	if again := Plan(files, Options{}, posted); !again.NothingToDo() {
		t.Errorf("a second run has something to do: %+v", again)
	}
	for n := range posted.Threads {
		posted.Threads[n].Resolved, posted.Threads[n].ResolvedByPerson = true, true
	}
	if again := Plan(files, Options{}, posted); len(again.Comments) > 0 {
		t.Errorf("what a person resolved for all three files is raised again: %+v", again.Comments)
	}
}

// TestMovedInAnUnreadableBase checks that a line which the change only moves is no news, even if the
// base couldn't be read.
func TestMovedInAnUnreadableBase(t *testing.T) {
	const base = "LABEL a=b\nFROM debian:latest\nRUN make\n"
	if f := reviewed(t, "Dockerfile", base, "FROM debian:latest\nLABEL a=b\nRUN make\n"); slices.ContainsFunc(f.Plan.Findings, func(f lint.Finding) bool { return f.Rule.ID == "from-latest" }) {
		t.Error("a moved line has a new finding")
	}
	if f := reviewed(t, "Dockerfile", base, "FROM ubuntu:latest\nLABEL a=b\nRUN make\n"); !slices.ContainsFunc(f.Plan.Findings, func(f lint.Finding) bool { return f.Rule.ID == "from-latest" }) {
		t.Error("an edited line has none")
	}
}

// TestRemovedCause checks that a comment says so if the cause is something that the change removed.
func TestRemovedCause(t *testing.T) {
	const head = "FROM alpine:3.22\nCOPY serve /serve\n\nCMD [\"/serve\"]\n"
	f := reviewed(t, "Dockerfile", strings.Replace(head, "\n\n", "\n\nUSER nobody\n\n", 1), head)
	for _, c := range Plan([]File{f}, Options{}, State{}).Comments {
		if c.Findings[0].Rule.ID == "user-root" {
			if !strings.Contains(c.Body, "Caused by what this change removes above line 4.") {
				t.Errorf("comment\n%s", c.Body)
			}
			return
		}
	}
	t.Error("no comment on the removed USER")
}

// TestThreadSurvivesEdits checks that a resolved thread holds for a line that is edited afterwards, and
// that comments of version 1, which have no subject, are still recognised.
func TestThreadSurvivesEdits(t *testing.T) {
	const base = "FROM debian:12-slim\nRUN true\n"
	before := reviewed(t, "Dockerfile", base, base+"ENV A 1\n")
	after := reviewed(t, "Dockerfile", base, base+"ENV A 2\n")
	c := Plan([]File{before}, Options{}, State{}).Comments[0]
	thread := Thread{ID: "T", CommentID: 1, ReviewID: 1, Path: "Dockerfile", Line: c.Line, Body: c.Body, Resolved: true, ResolvedByPerson: true}
	if again := Plan([]File{after}, Options{}, State{Threads: []Thread{thread}}); len(again.Comments) > 0 {
		t.Errorf("raised again after an edit: %s", again.Comments[0].Body)
	}
	open := thread
	open.Resolved, open.ResolvedByPerson = false, false
	planned := Plan([]File{after}, Options{}, State{Threads: []Thread{open}})
	if len(planned.Comments) != 0 || len(planned.Resolves) != 0 || len(planned.Edits) != 1 || !slices.Equal(Fingerprints(planned.Edits[0].Body), Fingerprints(c.Body)) {
		t.Errorf("the open thread isn't kept and updated: %+v", planned)
	}
	v1 := thread
	m := marksIn(c.Body)[0]
	v1.Body = strings.ReplaceAll(c.Body, m.String(), m.fingerprint)
	if again := Plan([]File{before}, Options{}, State{Threads: []Thread{v1}}); len(again.Comments) > 0 {
		t.Errorf("a comment of version 1 isn't recognised: %s", again.Comments[0].Body)
	}
}
