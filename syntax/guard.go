package syntax

import "fmt"

// Guard runs a reader of a file, ours or a library's. If it panics, the file can't be read because of
// a bug, which Panic says: the file itself may be fine, and other files are read all the same.
func Guard(read func() *ParseError) (refused *ParseError) {
	defer func() {
		if cause := recover(); cause != nil {
			refused = &ParseError{Line: 1, EndLine: 1, Message: fmt.Sprintf("its reader failed: %v", cause), Panic: fmt.Sprint(cause)}
		}
	}()
	return read()
}
