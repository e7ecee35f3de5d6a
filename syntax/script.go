package syntax

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Script is the shell script of an instruction in shell form.
type Script struct {
	Span Span // of the script's text in the source, here-documents included
	// Tree is the shell's syntax tree; nil when the shell is not a Unix shell
	// or the parser does not take the script. Its offsets, plus Base, are
	// offsets in the file.
	Tree *syntax.File
	Base int
	// Commands are all simple commands in the order of the text, those inside
	// loops, substitutions and functions included.
	Commands []*Command
	// Steps is the script as a list of statements joined by && and ; when it
	// is nothing more than that; a statement that is no simple command stands
	// as one step without a Command.
	Steps []Step
	// Comments are the spans of the shell's own comments.
	Comments []Span

	in *Instruction
}

// Step is one statement of a script's list.
type Step struct {
	Span    Span
	Command *Command // nil for pipes, loops, redirections and the like
	// Joint is what stands between the step before and this one: "&&", "||",
	// ";" or "\n"; "" for the first.
	Joint string
	// Unchecked is true when the script goes on if this step fails.
	Unchecked bool
}

// Command is a simple command: a program with its words.
type Command struct {
	Span  Span
	Words []Word // [0] is the program, wrappers such as sudo and env removed
	// Wrappers are the words in front of the program: sudo, env, exec…
	Wrappers []Word
	// Assigns are the variables set for this command alone, as `NAME=value`.
	Assigns []Word

	packages *PackageCall // what Package returns
}

// Word is one word of a command.
type Word struct {
	Value   string // without quotes and escapes; "" when not Literal
	Source  string // as written, without continuations
	Literal bool   // no variable, substitution or pattern in it
	Quoted  bool   // some of it is quoted
	Span    Span
}

// Program returns the name of the command's program without its folder, ""
// when it is not a literal word.
func (c *Command) Program() string {
	if len(c.Words) == 0 || !c.Words[0].Literal {
		return ""
	}
	return path.Base(c.Words[0].Value)
}

// Values returns the words' values; "" stands for a word that is not literal.
func (c *Command) Values() []string {
	values := make([]string, len(c.Words))
	for i, w := range c.Words {
		values[i] = w.Value
	}
	return values
}

// newScript masks and parses the script of an instruction, nil if it has none.
func newScript(in *Instruction) *Script {
	span, ok := in.scriptSpan()
	if !ok {
		return nil
	}
	s := &Script{Span: span, Base: in.Span.Start, in: in}
	if !in.unixShell() {
		return s
	}
	mask, exact := in.Mask()
	if !exact || nesting(mask) > maxNesting || bytes.IndexByte(mask, 0) >= 0 {
		return s // the shell drops zero bytes, so offsets would not be true
	}
	if s.Tree = in.file.trees.parse(mask); s.Tree == nil {
		return s
	}
	if bytes.Contains(mask, filler) && len(in.Heredocs) == 0 && !in.file.trees.same(s.Tree, in.Joined.Read(span)) {
		s.Tree = nil // it is broken in a place where the shell parser does not expect it
		return s
	}
	s.collect()
	if len(s.Comments) > 0 && len(in.Heredocs) == 0 && bytes.Contains(mask, filler) {
		// A comment of the shell ends at the backslash-newline that fills a
		// gap, and would not end there in the text that BuildKit joins.
		return &Script{Span: span, Base: in.Span.Start, in: in}
	}
	return s
}

// scriptSpan returns where the script of an instruction stands.
func (in *Instruction) scriptSpan() (Span, bool) {
	if in.JSON || len(in.Args) == 0 {
		return Span{}, false
	}
	span := in.ArgsSpan
	switch in.Name {
	case "RUN":
		if doc, ok := in.scriptHeredoc(); ok {
			return doc.Body, true
		}
		if len(in.Heredocs) > 0 {
			span.End = in.Span.End
		}
	case "CMD", "ENTRYPOINT":
	case "HEALTHCHECK":
		if len(in.Args) < 2 {
			return Span{}, false
		}
		span = in.Args[1].Span
	default:
		return Span{}, false
	}
	return span, true
}

// scriptHeredoc returns the here-document of `RUN <<EOF`, whose body is the
// script itself.
func (in *Instruction) scriptHeredoc() (Heredoc, bool) {
	if len(in.Heredocs) != 1 || in.Name != "RUN" || !strings.HasPrefix(in.Args[0].Text, "<<") {
		return Heredoc{}, false
	}
	name := strings.Trim(strings.TrimPrefix(strings.TrimPrefix(in.Args[0].Text, "<<"), "-"), `"' `)
	return in.Heredocs[0], name == in.Heredocs[0].Name
}

// unixShell reports whether the script is for a Bourne-like shell, as far as
// the file says it.
func (in *Instruction) unixShell() bool {
	if doc, ok := in.scriptHeredoc(); ok {
		if line, found := strings.CutPrefix(in.file.Text(doc.Body), "#!"); found {
			line, _, _ = strings.Cut(line, "\n")
			fields := strings.Fields(line)
			return len(fields) > 0 && bourne(fields[len(fields)-1])
		}
	}
	if in.Stage == nil {
		return false
	}
	if shell := in.Before.Shell; len(shell) > 0 {
		return bourne(shell[0])
	}
	return in.file.Escape == '\\' && !windowsImage(in.Stage.Root().Base)
}

