package rules

import (
	"fmt"

	"github.com/drydock-dev/drydock/syntax"
)

var internalError = &Rule{
	ID:       "internal-error",
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a part of Drydock, or BuildKit's converter, failed on this file",
	Doc: `A bug in Drydock or in BuildKit's converter, not in your file. The other rules
and the other files were still checked.`,
	FixDoc: "None: please report it with the file, or as much of it as you can share.",
}

// InternalError returns the finding for a panic on a file, in a part of Drydock or in
// BuildKit's converter.
func InternalError(file *syntax.File, part string, cause any) Finding {
	span := file.LineSpan(1)
	return Finding{
		Rule: internalError, Severity: internalError.Severity,
		Message: fmt.Sprintf("A bug: %s failed on this file (%v). Please report it at https://github.com/drydock-dev/drydock/issues with the file, or as much of it as you can share.", part, cause),
		Span:    span, Start: file.Position(span.Start), End: file.Position(span.End),
	}
}
