package shell

import (
	"slices"

	sh "mvdan.cc/sh/v3/syntax"
)

// block is a part of a script whose commands run together, or not at all, or in a shell of their own.
// The blocks around a command say what it runs with: see [Script.Runs].
type block struct {
	outer *block
	kind  blockKind
	key   any // what the block is a part of, or what it is made by
	part  int // which part of it
	name  string
}

type blockKind uint8

const (
	ownShell blockKind = iota // a subshell: a cd or an exit ends with it
	branch                    // of an if or a case, or the right side of `||`: may not run
	tried                     // the left side of `||`: runs, but not together with the right side
	function                  // runs where it is called
	call                      // a function's commands, once for each call
	atExit                    // the script of `trap '…' EXIT`
)

func (b *block) is(other *block) bool {
	return b.kind == other.kind && b.key == other.key && b.part == other.part
}

// inside returns the block of a node directly inside another one, whose own block is given.
func (b *block) inside(outer, child sh.Node) *block {
	add := func(kind blockKind, part int) *block { return &block{outer: b, kind: kind, key: outer, part: part} }
	switch outer := outer.(type) {
	case *sh.Stmt:
		if outer.Background || outer.Coprocess {
			return add(ownShell, 0)
		}
	case *sh.Subshell, *sh.CmdSubst, *sh.ProcSubst:
		return add(ownShell, 0)
	case *sh.BinaryCmd:
		behind := child == sh.Node(outer.Y)
		switch {
		case outer.Op == sh.Pipe || outer.Op == sh.PipeAll:
			part := 0
			if behind {
				part = 1
			}
			return add(ownShell, part)
		case outer.Op == sh.OrStmt && behind:
			return add(branch, 1)
		case outer.Op == sh.OrStmt:
			return add(tried, 0)
		}
	case *sh.FuncDecl:
		inside := add(function, 0)
		inside.name = outer.Name.Value
		return inside
	case *sh.IfClause:
		if stmt, ok := child.(*sh.Stmt); ok && slices.Contains(outer.Then, stmt) {
			return add(branch, 0)
		} else if _, ok := child.(*sh.IfClause); ok {
			return add(branch, 1)
		}
	case *sh.CaseClause:
		if item, ok := child.(*sh.CaseItem); ok {
			return add(branch, slices.Index(outer.Items, item))
		}
	}
	return b
}

// chain returns the blocks from the outermost one to this one.
func (b *block) chain() (all []*block) {
	for ; b != nil; b = b.outer {
		all = append(all, b)
	}
	slices.Reverse(all)
	return all
}

// below returns a copy of the block and those around it that stands in another block.
func (b *block) below(outer *block) *block {
	if b == nil {
		return outer
	}
	moved := *b
	moved.outer = b.outer.below(outer)
	return &moved
}

// startsWith reports whether some blocks, outermost first, begin with others.
func startsWith(blocks, others []*block) bool {
	return len(blocks) >= len(others) && slices.EqualFunc(blocks[:len(others)], others, (*block).is)
}

// innermost returns the index of the innermost block of a kind, -1 for none.
func innermost(blocks []*block, kind blockKind) int {
	for i := len(blocks) - 1; i >= 0; i-- {
		if blocks[i].kind == kind {
			return i
		}
	}
	return -1
}

// HasFallback reports whether the script says what happens when a command fails, or runs it when another
// one does: it stands on either side of `||`.
func (c *Command) HasFallback() bool {
	for b := c.block; b != nil; b = b.outer {
		if b.kind == tried {
			return true
		}
	}
	return c.Place.Has(OnFailure)
}
