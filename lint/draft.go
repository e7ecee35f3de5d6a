package lint

// Draft is a file that a finding proposes where no suggestion can hold the change: one that doesn't exist
// yet, or the checked file with something that the author has to decide. It isn't proven.
type Draft struct {
	// Path is the file's path in the repository.
	Path string
	// Text is all of the file.
	Text string
	// Note says what to decide or check before using it, "" for nothing.
	Note string
}

// maxDraft limits the text of a draft in bytes: a comment has to hold it.
const maxDraft = 12_000

// Propose adds a draft to a finding. A text that is too long for a comment is left out.
func (f *Finding) Propose(path, text, note string) {
	if len(text) <= maxDraft {
		f.Draft = &Draft{Path: path, Text: text, Note: note}
	}
}
