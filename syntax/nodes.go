package syntax

import (
	"bytes"
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// readNodes fills nodes and Escape: from an old file as far as it has the same
// text, else from BuildKit's parser.
func (f *File) readNodes(old *File) error {
	if old != nil && f.reuseNodes(old) {
		return nil
	}
	result, err := parser.Parse(bytes.NewReader(f.Source))
	if err != nil {
		return err
	}
	f.Escape, f.nodes = byte(result.EscapeToken), result.AST.Children
	return nil
}

// sentinel is an instruction that stands for those before and after what is
// read.
const sentinel = "FROM scratch"

// reuseNodes takes the nodes of the instructions before and after the place
// where the texts differ from the old file, and has BuildKit's parser read what
// lies between. It reports whether that can be done.
//
// Between two instructions the parser is always in the same state, but for the
// escape character and for directives, which only stand above the first. So
// what lies between is read with a sentinel on either side; where the second is
// not read as one, the change reaches on, by a continuation or a here-document.
func (f *File) reuseNodes(old *File) bool {
	if old.Err != nil {
		return false
	}
	head, tail := old.common(f.Source)
	var text []byte
	start, end := 0, len(f.Source)
	shift := 0 // of lines, from the text that is read to the file
	if head > 0 {
		if old.Escape != parser.DefaultEscapeToken {
			text = append(text, "# escape="+string(old.Escape)+"\n"...)
		}
		text = append(text, sentinel+"\n"...)
		shift = old.nodes[head-1].EndLine - bytes.Count(text, []byte("\n"))
		start = old.FullLineSpan(old.nodes[head-1].EndLine).End
	}
	if tail < len(old.nodes) {
		end -= len(old.Source) - old.FullLineSpan(old.nodes[tail].StartLine).Start
	}
	text = append(text, f.Source[start:end]...)
	if tail < len(old.nodes) {
		text = append(text, sentinel...)
	}
	result, err := parser.Parse(bytes.NewReader(text))
	if err != nil || byte(result.EscapeToken) != old.Escape {
		return false
	}
	read := result.AST.Children
	for _, n := range read { // they are this file's own
		n.StartLine += shift
		n.EndLine += shift
	}
	if head > 0 {
		read = read[1:]
	}
	moved := f.Lines() - old.Lines() // lines, from the old file to this one
	var last parser.Node
	if tail < len(old.nodes) {
		last = *read[len(read)-1]
		read = read[:len(read)-1]
		if last.Original != sentinel || last.StartLine != old.nodes[tail].StartLine+moved {
			return false
		}
	}
	f.Escape = old.Escape
	f.nodes = slices.Concat(old.nodes[:head], read)
	for i, n := range old.nodes[tail:] {
		n = &parser.Node{
			Value: n.Value, Next: n.Next, Children: n.Children, Heredocs: n.Heredocs, Attributes: n.Attributes, Original: n.Original,
			Flags: n.Flags, StartLine: n.StartLine + moved, EndLine: n.EndLine + moved, PrevComment: n.PrevComment,
		}
		if i == 0 {
			n.PrevComment = last.PrevComment
		}
		f.nodes = append(f.nodes, n)
	}
	return true
}

// common returns how many instructions stand as they are at the front of
// another text, and from which one on they stand so at its back: the number of
// instructions if none does.
func (f *File) common(source []byte) (head, tail int) {
	shorter := min(len(f.Source), len(source))
	same := 0
	for same < shorter && f.Source[same] == source[same] {
		same++
	}
	// The last one may go on in the other text: the end of the file ended it.
	for head < len(f.nodes)-1 && f.FullLineSpan(f.nodes[head].EndLine).End <= same {
		head++
	}
	same = shorter - same
	rest := 0
	for rest < same && f.Source[len(f.Source)-1-rest] == source[len(source)-1-rest] {
		rest++
	}
	tail = len(f.nodes)
	for tail > head {
		// The line ending before it has to be the same, too.
		start := f.FullLineSpan(f.nodes[tail-1].StartLine).Start
		if len(f.Source)-start >= rest {
			break
		}
		tail--
	}
	return head, tail
}
