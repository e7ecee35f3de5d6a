package lint_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// texts are a small file of each kind.
var texts = map[string]string{
	"Dockerfile": "FROM a:1\nRUN b\n", "compose.yaml": "services:\n  a:\n    image: b:1\n", "a.sh": "docker run a:1\n", "Makefile": "a:\n\tdocker run a:1\n",
	".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n      - run: docker run a:1\n", "a.service": "[Service]\nExecStart=docker run a:1\n",
}

// onlyInternal fails the test unless the file's one finding is an internal error.
func onlyInternal(t *testing.T, file syntax.File) {
	t.Helper()
	found := lint.Run(file, facts.Gather(nil, nil, time.Time{}, nil), rules.All, &lint.Options{}).Findings
	if len(found) != 1 || found[0].Rule != lint.InternalError || !strings.Contains(found[0].Message, "A bug: ") {
		t.Errorf("findings %v", found)
	}
}

// TestReaderPanic shows that a panic of a reader, of whatever kind of file, is an internal error and
// never said to be the file's fault.
func TestReaderPanic(t *testing.T) {
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			file := kinds.Parse(name, []byte(text))
			file.Common().Err = syntax.Guard(func() *syntax.ParseError { panic("boom") })
			onlyInternal(t, file)
		})
	}
	if len(texts) != len(kinds.All()) {
		t.Errorf("%d kinds are tried, there are %d", len(texts), len(kinds.All()))
	}
}

// TestScriptReaderPanic shows that the file survives a panic while its scripts are found.
func TestScriptReaderPanic(t *testing.T) {
	file := shell.NewFile("Makefile", []byte("a:\n"), syntax.Makefile, func(*syntax.Document) []shell.Source { panic("boom") })
	onlyInternal(t, file)
}

// lateFile is a file that panics only when its embedded files are wanted.
type lateFile struct{ *compose.File }

func (lateFile) Embedded() []syntax.Embedded { panic("boom") }

func TestLatePanic(t *testing.T) {
	onlyInternal(t, lateFile{compose.ParseFile("compose.yaml", []byte("services:\n  a:\n    image: b:1\n"))})
}

// TestLoadPanic shows that a panic of compose-go is an internal error, and that the rules look at the
// file all the same.
func TestLoadPanic(t *testing.T) {
	file := compose.ParseFile("compose.yaml", []byte("services:\n  a:\n    image: b\n"))
	file.Loads = func() error { return &syntax.ParseError{Panic: "boom", Message: "boom"} }
	var ids []string
	for _, f := range lint.Run(file, facts.Gather(nil, nil, time.Time{}, nil), rules.All, &lint.Options{}).Findings {
		ids = append(ids, f.Rule.ID)
	}
	slices.Sort(ids)
	if want := []string{"compose-image-untagged", "internal-error"}; !slices.Equal(ids, want) {
		t.Errorf("findings %v, want %v", ids, want)
	}
	file.Loads = func() error { return errors.New("not valid") }
	if panicked := file.LoadPanic(); panicked != "" {
		t.Errorf("an error counts as the panic %q", panicked)
	}
}

// TestCheckComments shows that BuildKit's comments above instructions, behind others too, don't make
// its parser panic.
func TestCheckComments(t *testing.T) {
	for _, text := range []string{
		"FROM alpine:3.22\n# check=skip=SecretsUsedInArgOrEnv\nENV A_PASSWORD=x\n",
		"# A licence\n# check=skip=JSONArgsRecommended\nFROM alpine:3.22\nCMD a b\n",
		"\n# check=error=true\nFROM alpine:3.22\n",
		"FROM alpine:3.22\n\n# check=skip=all;error=true\nRUN a\n# check=\nRUN b\n",
	} {
		if file := kinds.Parse("Dockerfile", []byte(text)); file.Common().Err != nil {
			t.Errorf("%q: %v", text, file.Common().Err)
		}
	}
}

// TestTriggerThatCannotBeRead shows that a file is said to fail where it does: BuildKit reads what
// stands behind ONBUILD in the builds that start from the image.
func TestTriggerThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		"FROM a:1\nONBUILD RUNN b\n": "Builds that start from this image fail: BuildKit stops at this trigger with `unknown instruction: RUNN",
		"FROM a:1\nRUNN b\n":         "This Dockerfile doesn't build: BuildKit stops here with `unknown instruction: RUNN",
	} {
		found := lint.Run(kinds.Parse("Dockerfile", []byte(text)), facts.Gather(nil, nil, time.Time{}, nil), rules.All, &lint.Options{}).Findings
		if len(found) != 1 || found[0].Start.Line != 2 || !strings.HasPrefix(found[0].Message, want) {
			t.Errorf("%q: %v", text, found)
		}
	}
}
