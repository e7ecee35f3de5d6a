package dockerfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/internal/corpus"
)

// shapes are files that are hard to locate things in, each written for one
// trait of the format.
var shapes = map[string]string{
	"plain":                      "FROM alpine:3.20\nRUN echo a\n",
	"no final newline":           "FROM alpine\nRUN echo a",
	"byte-order mark":            "\xEF\xBB\xBFFROM alpine\nCMD [\"a\", \"b\"]\n",
	"byte-order mark, comment":   "\xEF\xBB\xBF# escape=`\nFROM alpine\nCMD echo `\n  a\n",
	"CRLF":                       "FROM alpine\r\nRUN apt-get update \\\r\n && apt-get install \\\r\n    curl\r\n",
	"CRLF, split word":           "FROM alpine\r\nRUN ec\\\r\nho a\r\n",
	"indented":                   "  FROM alpine\n\tRUN   echo  a  \n",
	"comment in continuation":    "FROM alpine\nRUN a \\\n# one\n  # two\n  && b \\\n\n  && c\n",
	"empty continuation, split":  "FROM alpine\nRUN ech\\\n\n# c\no hello\n",
	"blank behind the backslash": "FROM alpine\nRUN a \\  \n  && b\n",
	"double backslash":           "FROM alpine\nRUN echo a\\\\\nRUN b\n",
	"backslash alone":            "FROM alpine\n\\\nRUN \\\n echo a\n",
	"escape directive":           "# escape=`\nFROM alpine\nRUN a `\n  && b\nCOPY x C:\\y\\\n",
	"powershell":                 "FROM a\nSHELL [\"powershell\", \"-Command\"]\nRUN Get-Item $env:x\n",
	"flags":                      "FROM --platform=linux/amd64 alpine AS x\nCOPY --from=x --chown=\"a:b\" \\\n  a b /c/\nRUN --mount=type=cache,target=/x --network=none make\n",
	"flag split over lines":      "FROM alpine\nCOPY --cho\\\nwn=a:b \\\n  x y\n",
	"json":                       "FROM alpine\nCMD [ \"a\" , \\\n  \"b \\\"q\\\" \\u0041\", \"\" ]\nENTRYPOINT []\nVOLUME [\"/a\", \"/b\"]\n",
	"env":                        "FROM alpine\nENV a=\"x y\" b=z\\ w \\\n  c='q\"r'\nENV old  value here\nLABEL k=v\nARG z y=1\n",
	"heredoc script":             "FROM alpine\nRUN <<EOF\necho a\n# not a Dockerfile comment\nEOF\nRUN b\n",
	"heredoc with arguments":     "FROM alpine\nRUN cat <<A > /a && cat <<-\"B\" > /b\nx $y\nA\n\tz\n\tB\nCMD c\n",
	"heredoc shebang":            "FROM alpine\nRUN <<EOF\n#!/usr/bin/env python3\nprint('a')\nEOF\n",
	"heredoc copy":               "FROM alpine\nCOPY <<EOF /a\nx\nEOF\n",
	"onbuild":                    "FROM alpine\nONBUILD  COPY --chown=a x \\\n y\nONBUILD RUN apt-get update && \\\n  b\nonbuild cmd [\"x\"]\n",
	"healthcheck":                "FROM alpine\nHEALTHCHECK --interval=5s CMD curl -f \\\n  localhost\nHEALTHCHECK CMD [\"a\", \"b\"]\nHEALTHCHECK NONE\n",
	"quotes over lines":          "FROM alpine\nRUN echo 'a \\\n b' \"c\\\nd\"\n",
	"not UTF-8":                  "FROM alpine\nRUN echo \xff\xfe \\\n && b\n",
	"shell comment":              "FROM alpine\nRUN a # b \\\n  c\n",
}

// TestSpans checks on every file that each span reads back what it claims.
func TestSpans(t *testing.T) {
	for name, source := range shapes {
		t.Run(name, func(t *testing.T) {
			f := Parse(name, []byte(source))
			if f.Err != nil {
				t.Fatal(f.Err)
			}
			if err := checkSpans(f); err != nil {
				t.Error(err)
			}
		})
	}
	var accepted, scripts, parsed int
	for _, c := range corpus.Dockerfiles(t) {
		f := Parse(c.Path, c.Source)
		if f.Err != nil {
			if strings.Contains(f.Err.Message, "the parser read") {
				t.Errorf("%s: %v", c.Path, f.Err)
			}
			continue
		}
		accepted++
		if err := checkSpans(f); err != nil {
			t.Errorf("%s: %v", c.Path, err)
		}
		for _, in := range f.Instructions {
			if s := in.Script(); s != nil {
				scripts++
				if s.Tree != nil {
					parsed++
				}
			}
		}
	}
	t.Logf("corpus: %d files accepted, %d scripts, %d of them parsed", accepted, scripts, parsed)
}

// TestMaskSplitWord shows that a script which the mask cannot hold is left
// alone, not read wrongly.
func TestMaskSplitWord(t *testing.T) {
	even := Parse("", []byte("FROM a\nRUN ec\\\nho a\n")).Instructions[1].Script()
	if got := even.Commands[0].Program(); got != "echo" {
		t.Errorf("program %q, want echo", got)
	}
	odd := Parse("", []byte("FROM a\nRUN ec\\\r\nho a\n")).Instructions[1].Script()
	if odd.Tree != nil || len(odd.Commands) != 0 {
		t.Errorf("a gap of three bytes in a word was read as %q", odd.Commands[0].Values())
	}
}

