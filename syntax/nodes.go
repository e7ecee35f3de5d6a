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

// reuseNodes takes the nodes of the instructions before and after the place
// where the texts differ from the old file, and has BuildKit's parser read what
// lies between. It reports whether that can be done.
//
// Between two instructions the parser is always in the same state, but for the
// escape character. So one unchanged instruction on either side is read along:
// the first ends what could be a directive, and where the last is not read as
// before, the change reaches into it, by a continuation or a here-document.
func (f *File) reuseNodes(old *File) bool {
	if old.Err != nil {
		return false
	}
	head, tail := old.common(f.Source)
	// The text to read, and what it is in terms of the old nodes.
	start, end := 0, len(f.Source)
	var text []byte
	shift := 0 // of lines, from the text that is read to the file
	if head >= 0 {
		start = old.FullLineSpan(old.nodes[head].StartLine).Start
		shift = old.nodes[head].StartLine - 1
		if old.Escape != parser.DefaultEscapeToken {
			text = []byte("# escape=" + string(old.Escape) + "\n")
			shift--
		}
	}
	moved := f.Lines() - old.Lines() // lines, from the old file to this one
	if tail < len(old.nodes) {
		end -= len(old.Source) - old.FullLineSpan(old.nodes[tail].EndLine).End
	}
	text = append(text, f.Source[start:end]...)
	result, err := parser.Parse(bytes.NewReader(text))
	if err != nil || byte(result.EscapeToken) != old.Escape {
		return false
	}
	read := result.AST.Children
	for _, n := range read { // they are this file's own
		n.StartLine += shift
		n.EndLine += shift
	}
	if head >= 0 && !sameNode(read[0], old.nodes[head], 0) || tail < len(old.nodes) && !sameNode(read[len(read)-1], old.nodes[tail], moved) {
		return false
	}
	f.Escape = old.Escape
	if head >= 0 {
		read[0] = old.nodes[head] // it knows the comments above it
	}
	f.nodes = slices.Concat(old.nodes[:max(head, 0)], read)
	for _, n := range old.nodes[min(tail+1, len(old.nodes)):] {
		if moved != 0 {
			n = &parser.Node{
				Value: n.Value, Next: n.Next, Children: n.Children, Heredocs: n.Heredocs, Attributes: n.Attributes, Original: n.Original,
				Flags: n.Flags, StartLine: n.StartLine + moved, EndLine: n.EndLine + moved, PrevComment: n.PrevComment,
			}
		}
		f.nodes = append(f.nodes, n)
	}
	return true
}

// common returns the last instruction that stands as it is at the front of
// another text, -1 if there is none, and the first that stands so at its back,
// the number of instructions if there is none.
func (f *File) common(source []byte) (head, tail int) {
	same := 0
	for same < min(len(f.Source), len(source)) && f.Source[same] == source[same] {
		same++
	}
	head = -1
	for i, n := range f.nodes {
		// A line that ends the file may go on in the other text.
		if span := f.FullLineSpan(n.EndLine); span.End > same || f.Source[span.End-1] != '\n' {
			break
		}
		head = i
	}
	rest := 0
	for rest < min(len(f.Source), len(source))-same && f.Source[len(f.Source)-1-rest] == source[len(source)-1-rest] {
		rest++
	}
	tail = len(f.nodes)
	for tail-1 > head {
		// The line ending before it has to be the same, too.
		start := f.FullLineSpan(f.nodes[tail-1].StartLine).Start
		if len(f.Source)-start >= rest {
			break
		}
		tail--
	}
	return head, tail
}

func sameNode(a, b *parser.Node, moved int) bool {
	return a.Original == b.Original && a.StartLine == b.StartLine+moved && a.EndLine == b.EndLine+moved
}
