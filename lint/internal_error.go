package lint

import (
	"fmt"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/syntax"
)

// InternalError is the rule for bugs of Drydock's own. The runner and the planner report it.
var InternalError = &Rule{
	ID:       "internal-error",
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a part of Drydock, or a library it reads files with, failed on this file",
	Doc: `A bug in Drydock, in BuildKit's converter or in compose-go, not in your file. The
other rules were still checked, unless it's the reader of the file that failed, and so
were the other files.`,
	FixDoc: "None: please report it with the file, or as much of it as you can share.",
}

// NewInternalError returns the finding for a panic on a file, in a part of Drydock or in a library
// that it reads files with.
func NewInternalError(file syntax.File, part string, cause any) Finding {
	document := &file.Common().Document
	span := document.LineSpan(1)
	return Finding{
		Rule: InternalError, Severity: InternalError.Severity,
		Message: fmt.Sprintf("A bug: %s failed on this %s (%v). Please report it at https://github.com/drydock-dev/drydock/issues with the file, or as much of it as you can share.", part, kinds.Noun(file.Kind()), cause),
		Span:    span, Start: document.Position(span.Start), End: document.Position(span.End),
	}
}
