package rehearsal

import (
	"regexp"
	"strconv"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"
)

// testWords carries out test and [. Its status is 2 for words that aren't a test.
func (in *interpreter) testWords(name string, args []string) int {
	if name == "[" {
		if len(args) == 0 || args[len(args)-1] != "]" {
			return 2
		}
		args = args[:len(args)-1]
	}
	t := tester{in: in, words: args}
	if len(args) == 0 {
		return 1
	}
	ok := t.or()
	if t.bad || len(t.words) > 0 {
		return 2
	}
	return boolStatus(ok)
}

// tester reads the words of a test.
type tester struct {
	in    *interpreter
	words []string
	depth int
	bad   bool
}

func (t *tester) next() string {
	if len(t.words) == 0 {
		t.bad = true
		return ""
	}
	word := t.words[0]
	t.words = t.words[1:]
	return word
}

func (t *tester) or() bool {
	ok := t.and()
	for len(t.words) > 0 && t.words[0] == "-o" {
		t.next()
		other := t.and()
		ok = ok || other
	}
	return ok
}

func (t *tester) and() bool {
	ok := t.one()
	for len(t.words) > 0 && t.words[0] == "-a" {
		t.next()
		other := t.one()
		ok = ok && other
	}
	return ok
}

func (t *tester) one() bool {
	if t.depth++; t.depth > maxDepth {
		t.in.stop("it nests too deep")
	}
	defer func() { t.depth-- }()
	switch {
	case len(t.words) >= 3 && isBinary(t.words[1]):
		left, op, right := t.next(), t.next(), t.next()
		return t.in.compares(left, op, right)
	case len(t.words) >= 2 && t.words[0] == "!":
		t.next()
		return !t.one()
	case len(t.words) >= 3 && t.words[0] == "(":
		t.next()
		ok := t.or()
		t.bad = t.bad || t.next() != ")"
		return ok
	case len(t.words) >= 2 && isUnary(t.words[0]):
		op, word := t.next(), t.next()
		return t.in.holds(op, word)
	}
	return t.next() != ""
}

func isBinary(op string) bool {
	return strings.Contains(" = == != -eq -ne -lt -le -gt -ge -nt -ot -ef < > ", " "+op+" ")
}

func isUnary(op string) bool {
	return len(op) == 2 && op[0] == '-' && strings.IndexByte("abcdefghkprstuvwxzGLNOS", op[1]) >= 0 || op == "-n"
}

// compares carries out a comparison. One with something unknown is decided by the world.
func (in *interpreter) compares(left, op, right string) bool {
	switch op {
	case "=", "==":
		return left == right || unknown(left, right) && in.ask().equal
	case "!=":
		return left != right && !(unknown(left, right) && in.ask().equal)
	case "<":
		return left < right
	case ">":
		return left > right
	case "-nt", "-ot", "-ef":
		return in.ask().equal
	}
	a, errA := strconv.Atoi(strings.TrimSpace(left))
	b, errB := strconv.Atoi(strings.TrimSpace(right))
	if errA != nil || errB != nil {
		return in.ask().equal
	}
	switch op {
	case "-eq":
		return a == b
	case "-ne":
		return a != b
	case "-lt":
		return a < b
	case "-le":
		return a <= b
	case "-gt":
		return a > b
	}
	return a >= b
}

// holds carries out a test of one word.
func (in *interpreter) holds(op, word string) bool {
	switch op {
	case "-n":
		return word != ""
	case "-z":
		return word == ""
	case "-t":
		return false
	case "-v":
		return in.vars[word].set
	}
	return in.exists(word)
}

// testTree carries out what stands in [[ ]].
func (in *interpreter) testTree(x sh.TestExpr) bool {
	in.step(1)
	switch x := x.(type) {
	case *sh.ParenTest:
		return in.testTree(x.X)
	case *sh.UnaryTest:
		if x.Op == sh.TsNot {
			return !in.testTree(x.X)
		}
		return in.holds(x.Op.String(), in.testWord(x.X))
	case *sh.BinaryTest:
		return in.binaryTest(x)
	}
	return in.testWord(x) != ""
}

func (in *interpreter) testWord(x sh.TestExpr) string {
	w, ok := x.(*sh.Word)
	if !ok {
		in.stop("it has a test that a rehearsal doesn't know")
	}
	return in.literal(w)
}

func (in *interpreter) binaryTest(x *sh.BinaryTest) bool {
	switch x.Op {
	case sh.AndTest:
		return in.testTree(x.X) && in.testTree(x.Y)
	case sh.OrTest:
		return in.testTree(x.X) || in.testTree(x.Y)
	}
	left, right := in.testWord(x.X), in.testWord(x.Y)
	word, _ := x.Y.(*sh.Word)
	if unknown(left, right) && in.ask().equal {
		return x.Op != sh.TsNoMatch
	}
	switch x.Op {
	case sh.TsMatch, sh.TsMatchShort:
		return in.matches(left, word)
	case sh.TsNoMatch:
		return !in.matches(left, word)
	case sh.TsReMatch:
		in.compare(len(left), len(right))
		return in.regexp(right).MatchString(left)
	}
	return in.compares(left, x.Op.String(), right)
}

// regexp compiles a pattern.
func (in *interpreter) regexp(expression string) *regexp.Regexp {
	in.step(1 + len(expression)/32)
	r, err := regexp.Compile(expression)
	if err != nil {
		in.stop("it has a pattern that a rehearsal doesn't know")
	}
	return r
}
