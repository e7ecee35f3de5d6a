package facts

// ShellChecker checks shell scripts. It is the shellcheck program, or a fake in tests.
type ShellChecker interface {
	// Check returns the comments on each script, in the order of the scripts.
	Check(scripts []ShellScript) ([][]ShellComment, error)
}

// ShellScript is a script to check.
type ShellScript struct {
	Shell string // "sh", "bash", "dash" or "ksh"
	Text  string
}

// ShellComment is what ShellCheck says about a script.
type ShellComment struct {
	Code         int // 2086 for SC2086
	Level        string
	Message      string
	Range        ShellRange
	Replacements []ShellReplacement
}

// ShellRange is a range in a script. Lines and columns are 1-based, columns count characters,
// and the end is just after the last character.
type ShellRange struct{ Line, Column, EndLine, EndColumn int }

// ShellReplacement is a change that ShellCheck offers.
type ShellReplacement struct {
	Range ShellRange
	Text  string
}
