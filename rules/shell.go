package rules

// ShellChecker looks at shell scripts: the shellcheck program, or a test's
// stand-in.
type ShellChecker interface {
	// Check returns the comments on each of the scripts.
	Check(scripts []ShellScript) ([][]ShellComment, error)
}

// ShellScript is a script to be looked at.
type ShellScript struct {
	Shell string // "sh", "bash", "dash" or "ksh"
	Text  string
}

// ShellComment is what ShellCheck says about a script.
type ShellComment struct {
	Code         int // 2086 of SC2086
	Level        string
	Message      string
	Range        ShellRange
	Replacements []ShellReplacement
}

// ShellRange is a place in a script: lines and columns are 1-based, columns
// count characters, and the end is behind the last one.
type ShellRange struct{ Line, Column, EndLine, EndColumn int }

// ShellReplacement is a change that ShellCheck offers.
type ShellReplacement struct {
	Range ShellRange
	Text  string
}
