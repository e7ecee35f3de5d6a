package shell

import (
	"bytes"
	"slices"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/syntax"
)

// Source is a script as it stands in a file.
type Source struct {
	// Text is what the shell parser reads. What is not script (a comment between two
	// continued lines, an expression of the file's own language) is masked, so that the
	// offsets of the script stay true.
	Text []byte
	// Span is where the script stands in the file.
	Span syntax.Span
	// At returns the offset in the file of a byte of Text. nil: Text starts at Span.Start,
	// byte for byte.
	At func(offset int) int
	// Read returns a range of Text as the shell gets it, without what fills gaps. nil: as
	// it is in Text.
	Read func(start, end int) string
	// Name is the job or target that the script belongs to; "" for none.
	Name string
	// Where names the script's place in the file, where the file's kind has names for places.
	Where string
	// Built is true for a script that runs while an image is built.
	Built bool
	// Ephemeral is true for a script that runs on a machine which is deleted afterwards.
	Ephemeral bool
}

// Script is one shell script.
type Script struct {
	Source
	// Tree is the shell's syntax tree; nil when the script is not for a Unix shell, when
	// the parser rejects it, or when it nests deeper than [MaxNesting]. Its offsets are
	// those of Source.Text: see [Script.SpanOf].
	Tree *sh.File
	// Commands are the script's own simple commands in the order of the text, those in loops,
	// substitutions and functions included.
	Commands []*Command
	// Inner are the commands of scripts that the script hands to another shell as text:
	// `sh -c '…'`. See AllCommands.
	Inner []*Command
	// Pipes are the script's pipes, each before those inside it, then the pipes of scripts that it
	// hands to another shell.
	Pipes []Pipe
	// Steps is the script as a list of statements joined by && and ;. A statement that is
	// no simple command is one step without a Command.
	Steps []Step
	// Comments are the spans of the shell's own comments.
	Comments []syntax.Span

	trees *Trees
}

// Pipe is two statements joined by `|` or `|&`. The left one may be a pipe itself.
type Pipe struct {
	Span syntax.Span
	// Commands are those in the pipe, in the order of the text. What one of them hands to another
	// shell as text isn't among them.
	Commands []*Command

	place Place
}

// Step is one statement of a script's list.
type Step struct {
	Span    syntax.Span
	Command *Command // nil for pipes, loops, redirections and the like
	// Joint is what stands between the step before and this one: "&&", "||", ";" or "\n";
	// "" for the first.
	Joint string
	// Unchecked is true when the script goes on if this step fails.
	Unchecked bool
	// Exports are the variables that an `export` names, which isn't a Command; those without a value have an
	// empty one. There are none where a value is the output of a command.
	Exports []Variable
}

// MaxNesting bounds the depth of a script that is parsed: the time and memory of the
// shell parser grow with its square. Real scripts stay below ten.
const MaxNesting = 200

// Parse reads a script. It never fails: a script that cannot be read has a nil Tree and
// no commands. trees may be shared by the scripts of several texts of a file.
func Parse(trees *Trees, source Source) *Script {
	s := &Script{Source: source, trees: trees}
	// The shell drops NUL bytes, so offsets behind one would not be true.
	if nesting(source.Text) > MaxNesting || bytes.IndexByte(source.Text, 0) >= 0 {
		return s
	}
	if s.Tree = trees.parse(source.Text); s.Tree != nil {
		s.collect()
	}
	return s
}

// ParseText reads a script that is no part of a file.
func ParseText(text []byte) *Script {
	return Parse(&Trees{}, Source{Text: text, Span: syntax.Span{End: len(text)}})
}

// AllCommands returns the script's own commands and the inner ones, in the order of the text.
func (s *Script) AllCommands() []*Command {
	if len(s.Inner) == 0 {
		return s.Commands
	}
	all := slices.Concat(s.Commands, s.Inner)
	slices.SortStableFunc(all, func(a, b *Command) int { return a.Span.Start - b.Span.Start })
	return all
}

// Values returns the words of the script's own commands: see [Command.Values].
func (s *Script) Values() (all [][]string) {
	for _, c := range s.Commands {
		all = append(all, c.Values())
	}
	return all
}

// Unread returns a script of which only the place is known.
func Unread(span syntax.Span) *Script { return &Script{Source: Source{Span: span}} }

// SpanOf returns where a node of the tree stands in the file.
func (s *Script) SpanOf(n sh.Node) syntax.Span {
	return s.span(int(n.Pos().Offset()), int(n.End().Offset()))
}

