package run

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var Shellcheck = &lint.Rule{
	ID:       "run-shellcheck",
	Severity: lint.Warning,
	Codes:    regexp.MustCompile(`^SC\d{4}$`),
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "what the shellcheck program finds in a script",
	Doc: "[ShellCheck](https://www.shellcheck.net) knows hundreds of ways a shell script can do\n" +
		"something other than it seems to. Where the program is installed, it checks each script\n" +
		"in a RUN, CMD, ENTRYPOINT and HEALTHCHECK. It gets the shell that SHELL or the base\n" +
		"image sets, and the file's ARGs and ENVs as known variables. Its codes are the rule's\n" +
		"aliases: `# drydock ignore=SC2086` turns one off.\n\n" +
		"ShellCheck's errors are reported to everyone, as warnings: a script may end well all the same.\n" +
		"The rest is in the strict profile. In the hadolint profile, errors stay errors. Without\n" +
		"the program the rule is silent; `--debug` says so.",
	FixDoc: "ShellCheck's own fixes, mapped back to the Dockerfile. Quotes around a variable keep a value with blanks together: check that it wasn't meant to be split.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if p.Facts.Shell == nil {
			return
		}
		scripts := shellScripts(p)
		if len(scripts) == 0 {
			return
		}
		asked := make([]facts.ShellScript, len(scripts))
		for i, s := range scripts {
			asked[i] = s.ShellScript
		}
		comments, err := p.Facts.Shell.Check(asked)
		if err != nil {
			p.Fail(err)
			return
		}
		for i, s := range scripts {
			broken := false // one syntax error gives several comments; report the first
			for _, c := range comments[i] {
				grammar := c.Code < 2000 && c.Level == "error"
				if !grammar || !broken {
					reportShell(p, s, c)
				}
				broken = broken || grammar
			}
		}
	}),
}

// scriptInFile is a script and its place in the file.
type scriptInFile struct {
	facts.ShellScript
	in     *dockerfile.Instruction
	header int   // lines of Text above the mask
	lines  []int // byte offsets in the file where the lines of the mask start
	mask   []byte
}

// shellScripts returns the scripts in the file that the shell parser can read. What a shell
// does with the others isn't known.
func shellScripts(p *lint.DockerfilePass) []scriptInFile {
	var all []scriptInFile
	for in := range p.File.Triggered() {
		script := in.Script()
		if script == nil || script.Tree == nil || in.Stage == nil || looksLikeJSON(in) {
			continue
		}
		mask, exact := in.Mask()
		if !exact || p.Options.ScriptErrorsOnly && isPlain(script) {
			continue
		}
		if doc, ok := in.ScriptHeredoc(); ok {
			// The program expects a `#!` in the first column of its first line, where it isn't here.
			if at := doc.Body.Start - in.Span.Start; at+1 < len(mask) && mask[at] == '#' && mask[at+1] == '!' {
				mask[at+1] = ' '
			}
		}
		s := scriptInFile{in: in, mask: mask, lines: []int{in.Span.Start}}
		for i, c := range mask {
			if c == '\n' {
				s.lines = append(s.lines, in.Span.Start+i+1)
			}
		}
		var text strings.Builder
		for _, name := range in.Stage.Variables(in) {
			text.WriteString("export " + name + "=1\n")
			s.header++
		}
		text.Write(mask)
		text.WriteString("\n")
		s.Shell, s.Text = shellOf(p.Facts, in), text.String()
		all = append(all, s)
	}
	return all
}

// isPlain reports whether a script is made of plain words and separators. No error that ShellCheck knows
// applies to it, so it is skipped where only errors are reported.
func isPlain(s *shell.Script) bool {
	plain := true
	sh.Walk(s.Tree, func(n sh.Node) bool {
		switch n := n.(type) {
		case nil, *sh.File, *sh.CallExpr, *sh.Assign, *sh.Word:
		case *sh.Stmt:
			plain = plain && !n.Negated && len(n.Redirs) == 0
		case *sh.BinaryCmd:
			plain = plain && n.Op == sh.AndStmt
		case *sh.Lit:
			plain = plain && plainWord.MatchString(n.Value)
		default:
			plain = false
		}
		return plain
	})
	return plain
}

var plainWord = regexp.MustCompile(`^[\w./:=,@%+~-]*$`)