// checkSpans returns the first span of a file that does not lie on the text it
// stands for.
func checkSpans(f *File) error {
	result, err := parser.Parse(bytes.NewReader(f.Source))
	if err != nil {
		return err
	}
	if len(result.AST.Children) != len(f.Instructions) {
		return fmt.Errorf("%d instructions, BuildKit has %d", len(f.Instructions), len(result.AST.Children))
	}
	for i, in := range f.Instructions {
		if err := checkInstruction(f, in, result.AST.Children[i]); err != nil {
			return fmt.Errorf("line %d: %w", in.Line, err)
		}
	}
	return nil
}

func checkInstruction(f *File, in *Instruction, node *parser.Node) error {
	if got := in.Joined.Read(in.Keyword); got != node.Value {
		return fmt.Errorf("keyword %q, want %q", got, node.Value)
	}
	if len(in.Flags) != len(node.Flags) {
		return fmt.Errorf("flags %+v, want %q", in.Flags, node.Flags)
	}
	for i, flag := range in.Flags {
		raw := in.Joined.Read(flag.Span)
		if words, _ := splitFlags(raw, 0, f.Escape); len(words) != 1 || words[0].value != node.Flags[i] {
			return fmt.Errorf("flag reads %q, want %q", raw, node.Flags[i])
		}
	}
	if in.Trigger != nil {
		return checkInstruction(f, in.Trigger, node.Next.Children[0])
	}
	if err := checkArgs(in, node); err != nil {
		return err
	}
	for i, h := range in.Heredocs {
		if got := f.Text(h.Body); got != node.Heredocs[i].Content {
			return fmt.Errorf("here-document %q, want %q", got, node.Heredocs[i].Content)
		}
		if got := strings.TrimLeft(f.Text(h.Terminator), "\t"); got != h.Name {
			return fmt.Errorf("terminator %q, want %q", got, h.Name)
		}
	}
	return checkScript(f, in)
}

func checkArgs(in *Instruction, node *parser.Node) error {
	var want []string
	for n := node.Next; n != nil; n = n.Next {
		want = append(want, n.Value)
	}
	if in.Name == "ENV" || in.Name == "LABEL" {
		var pairs []string
		for i := 0; i+2 < len(want); i += 3 {
			if want[i+2] == "=" {
				pairs = append(pairs, want[i]+"="+want[i+1])
			} else {
				pairs = append(pairs, want[i], want[i+1])
			}
		}
		want = pairs
	}
	if len(want) != len(in.Args) && !(len(want) == 1 && want[0] == "") {
		return fmt.Errorf("arguments %+v, want %q", in.Args, want)
	}
	for i, a := range in.Args {
		if a.Text != want[i] {
			return fmt.Errorf("argument %q, want %q", a.Text, want[i])
		}
		read := in.Joined.Read(a.Span)
		if in.JSON && !(in.Name == "HEALTHCHECK" && i == 0) {
			var value string
			if err := json.Unmarshal([]byte(read), &value); err != nil {
				return fmt.Errorf("JSON element %q: %w", read, err)
			}
			read = value
		}
		if read != a.Text && string([]rune(read)) != a.Text {
			return fmt.Errorf("argument reads %q, want %q", read, a.Text)
		}
	}
	return nil
}

// checkScript compares the tree of the masked script with the tree of the text
// that BuildKit joins, and each literal with the bytes under it.
func checkScript(f *File, in *Instruction) error {
	s := in.Script()
	if s == nil {
		return nil
	}
	if mask, _ := in.Mask(); len(mask) != in.Span.Len() {
		return fmt.Errorf("the mask has %d bytes, the source %d", len(mask), in.Span.Len())
	}
	if s.Tree == nil {
		return nil
	}
	var err error
	syntax.Walk(s.Tree, func(n syntax.Node) bool {
		if r, ok := n.(*syntax.Redirect); ok && r.Hdoc != nil {
			return false // the shell parser gives no exact ends inside bodies
		}
		if lit, ok := n.(*syntax.Lit); ok && err == nil {
			got, want := strings.ReplaceAll(s.Read(int(lit.Pos().Offset()), int(lit.End().Offset())), "\\\n", ""), strings.ReplaceAll(lit.Value, "\\\n", "")
			if strings.Join(strings.Fields(got), "") != strings.Join(strings.Fields(want), "") {
				err = fmt.Errorf("the shell word %q stands on %q", want, got)
			}
		}
		return true
	})
	if err != nil && !strings.Contains(f.Text(s.Span), "`") { // between backquotes escapes are written twice
		return err
	}
	if len(in.Heredocs) > 0 {
		return nil
	}
	text := in.Joined.Read(s.Span)
	joined, parseErr := parseShell(text)
	if parseErr != nil {
		return fmt.Errorf("the mask parses, the script %q does not: %w", text, parseErr)
	}
	if got, want := printed(s.Tree), printed(joined); got != want {
		return fmt.Errorf("masked tree\n%s\ndiffers from\n%s", got, want)
	}
	return nil
}

// printed returns a tree as the shell's printer writes it, with white space and what
// fills gaps folded.
func printed(tree *syntax.File) string {
	var b strings.Builder
	if err := syntax.NewPrinter(syntax.SingleLine(true)).Print(&b, tree); err != nil {
		return err.Error()
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(b.String(), "\\\n", "")), " ")
}

func parseShell(text string) (*syntax.File, error) {
	tree, err := syntax.NewParser(syntax.KeepComments(true), syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		tree, err = syntax.NewParser(syntax.KeepComments(true), syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(text), "")
	}
	return tree, err
}
