package dockerfile

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/moby/buildkit/frontend/dockerfile/command"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/util/suggest"

	"github.com/drydock-dev/drydock/memo"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// MaxInstructions is how many instructions a file may have. The time that
// BuildKit's converter takes grows with their square, and an image of so many
// layers could not be made anyway.
const MaxInstructions = 1000

// File is one parsed Dockerfile.
type File struct {
	syntax.Content
	Escape byte // `\` or "`", from the escape directive

	// Instructions in the order of the file, those before the first FROM included. Empty
	// when Err is set.
	Instructions []*Instruction
	Stages       []*Stage

	nodes []*parser.Node // BuildKit's tree: one for each instruction
	trees *shell.Trees   // of the scripts of this file and of those it was made from

	scripts func() []*shell.Script
	derived memo.Map[any]
}

var byteOrderMark = []byte{0xEF, 0xBB, 0xBF}

// Parse reads a Dockerfile. It never fails: what BuildKit rejects comes back
// as a File whose Err is set and which has lines but no instructions.
func Parse(path string, source []byte) *File {
	return parseFile(syntax.NewDocument(path, source), nil)
}

// Kind implements syntax.File.
func (f *File) Kind() syntax.Kind { return syntax.Dockerfile }

// Reparse returns what Parse returns for another text of the same file. It is
// faster where the texts have much in common.
func (f *File) Reparse(source []byte) syntax.File { return f.ReparseFile(source) }

// ReparseFile is Reparse with the file's own type.
func (f *File) ReparseFile(source []byte) *File {
	return parseFile(syntax.NewDocument(f.Path, source), f)
}

// Derive returns what a function makes of the file: it is made once for each name and
// kept with the file. It may be asked by several goroutines.
func (f *File) Derive(name string, make func() any) any { return f.derived.Get(name, make) }

// Scripts implements shell.Holder: the scripts of RUN in shell form, those of ONBUILD
// included, as far as they can be read.
func (f *File) Scripts() []*shell.Script { return f.scripts() }

func (f *File) findScripts() (scripts []*shell.Script) {
	f.ShellRuns(func(_ *Instruction, s *shell.Script) { scripts = append(scripts, s) })
	return scripts
}

// parseFile reads a document; old, if not nil, is a file that may have
// instructions in common with it.
func parseFile(d syntax.Document, old *File) *File {
	f := &File{Content: syntax.Content{Document: d}, Escape: parser.DefaultEscapeToken, trees: &shell.Trees{}}
	if old != nil {
		f.trees = old.trees
	}
	f.scripts = sync.OnceValue(f.findScripts)
	f.Err = syntax.Guard(func() *syntax.ParseError {
		if err := f.parse(old); err != nil {
			return newParseError(err)
		}
		return nil
	})
	if f.Err != nil {
		f.Instructions, f.Stages, f.Comments, f.nodes = nil, nil, nil, nil
	}
	return f
}

func (f *File) parse(old *File) error {
	if err := f.readNodes(old); err != nil {
		return err
	}
	if n := len(f.nodes); n > MaxInstructions {
		return &syntax.ParseError{Line: 1, EndLine: 1, Refused: true, Message: fmt.Sprintf("the file has %d instructions, more than the %d that are looked at", n, MaxInstructions)}
	}
	// The whole file first: it carries BuildKit's own wording of the errors.
	stages, globals, err := instructions.Parse(&parser.Node{Children: f.nodes}, silent())
	if err != nil {
		return err
	}
	if len(stages) == 0 {
		return errors.New("dockerfile contains no stages to build")
	}
	parsed := inOrder(stages, globals)
	for i, node := range f.nodes {
		in, err := f.newInstruction(node, parsed[i])
		if err != nil {
			return &placedError{err, node.StartLine, node.EndLine, strings.EqualFold(node.Value, "onbuild")}
		}
		in.Index = len(f.Instructions)
		f.Instructions = append(f.Instructions, in)
	}
	if err := f.checkExpansion(); err != nil {
		return err
	}
	f.findComments()
	f.findStages()
	return nil
}

// silent returns a linter that reports nothing: without one, BuildKit panics at `# check=` above an
// instruction.
func silent() *linter.Linter { return linter.New(&linter.Config{}) }

// placedError is an error about one instruction, with its lines (1-based). BuildKit reads a trigger, the
// instruction behind ONBUILD, only when a build starts from the image, and names no line then.
type placedError struct {
	error
	first, last int
	trigger     bool
}

func (e *placedError) Unwrap() error { return e.error }