// looksLikeJSON reports whether an instruction in shell form was meant to be in JSON form. Its
// text isn't meant for a shell.
func looksLikeJSON(in *dockerfile.Instruction) bool {
	return len(in.Args) > 0 && strings.HasPrefix(in.Args[0].Text, "[") && strings.HasSuffix(strings.TrimSpace(in.Args[len(in.Args)-1].Text), "]") && !strings.HasPrefix(in.Args[0].Text, "[ ") && !strings.HasPrefix(in.Args[0].Text, "[[")
}

// shellOf returns ShellCheck's name for the shell of an instruction.
func shellOf(known *facts.Facts, in *dockerfile.Instruction) string {
	if words := in.Before.Shell; len(words) > 0 {
		switch name := shell.Name(words[0]); name {
		case "bash", "ksh", "dash":
			return name
		case "ash", "busybox":
			return "dash"
		case "zsh", "mksh":
			return "bash"
		}
	}
	switch known.Base(in.Stage).Distro.Family().Sh {
	case "bash":
		return "bash"
	case "dash", "busybox":
		return "dash" // shellcheck before 0.10 has no name for busybox's
	}
	return "sh"
}

// aboutUs are ShellCheck's codes about how Drydock passes the script, or about files that it
// doesn't pass.
var aboutUs = []int{
	1017,       // carriage returns, which are the file's, not the script's
	1090, 1091, // a sourced file that cannot be followed
	1128, 2148, 2187, // the shebang line; ash
}

// quietlySafe are the codes whose replacements change nothing: `$(…)` for backquotes, `grep -E`
// and `-F` for egrep and fgrep.
var quietlySafe = []int{2006, 2196, 2197}

// reportShell reports a ShellCheck comment at its place in the file.
func reportShell(p *lint.DockerfilePass, s scriptInFile, c facts.ShellComment) {
	bashism := c.Code >= 3000 && c.Code < 4000
	busybox := p.Facts.Base(s.in.Stage).Distro.Family().Sh == "busybox"
	span, ok := s.span(c.Range)
	if !ok || slices.Contains(aboutUs, c.Code) || bashism && busybox {
		return // busybox supports most extensions of POSIX
	}
	profile, severity := lint.Strict, lint.Info
	switch c.Level {
	case "error":
		profile, severity = lint.Recommended, lint.Error
	case "warning":
		severity = lint.Warning
	}
	code := fmt.Sprintf("SC%04d", c.Code)
	message := fmt.Sprintf("%s. See ShellCheck's page on %s.", strings.TrimSuffix(strings.TrimSpace(c.Message), "."), code)
	p.ReportCode(code, profile, severity, span, message, s.fix(c))
}

// span returns where a range of the script is in the file. ok is false when it lies outside the
// script's own lines, as in the variables above it.
func (s *scriptInFile) span(r facts.ShellRange) (span syntax.Span, ok bool) {
	start, ok := s.offset(r.Line, r.Column)
	end, endOK := s.offset(r.EndLine, r.EndColumn)
	return syntax.Span{Start: start, End: max(start, end)}, ok && endOK
}

// offset returns the byte offset in the file of a line and column of ShellCheck's text. Both
// are 1-based, and columns count characters.
func (s *scriptInFile) offset(line, column int) (offset int, ok bool) {
	line -= s.header
	if line < 1 || line > len(s.lines) {
		return 0, false
	}
	offset = s.lines[line-1]
	rest := s.mask[offset-s.in.Span.Start:]
	for range column - 1 {
		_, size := utf8.DecodeRune(rest)
		if size == 0 {
			return offset, column > 1 // the end of the last line
		}
		rest, offset = rest[size:], offset+size
	}
	return offset, true
}

// fix returns ShellCheck's replacements as edits. It is nil where there are none, or where two
// start at the same place.
func (s *scriptInFile) fix(c facts.ShellComment) *lint.Fix {
	if len(c.Replacements) == 0 {
		return nil
	}
	fix := &lint.Fix{Safety: lint.Review, Note: "Check that the script doesn't rely on what ShellCheck warns about.", Calls: lint.Calls{Quotes: true}}
	if slices.Contains(quietlySafe, c.Code) {
		fix.Safety, fix.Note = lint.Safe, "The script still does the same."
		fix.Calls = lint.Calls{}
	}
	taken := map[int]bool{}
	for _, r := range c.Replacements {
		span, ok := s.span(r.Range)
		if !ok || taken[span.Start] {
			return nil
		}
		taken[span.Start] = true
		fix.Edits = append(fix.Edits, lint.Edit{Span: span, New: r.Text})
	}
	return fix
}
