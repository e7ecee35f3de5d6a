package dockerfile

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/command"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// readNodes sets nodes and Escape. It reuses those of an old file where the text is the same, and
// parses the rest with BuildKit's parser.
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

// sentinel is an instruction in place of those before and after the text that is parsed.
const sentinel = "FROM scratch"

// reuseNodes reuses the old file's nodes before and after the place where the texts differ. It parses
// only the text in between, and reports whether that worked.
//
// Between two instructions, BuildKit's parser is always in the same state. The exceptions are the
// escape character and directives, which only appear above the first instruction. So the text in
// between is parsed with a sentinel on either side. If the second sentinel isn't parsed as an
// instruction, the change affects the text after it, by a continuation or a here-document.
func (f *File) reuseNodes(old *File) bool {
	if old.Err != nil {
		return false
	}
	head, tail := old.common(f.Source)
	var text []byte
	start, end := 0, len(f.Source)
	shift := 0 // in lines, from the parsed text to the file
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
	for _, n := range read { // new nodes, so we may change them
		n.StartLine += shift
		n.EndLine += shift
	}
	if head > 0 {
		read = read[1:]
	}
	moved := f.Lines() - old.Lines() // in lines, from the old file to this one
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

// common returns how many instructions are unchanged at the start of another text (head), and the
// first of those unchanged at its end (tail). tail is the number of instructions if there are none.
func (f *File) common(source []byte) (head, tail int) {
	shorter := min(len(f.Source), len(source))
	same := 0
	for same < shorter && f.Source[same] == source[same] {
		same++
	}
	// The last instruction may continue in the other text, because only the end of the file ended it.
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
		// The line ending before it must be the same, too.
		start := f.FullLineSpan(f.nodes[tail-1].StartLine).Start
		if len(f.Source)-start >= rest {
			break
		}
		tail--
	}
	return head, tail
}

// SameWords reports whether BuildKit's parser reads the same words from two Dockerfiles, so that
// their builds are the same. They may differ in comments, blank lines, line breaks, the case of
// keywords, and whether an ENV or LABEL has a `=` between name and value. The image's history, which
// repeats the wording, doesn't count.
func (f *File) SameWords(other *File) bool {
	return f.Err == nil && other.Err == nil &&
		f.Escape == other.Escape && slices.EqualFunc(f.nodes, other.nodes, sameInstruction)
}

func sameInstruction(a, b *parser.Node) bool {
	if a == b {
		return true
	}
	// An ONBUILD trigger goes into the image exactly as written.
	if strings.EqualFold(a.Value, command.Onbuild) && a.Original != b.Original || !strings.EqualFold(a.Value, b.Value) {
		return false
	}
	pairs := strings.EqualFold(a.Value, command.Env) || strings.EqualFold(a.Value, command.Label)
	return slices.Equal(a.Flags, b.Flags) && maps.Equal(a.Attributes, b.Attributes) && slices.Equal(a.Heredocs, b.Heredocs) &&
		slices.EqualFunc(a.Children, b.Children, sameInstruction) && sameArguments(a.Next, b.Next, pairs)
}

// sameArguments compares the nodes after a keyword. With pairs, these are names, values and
// separators in turn, and the separators may differ.
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