// inOrder returns BuildKit's values of all instructions in the order of the
// file: each node of its tree has one.
func inOrder(stages []instructions.Stage, globals []instructions.ArgCommand) []any {
	var parsed []any
	for i := range globals {
		parsed = append(parsed, &globals[i])
	}
	for i := range stages {
		parsed = append(parsed, &stages[i])
		for _, c := range stages[i].Commands {
			parsed = append(parsed, c)
		}
	}
	return parsed
}

// repeated is what BuildKit puts in front of an error about an instruction.
var repeated = regexp.MustCompile(`^dockerfile parse error on line \d+: `)

// guess is what BuildKit adds to an error about a name that it does not know.
var guess = regexp.MustCompile(` \(did you mean [^()]*\?\)$`)

func newParseError(err error) *syntax.ParseError {
	var refused *syntax.ParseError
	if errors.As(err, &refused) {
		return refused
	}
	e := &syntax.ParseError{Line: 1, EndLine: 1, Message: err.Error()}
	var located *parser.LocationError
	if errors.As(err, &located) && len(located.Locations) > 0 && len(located.Locations[0]) > 0 {
		ranges := located.Locations[0]
		e.Line = max(1, ranges[0].Start.Line)
		e.EndLine = max(e.Line, ranges[len(ranges)-1].End.Line)
	}
	var placed *placedError
	if errors.As(err, &placed) {
		e.Line, e.EndLine, e.Downstream = placed.first, placed.last, placed.trigger
	}
	// Of several names that are as near BuildKit takes any as its guess.
	e.Message = guess.ReplaceAllString(e.Message, "")
	var unknown *instructions.UnknownInstructionError
	if errors.As(err, &unknown) {
		names := slices.Sorted(maps.Keys(command.Commands))
		if name, ok := suggest.Search(unknown.Instruction, names, false); ok {
			e.Message += " (did you mean " + name + "?)"
		}
	}
	// BuildKit repeats the line in front of its message: 0 for an ONBUILD's instruction.
	e.Message = repeated.ReplaceAllString(e.Message, "")
	return e
}

// findComments collects the comment lines outside here-documents.
func (f *File) findComments() {
	next := 0 // the instruction that line may still belong to
	for line := 1; line <= f.Lines(); line++ {
		for next < len(f.Instructions) && f.Instructions[next].EndLine < line {
			next++
		}
		if next < len(f.Instructions) {
			if in := f.Instructions[next]; in.inHeredoc(f.FullLineSpan(line).Start) {
				continue
			}
		}
		if c, ok := f.commentAt(line); ok {
			f.Comments = append(f.Comments, c)
		}
	}
}

func (f *File) commentAt(line int) (syntax.Comment, bool) {
	s := f.LineSpan(line)
	text := f.Source[s.Start:s.End]
	if line == 1 {
		text = bytes.TrimPrefix(text, byteOrderMark)
	}
	trimmed := bytes.TrimSpace(text)
	if len(trimmed) == 0 || trimmed[0] != '#' {
		return syntax.Comment{}, false
	}
	s.Start = s.End - len(text) + bytes.IndexByte(text, '#')
	s.End = s.Start + len(trimmed)
	return syntax.Comment{Line: line, Span: s, Text: string(bytes.TrimSpace(trimmed[1:]))}, true
}

// CommentsAbove returns the first line of the block of comments that stands
// directly above the instruction, or the instruction's own line if there is
// none. Parser directives are not part of the block: they must stay where
// they are.
func (f *File) CommentsAbove(in *Instruction) int {
	line := in.Line
	for line > 1 {
		c, ok := f.commentAt(line - 1)
		if !ok || f.directive(c) || f.insideInstruction(line-1) {
			break
		}
		line--
	}
	return line
}

// Frontend returns the image that the file's syntax directive names, which reads the file; "" for the
// builder's own.
func (f *File) Frontend() string {
	image, _, _, _ := parser.DetectSyntax(f.Source)
	return image
}

// directive reports whether a comment is a parser directive: it stands above
// everything but other directives and has one of BuildKit's keys.
func (f *File) directive(c syntax.Comment) bool {
	key, _, ok := strings.Cut(c.Text, "=")
	if !ok {
		return false
	}
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "syntax", "escape", "check":
	default:
		return false
	}
	if c.Line == 1 {
		return true
	}
	above, ok := f.commentAt(c.Line - 1)
	return ok && f.directive(above)
}

func (f *File) insideInstruction(line int) bool {
	i := sort.Search(len(f.Instructions), func(i int) bool { return f.Instructions[i].EndLine >= line })
	return i < len(f.Instructions) && f.Instructions[i].Line <= line
}
