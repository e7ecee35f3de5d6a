package syntax

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/command"
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

// SameWords reports whether BuildKit's parser reads the same words from two Dockerfiles,
// so that nothing it builds of them differs: only comments, blank lines, the casing of
// keywords and the lines on which words stand do, and whether an ENV or a LABEL has a `=`
// between its name and its value. History, which repeats the wording, is no part of a build.
func (f *File) SameWords(other *File) bool {
	return f.Err == nil && other.Err == nil && f.Model == nil && other.Model == nil &&
		f.Escape == other.Escape && slices.EqualFunc(f.nodes, other.nodes, sameInstruction)
}

func sameInstruction(a, b *parser.Node) bool {
	if a == b {
		return true
	}
	// The text of a trigger is put into the image as it is written.
	if strings.EqualFold(a.Value, command.Onbuild) && a.Original != b.Original || !strings.EqualFold(a.Value, b.Value) {
		return false
	}
	pairs := strings.EqualFold(a.Value, command.Env) || strings.EqualFold(a.Value, command.Label)
	return slices.Equal(a.Flags, b.Flags) && maps.Equal(a.Attributes, b.Attributes) && slices.Equal(a.Heredocs, b.Heredocs) &&
		slices.EqualFunc(a.Children, b.Children, sameInstruction) && sameArguments(a.Next, b.Next, pairs)
}

// sameArguments compares the nodes behind a keyword. Pairs are a name, a value and what
// stands between them, in turn; that may differ.
func sameArguments(a, b *parser.Node, pairs bool) bool {
	for i := 0; a != nil && b != nil; i++ {
		if a == b {
			return true
		}
		separator := pairs && i%3 == 2
		if !separator && a.Value != b.Value || !slices.EqualFunc(a.Children, b.Children, sameInstruction) {
			return false
		}
		a, b = a.Next, b.Next
	}
	return a == b
}