func bourne(program string) bool {
	switch strings.TrimSuffix(path.Base(strings.ReplaceAll(program, `\`, "/")), ".exe") {
	case "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "busybox":
		return true
	}
	return false
}

// windowsImage reports whether an image's name is one of Microsoft's names for
// Windows: its shell is cmd.
func windowsImage(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"nanoserver", "servercore", "windows", "microsoft/iis", "dotnet-framework", "dotnet/framework"}, func(w string) bool {
		return strings.Contains(name, w)
	})
}

func (s *Script) span(n syntax.Node) Span {
	return Span{s.Base + int(n.Pos().Offset()), s.Base + int(n.End().Offset())}
}

// collect fills Commands, Steps and Comments from the tree.
func (s *Script) collect() {
	commands := map[*syntax.CallExpr]*Command{}
	syntax.Walk(s.Tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CallExpr:
			if c := s.command(n); c != nil {
				commands[n] = c
				s.Commands = append(s.Commands, c)
			}
		case *syntax.Comment:
			s.Comments = append(s.Comments, s.span(n))
		}
		return true
	})
	for i, stmt := range s.Tree.Stmts {
		joint := "\n"
		switch {
		case i == 0:
			joint = ""
		case s.Tree.Stmts[i-1].Semicolon.IsValid():
			joint = ";"
		}
		s.addSteps(stmt, joint, i < len(s.Tree.Stmts)-1, commands)
	}
}

// addSteps flattens `a && b && c` into steps, left to right.
func (s *Script) addSteps(stmt *syntax.Stmt, joint string, unchecked bool, commands map[*syntax.CallExpr]*Command) {
	plain := !stmt.Negated && !stmt.Background && !stmt.Coprocess && len(stmt.Redirs) == 0
	if b, ok := stmt.Cmd.(*syntax.BinaryCmd); ok && plain && (b.Op == syntax.AndStmt || b.Op == syntax.OrStmt) {
		or := b.Op == syntax.OrStmt
		s.addSteps(b.X, joint, unchecked || or, commands)
		s.addSteps(b.Y, b.Op.String(), unchecked, commands)
		return
	}
	step := Step{Span: s.span(stmt), Joint: joint, Unchecked: unchecked}
	if stmt.Semicolon.IsValid() {
		step.Span.End = step.Span.Start
		if stmt.Cmd != nil { // nil for a statement of redirections alone
			step.Span.End = s.span(stmt.Cmd).End
		}
		for _, r := range stmt.Redirs {
			step.Span.End = max(step.Span.End, s.span(r).End)
		}
	}
	if call, ok := stmt.Cmd.(*syntax.CallExpr); ok && plain {
		step.Command = commands[call]
	}
	s.Steps = append(s.Steps, step)
}

// command turns a call into a Command, nil for bare assignments.
func (s *Script) command(call *syntax.CallExpr) *Command {
	if len(call.Args) == 0 {
		return nil
	}
	c := &Command{Span: s.span(call)}
	for _, a := range call.Assigns {
		c.Assigns = append(c.Assigns, Word{Value: s.in.Joined.Read(s.span(a)), Span: s.span(a)})
	}
	for _, w := range call.Args {
		c.Words = append(c.Words, s.word(w))
	}
	n := wrapped(c.Values())
	c.Wrappers, c.Words = c.Words[:n], c.Words[n:]
	c.packages = newPackageCall(c)
	return c
}

// wrapped returns how many words at the front only say how the program that
// follows is to be run.
func wrapped(values []string) int {
	n := 0
	for n < len(values)-1 {
		switch path.Base(values[n]) {
		case "sudo", "env", "exec", "command", "nice", "time", "nohup", "eatmydata":
		default:
			return n
		}
		next := n + 1
		for next < len(values) && (strings.HasPrefix(values[next], "-") || strings.Contains(values[next], "=")) {
			if values[n] == "sudo" && (values[next] == "-u" || values[next] == "-g") {
				next++
			}
			next++
		}
		if next >= len(values) {
			return n
		}
		n = next
	}
	return n
}

// word reads a shell word through BuildKit's joined text, so that a
// continuation in the middle of it leaves no trace in the value.
func (s *Script) word(w *syntax.Word) Word {
	word := Word{Span: s.span(w), Literal: true}
	word.Source = s.read(word.Span)
	var value strings.Builder
	for _, part := range w.Parts {
		s.readPart(part, false, &word, &value)
	}
	if word.Literal {
		word.Value = value.String()
	}
	return word
}

func (s *Script) readPart(part syntax.WordPart, quoted bool, word *Word, value *strings.Builder) {
	switch p := part.(type) {
	case *syntax.Lit:
		text := s.read(s.span(p))
		if !quoted && strings.ContainsAny(text, "*?[") {
			word.Literal = false
		}
		value.WriteString(unescape(text, quoted))
	case *syntax.SglQuoted:
		word.Quoted = true
		if p.Dollar {
			word.Literal = false
			return
		}
		span := s.span(p)
		value.WriteString(s.read(Span{span.Start + 1, span.End - 1}))
	case *syntax.DblQuoted:
		word.Quoted = true
		for _, inner := range p.Parts {
			s.readPart(inner, true, word, value)
		}
	default:
		word.Literal = false
	}
}

// read returns the text of a span of the script as the shell gets it.
func (s *Script) read(span Span) string {
	if _, ok := s.in.scriptHeredoc(); ok || len(s.in.Heredocs) > 0 && span.Start >= s.in.Heredocs[0].Body.Start {
		return s.in.file.Text(span)
	}
	return s.in.Joined.Read(span)
}

// unescape removes the shell's backslashes; between double quotes only some
// characters can be escaped.
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