func (s *Script) span(start, end int) syntax.Span {
	if s.At == nil {
		return syntax.Span{Start: s.Span.Start + start, End: s.Span.Start + end}
	}
	return syntax.Span{Start: s.At(start), End: s.At(end)}
}

// read returns the text of a node as the shell gets it.
func (s *Script) read(start, end int) string {
	if s.Read == nil {
		return string(s.Text[start:end])
	}
	return s.Read(start, end)
}

// collect fills Commands, Steps and Comments from the tree.
func (s *Script) collect() {
	c := collector{script: s, calls: map[*sh.CallExpr]*Command{}}
	c.walk(s.Tree)
	for i := range c.pipes {
		for _, command := range s.Commands {
			if c.pipes[i].Span.Contains(command.Span) {
				c.pipes[i].Commands = append(c.pipes[i].Commands, command)
			}
		}
	}
	s.Pipes = append(c.pipes, s.Pipes...)
	for i, stmt := range s.Tree.Stmts {
		joint := "\n"
		switch {
		case i == 0:
			joint = ""
		case s.Tree.Stmts[i-1].Semicolon.IsValid():
			joint = ";"
		}
		s.addSteps(stmt, joint, i < len(s.Tree.Stmts)-1, c.calls)
	}
}

// addSteps flattens `a && b && c` into steps, left to right.
func (s *Script) addSteps(stmt *sh.Stmt, joint string, unchecked bool, calls map[*sh.CallExpr]*Command) {
	plain := !stmt.Negated && !stmt.Background && !stmt.Coprocess && len(stmt.Redirs) == 0
	if b, ok := stmt.Cmd.(*sh.BinaryCmd); ok && plain && (b.Op == sh.AndStmt || b.Op == sh.OrStmt) {
		s.addSteps(b.X, joint, unchecked || b.Op == sh.OrStmt, calls)
		s.addSteps(b.Y, b.Op.String(), unchecked, calls)
		return
	}
	step := Step{Span: s.SpanOf(stmt), Joint: joint, Unchecked: unchecked}
	if stmt.Semicolon.IsValid() { // the span ends before it
		step.Span.End = step.Span.Start
		if stmt.Cmd != nil { // nil for a statement of redirections alone
			step.Span.End = s.SpanOf(stmt.Cmd).End
		}
		for _, r := range stmt.Redirs {
			step.Span.End = max(step.Span.End, s.SpanOf(r).End)
		}
	}
	if call, ok := stmt.Cmd.(*sh.CallExpr); ok && plain {
		step.Command = calls[call]
	}
	if decl, ok := stmt.Cmd.(*sh.DeclClause); ok && plain && decl.Variant.Value == "export" {
		step.Exports = s.exports(decl)
	}
	s.Steps = append(s.Steps, step)
}

// word reads a word. Its value has neither quotes nor escapes, nor what only continues a
// line.
func (s *Script) word(w *sh.Word) Word {
	word := Word{Span: s.SpanOf(w), Literal: true}
	word.Source = s.read(int(w.Pos().Offset()), int(w.End().Offset()))
	var value strings.Builder
	for _, part := range w.Parts {
		s.readPart(part, false, &word, &value)
	}
	if word.Literal {
		word.Value = value.String()
	}
	return word
}

func (s *Script) readPart(part sh.WordPart, quoted bool, word *Word, value *strings.Builder) {
	start, end := int(part.Pos().Offset()), int(part.End().Offset())
	switch p := part.(type) {
	case *sh.Lit:
		text := s.read(start, end)
		if !quoted && strings.ContainsAny(text, "*?[") {
			word.Literal = false
		}
		value.WriteString(unescape(text, quoted))
	case *sh.SglQuoted:
		word.Quoted = true
		if p.Dollar {
			word.Literal = false
			return
		}
		value.WriteString(s.read(start+1, end-1))
	case *sh.DblQuoted:
		word.Quoted = true
		for _, inner := range p.Parts {
			s.readPart(inner, true, word, value)
		}
	default:
		word.Literal = false
	}
}

// unescape removes the shell's backslashes; between double quotes only some characters
// can be escaped.
func unescape(text string, quoted bool) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			next := text[i+1]
			if !quoted || strings.IndexByte("$`\"\\\n", next) >= 0 {
				i++
				if next == '\n' {
					continue
				}
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// nesting returns how deep the brackets of a script nest, quoted ones counted like all
// others.
func nesting(script []byte) int {
	depth, deepest := 0, 0
	for _, c := range script {
		switch c {
		case '(', '{':
			depth++
			deepest = max(deepest, depth)
		case ')', '}':
			depth = max(depth-1, 0)
		}
	}
	return deepest
}
