package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/measure"
)

func built(output string, code int) measure.Result {
	return measure.Result{Built: true, Start: measure.Outcome{ExitCode: code, Output: output}}
}

func TestOutcomeFailsForWhatIsWrong(t *testing.T) {
	texts := [][]byte{[]byte("a"), []byte("a"), []byte("b")}
	p := &project{name: "p", test: test{Prints: "hello"}}
	worse := built("hello", 1)
	worse.Worse = "the program ends with exit code 1, not 0"
	for name, tt := range map[string]struct {
		measured []measure.Result
		needs    string
		wrong    string
	}{
		"nothing":                             {measured: []measure.Result{built("hello", 0), built("hello", 0)}},
		"all is worse":                        {measured: []measure.Result{built("hello", 0), worse}, wrong: "all: the program ends"},
		"all prints something else":           {measured: []measure.Result{built("hello", 0), built("bye", 0)}, wrong: `all: it doesn't print "hello" but: bye`},
		"the project itself doesn't work":     {measured: []measure.Result{built("bye", 0), built("bye", 0)}, wrong: `it doesn't print "hello"`},
		"the project itself doesn't build":    {measured: []measure.Result{{Err: errors.New("no")}}, wrong: "it doesn't build or start: no"},
		"the project can't be had":            {measured: []measure.Result{{Err: errors.New("no")}}, needs: "conda"},
		"it can be had and all breaks it":     {measured: []measure.Result{built("hello", 0), worse}, needs: "conda", wrong: "all: "},
		"interrupted before the first result": {},
		"interrupted after the first result":  {measured: []measure.Result{built("hello", 0)}},
	} {
		t.Run(name, func(t *testing.T) {
			p.test.Needs = tt.needs
			o := &outcome{project: p}
			o.take(tt.measured, texts)
			if got := o.wrong(); (got == "") != (tt.wrong == "") || !strings.HasPrefix(got, tt.wrong) {
				t.Errorf("wrong is %q, want %q", got, tt.wrong)
			}
			if err := failures([]*outcome{o}); (err == nil) != (tt.wrong == "") {
				t.Errorf("failures: %v", err)
			}
		})
	}
}

func TestSameTextsAreMeasuredOnce(t *testing.T) {
	texts := [][]byte{[]byte("a"), []byte("a"), []byte("b")}
	if got := distinct(texts); len(got) != 2 || got[1].Name != "all" {
		t.Errorf("%v", got)
	}
	o := &outcome{project: &project{}}
	o.take([]measure.Result{built("", 0), built("", 0)}, texts)
	if len(o.Results) != 3 || !o.Results[1].Same || o.Results[2].Same {
		t.Errorf("%+v", o.Results)
	}
}

func TestReleaseOfSourcesIsReplaced(t *testing.T) {
	const settings = "Acquire \"\";\nAcquire::Check-Date \"false\";\nAcquire::http::Proxy \"p\";\nAcquire::IndexTargets::deb::Packages::Optional \"0\";\n"
	if got, want := string(joined(aptReach.FindAll([]byte(settings), -1))), "Acquire::Check-Date \"false\";\nAcquire::http::Proxy \"p\";\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := releaseName.ReplaceAllString("Suites: bookworm bookworm-updates", "trixie"); got != "Suites: trixie trixie-updates" {
		t.Error(got)
	}
}

func joined(parts [][]byte) (all []byte) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func TestNamedBases(t *testing.T) {
	b := &bases{also: map[string]string{"debian": "debian:13", "python:3.11": "python:3.11", "tool:1": "tool:1"}}
	got := b.named([]byte("FROM debian:latest AS a\nfrom --platform=$BUILDPLATFORM python:3.11\nRUN --mount=type=bind,from=tool:1,target=/t x\nCOPY --from=a / /\nFROM other\n"))
	if len(got) != 3 || got["debian:latest"] != "debian:13" || got["python:3.11"] == "" || got["tool:1"] == "" {
		t.Errorf("%v", got)
	}
}
