package shell

import (
	"fmt"
	"path"
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

// Command is a simple command: a program with its words.
type Command struct {
	Span syntax.Span
	// Words are the program and its arguments, without wrappers. Never empty.
	Words []Word
	// Wrappers are the words in front of the program that only say how it runs, with
	// their options: `sudo -u app`, `env A=b`, `nohup`.
	Wrappers []Word
	// Assigns are the variables set for this command alone, as `NAME=value`: in front of it, or
	// by a wrapper such as env.
	Assigns []Word
	// Redirects are the redirections of the command itself, here-documents included.
	Redirects []Redirect
	// Place is where the command stands in its script.
	Place Place
	// Script is the script that the command stands in; the outer one for a command of
	// `sh -c '…'`.
	Script *Script
	// Via is the command that runs this one from a text of its own: the `sh` of
	// `sh -c '…'`. nil for a command of the script itself.
	Via *Command

	// Index is its number among the commands of its file, for files of the type [File].
	Index int

	program  string     // what Program returns
	block    *block     // the innermost block that it stands in
	around   []Redirect // of the groups that it stands in: `{ a; b; } > file`
	packages *PackageCall
}

// Word is one word of a command.
type Word struct {
	Value   string // without quotes and escapes; "" when not Literal
	Source  string // as written, without continuations
	Literal bool   // no variable, substitution or pattern in it
	Quoted  bool   // some of it is quoted
	Span    syntax.Span
}

// Redirect is a redirection of a command's input or output.
type Redirect struct {
	Op     string // ">", ">>", "<", "<<", "<<<"…
	FD     string // the file descriptor as written, "" for the usual one
	Target Word   // the file; for a here-document its delimiter
	// Body is the text of a here-document; empty for all others.
	Body syntax.Span
	// Text is the text of a here-document as the command reads it, variables aside.
	Text string
}

// Place says where a command stands in its script: a set of the constants below, empty
// for a command that always runs, by itself, in the script's own shell.
type Place uint16

// The places.
const (
	// InPipeline: its output or input is another command's.
	InPipeline Place = 1 << iota
	// OnSuccess: behind &&.
	OnSuccess
	// OnFailure: behind ||.
	OnFailure
	// InCondition: decides an if, a while or an until.
	InCondition
	// InBranch: in the body of an if or a case.
	InBranch
	InLoop
	InFunction
	InSubshell
	// InSubstitution: in $(…), `…` or <(…).
	InSubstitution
	InBackground
	// Negated: behind !.
	Negated
	// OnTest: behind `&&` whose left side tests something, as in `[ -n "$A" ] && b`.
	OnTest
	// AfterLeaving: behind a branch that ends the script, as in `[ -f done ] && exit 0; b`.
	AfterLeaving
	// Uncalled: in a function that the script doesn't call each time.
	Uncalled
)

// Has reports whether a place is all of another.
func (p Place) Has(o Place) bool { return p&o == o }

// Conditional reports whether the script can end well without the command being run.
func (p Place) Conditional() bool {
	return p&(OnFailure|InBranch|InLoop|InFunction) != 0
}

// Optional reports whether the script asks something before it runs the command: it stands in a
// branch or a loop, behind `||`, behind a test, behind a branch that ends the script, or in a
// function that isn't called each time.
func (p Place) Optional() bool {
	return p&(OnFailure|InBranch|InLoop|OnTest|AfterLeaving|Uncalled) != 0
}

// Program returns the name of the command's program without its folder, "" when it is
// not a literal word.
func (c *Command) Program() string { return c.program }

// Values returns the words' values; "" for a word that is not literal.
func (c *Command) Values() []string {
	values := make([]string, len(c.Words))
	for i, w := range c.Words {
		values[i] = w.Value
	}
	return values
}

// AllWords returns the wrappers and the words.
func (c *Command) AllWords() []Word { return slices.Concat(c.Wrappers, c.Words) }

// Where names the command for the places that a fix changes.
func (c *Command) Where() string {
	if c.Script.Where != "" {
		return c.Script.Where
	}
	return fmt.Sprintf("command %d", c.Index)
}

// Sources reports whether the command runs a file of shell code in the script's own shell.
func (c *Command) Sources() bool { return c.Program() == "." || c.Program() == "source" }

// WrappedBy reports whether one of the command's wrappers is a program of that name.
func (c *Command) WrappedBy(program string) bool {
	for _, w := range c.Wrappers {
		if path.Base(w.Value) == program {
			return true
		}
	}
	return false
}
