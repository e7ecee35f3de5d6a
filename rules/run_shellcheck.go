package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/drydock-dev/drydock/syntax"
)

var runShellcheck = &Rule{
	ID:       "run-shellcheck",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "what the shellcheck program finds in a script",
	Doc: "[ShellCheck](https://www.shellcheck.net) knows hundreds of ways in which a shell\n" +
		"script does something else than it seems to. Where the program is installed, each\n" +
		"script of a RUN, CMD, ENTRYPOINT and HEALTHCHECK goes through it, with the shell\n" +
		"that SHELL or the base image says and the file's ARGs and ENVs as known variables.\n" +
		"Its codes are the rule's aliases: `# drydock ignore=SC2086` switches one off.\n\n" +
		"What ShellCheck calls an error is reported to everyone, the rest in the strict\n" +
		"profile. Without the program the rule is silent; `--debug` says so.",
	FixDoc: "What ShellCheck offers itself, mapped back to the Dockerfile. Quotes around a variable keep a value with blanks together: look at whether it was meant to fall apart.",
	Safety: Review,
	Check: func(p *Pass) {
		if p.Shell == nil {
			return
		}
		scripts := p.shellScripts()
		if len(scripts) == 0 {
			return
		}
		asked := make([]ShellScript, len(scripts))
		for i, s := range scripts {
			asked[i] = s.ShellScript
		}
		comments, err := p.Shell.Check(asked)
		if err != nil {
			p.Failures = append(p.Failures, err.Error())
			return
		}
		for i, s := range scripts {
			broken := false // one mistake in the grammar makes ShellCheck say several things
			for _, c := range comments[i] {
				grammar := c.Code < 2000 && c.Level == "error"
				if !grammar || !broken {
					p.reportShell(s, c)
				}
				broken = broken || grammar
			}
		}
	},
}

// scriptInFile is a script with its place in the file.
type scriptInFile struct {
	ShellScript
	in     *syntax.Instruction
	header int   // lines of Text that stand above the mask
	lines  []int // where the lines of the mask begin in the file
	mask   []byte
}

// shellScripts returns the scripts of the file that the shell parser takes: what
// a shell makes of the others is not known.
func (p *Pass) shellScripts() []scriptInFile {
	chosen := false // by the settings, the rule or one of its codes
	for name := range p.Settings.Severities {
		chosen = chosen || name == p.rule.ID || shellCode.MatchString(name)
	}
	errorsOnly := !chosen && (p.Settings.Profile == Recommended || p.Settings.Profile == Security)
	var all []scriptInFile
	for in := range p.triggered() {
		script := in.Script()
		if script == nil || script.Tree == nil || in.Stage == nil || looksLikeJSON(in) {
			continue
		}
		mask, exact := in.Mask()
		if !exact || errorsOnly && plainScript.Match(mask) {
			continue
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
		s.Shell, s.Text = p.shellOf(in), text.String()
		all = append(all, s)
	}
	return all
}

// plainScript matches a script of plain words and separators: ShellCheck knows no
// error that it could have, so where only errors are reported it is not asked.
var plainScript = regexp.MustCompile(`^[\w\s./:=,@%+~&;\\-]*$`)

// looksLikeJSON reports whether an instruction in shell form was meant to be in
// the JSON form: what a shell makes of it is not the point.
func looksLikeJSON(in *syntax.Instruction) bool {
	return len(in.Args) > 0 && strings.HasPrefix(in.Args[0].Text, "[") && strings.HasSuffix(strings.TrimSpace(in.Joined.Text), "]") && !strings.HasPrefix(in.Args[0].Text, "[ ") && !strings.HasPrefix(in.Args[0].Text, "[[")
}

// shellOf returns the shell of an instruction as shellcheck calls it.
func (p *Pass) shellOf(in *syntax.Instruction) string {
	if shell := in.Before.Shell; len(shell) > 0 {
		switch name := shellName(shell[0]); name {
		case "bash", "ksh", "dash":
			return name
		case "ash", "busybox":
			return "dash"
		case "zsh", "mksh":
			return "bash"
		}
	}
	switch p.Base(in.Stage).Distro.Family().Sh {
	case "bash":
		return "bash"
	case "dash", "busybox":
		return "dash" // shellcheck before 0.10 has no name for busybox's
	}
	return "sh"
}

// aboutUs are ShellCheck's codes that speak of how the script is handed over, or
// of files that are not at hand.
var aboutUs = []int{
	1017,       // carriage returns: the file's, not the script's
	1090, 1091, // a sourced file that cannot be followed
	1128, 2148, 2187, // the first line with the shell's name; ash
}

// quietlySafe are the codes whose replacements mean just the same: `$(…)` for
// backquotes, `grep -E` and `-F` for egrep and fgrep.
var quietlySafe = []int{2006, 2196, 2197}

// reportShell reports one of ShellCheck's comments at its place in the file.
func (p *Pass) reportShell(s scriptInFile, c ShellComment) {
	bashism := c.Code >= 3000 && c.Code < 4000
	busybox := p.Base(s.in.Stage).Distro.Family().Sh == "busybox"
	span, ok := s.span(c.Range)
	if !ok || slices.Contains(aboutUs, c.Code) || bashism && busybox {
		return // busybox knows most of what is beyond POSIX
	}
	profile, severity := Strict, Info
	switch c.Level {
	case "error":
		profile, severity = Recommended, Error
	case "warning":
		severity = Warning
	}
	code := fmt.Sprintf("SC%04d", c.Code)
	message := strings.TrimSuffix(strings.TrimSpace(c.Message), ".") + ". ShellCheck's page on " + code + " says more."
	p.reportCode(code, profile, severity, span, message, s.fix(c))
}

// span returns the place in the file of a range of the script. ok is false for
// what lies above the script or in a gap of it.
func (s *scriptInFile) span(r ShellRange) (span syntax.Span, ok bool) {
	start, ok := s.offset(r.Line, r.Column)
	end, endOK := s.offset(r.EndLine, r.EndColumn)
	return syntax.Span{Start: start, End: max(start, end)}, ok && endOK
}

// offset returns the offset in the file of a line and column of the script, in
// characters.
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

// fix returns ShellCheck's replacements as edits, nil where it has none or they
// cannot be told apart.
func (s *scriptInFile) fix(c ShellComment) *Fix {
	if len(c.Replacements) == 0 {
		return nil
	}
	fix := &Fix{Safety: Review, Note: "Look at whether the script relied on what ShellCheck warns of."}
	if slices.Contains(quietlySafe, c.Code) {
		fix.Safety, fix.Note = Safe, "The shell does the same."
	}
	taken := map[int]bool{}
	for _, r := range c.Replacements {
		span, ok := s.span(r.Range)
		if !ok || taken[span.Start] {
			return nil
		}
		taken[span.Start] = true
		fix.Edits = append(fix.Edits, Edit{Span: span, New: r.Text})
	}
	return fix
}
