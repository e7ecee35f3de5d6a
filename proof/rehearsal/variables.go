package rehearsal

import (
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/expand"
	sh "mvdan.cc/sh/v3/syntax"
)

// variable is a variable of a shell. One that the shell set or unset hides the world's.
type variable struct {
	value    string
	list     []string // of an array
	isList   bool
	set      bool
	touched  bool // by the script
	exported bool
	readonly bool
}

// environment gives the expansion of words the variables of a shell.
type environment struct{ in *interpreter }

// Get implements expand.Environ. It never lets the expansion ask the machine: a user's home folder is
// made up.
func (e environment) Get(name string) expand.Variable {
	in := e.in
	in.step(1)
	if v, ok := in.vars[name]; ok && (v.set || v.touched || v.exported) {
		if v.isList {
			for _, item := range v.list {
				in.use(len(item))
			}
			return expand.Variable{Set: true, Kind: expand.Indexed, List: v.list}
		}
		if !v.set {
			return expand.Variable{}
		}
		in.use(len(v.value))
		return expand.Variable{Set: true, Kind: expand.String, Str: v.value}
	}
	if name == "@" || name == "*" {
		for _, item := range in.params {
			in.use(len(item))
		}
		return expand.Variable{Set: true, Kind: expand.Indexed, List: append([]string{}, in.params...)}
	}
	value, ok := in.special(name)
	if !ok {
		return expand.Variable{}
	}
	in.use(len(value))
	return expand.Variable{Set: true, Kind: expand.String, Str: value}
}

// special returns the value of a variable that the script didn't set.
func (in *interpreter) special(name string) (value string, ok bool) {
	if user, found := strings.CutPrefix(name, "HOME "); found {
		return homeOf(user), true
	}
	if n, err := strconv.Atoi(name); err == nil && n > 0 {
		if n <= len(in.params) {
			return in.params[n-1], true
		}
		return "", false
	}
	switch name {
	case "0":
		return in.name, true
	case "#":
		return strconv.Itoa(len(in.params)), true
	case "?":
		return strconv.Itoa(in.status), true
	case "$", "PPID", "RANDOM", "SRANDOM", "SECONDS", "EPOCHSECONDS", "LINENO":
		return "4", true // the same in each run
	case "-", "!", "IFS", "OPTIND", "CDPATH", "ENV", "BASH_ENV", "POSIXLY_CORRECT":
		return "", false
	case "HOME":
		return homeOf(in.user), true
	case "PWD":
		return in.dir, true
	case "PATH":
		return marker("PATH"), true
	}
	return marker(name), in.ask().set
}

// homeOf returns the folder that a user's home most likely is.
func homeOf(user string) string {
	if user == "root" || user == "0" {
		return "/root"
	}
	return "/home/" + marker(user)
}

// Set implements expand.WriteEnviron, for `${x:=…}`.
func (e environment) Set(name string, v expand.Variable) error {
	if v.Kind != expand.String {
		e.in.stop("it uses arrays in a way that a rehearsal doesn't know")
	}
	e.in.assign(name, v.Str)
	return nil
}

// Each implements expand.Environ, for `${!x*}`.
func (e environment) Each(func(string, expand.Variable) bool) {
	e.in.stop("it asks which variables there are")
}

// assign sets a variable.
func (in *interpreter) assign(name, value string) {
	in.use(len(value))
	v := in.vars[name]
	if v.readonly {
		in.status, in.flow = 2, exiting
		return
	}
	v.exported = v.exported || in.options.allexport || name == "PATH" || name == "HOME"
	v.value, v.set, v.touched, v.list, v.isList = value, true, true, nil, false
	in.vars[name] = v
}

// assignment carries out `a=b`, `a+=b` and `a=(b c)`.
func (in *interpreter) assignment(a *sh.Assign) {
	name := a.Name.Value
	switch {
	case a.Index != nil:
		in.stop("it uses arrays in a way that a rehearsal doesn't know")
	case a.Array != nil:
		in.assignArray(a)
	case a.Append:
		if in.vars[name].isList {
			in.stop("it uses arrays in a way that a rehearsal doesn't know")
		}
		in.assign(name, environment{in}.Get(name).Str+in.literal(a.Value))
	default:
		if value := in.literal(a.Value); in.flow == on {
			in.assign(name, value)
		}
	}
}

func (in *interpreter) assignArray(a *sh.Assign) {
	var words []*sh.Word
	for _, e := range a.Array.Elems {
		if e.Index != nil || e.Value == nil {
			in.stop("it uses arrays in a way that a rehearsal doesn't know")
		}
		words = append(words, e.Value)
	}
	v := in.vars[a.Name.Value]
	if !a.Append {
		v.list = nil
	} else if v.set && !v.isList {
		v.list = []string{v.value}
	}
	v.list = slices.Concat(v.list, in.fields(words))
	v.isList, v.set, v.touched, v.value = true, true, true, ""
	in.step(len(v.list))
	in.vars[a.Name.Value] = v
}

// declare carries out export, readonly, local and declare.
func (in *interpreter) declare(c *sh.DeclClause) {
	in.status = 0
	in.substituted = 0
	for _, a := range c.Args {
		if a.Name == nil { // an option, or words that are only known now
			for _, word := range in.fields([]*sh.Word{a.Value}) {
				in.declareWord(c.Variant.Value, word)
			}
			continue
		}
		in.declareVar(c.Variant.Value, a.Name.Value)
		if !a.Naked {
			in.assignment(a)
		}
	}
}

func (in *interpreter) declareWord(kind, word string) {
	if strings.HasPrefix(word, "-") {
		if strings.Trim(word, "-xrgpi") != "" || kind == "export" && strings.Contains(word, "n") {
			in.stop("it declares variables in a way that a rehearsal doesn't know")
		}
		return
	}
	name, value, found := strings.Cut(word, "=")
	in.declareVar(kind, name)
	if found {
		in.assign(name, value)
	}
}

func (in *interpreter) declareVar(kind, name string) {
	v, known := in.vars[name]
	switch kind {
	case "export":
		if !known {
			v.value, v.set = in.special(name)
		}
		v.exported, v.touched = true, true
	case "readonly":
		v.readonly = true
	case "local", "declare", "typeset":
		if n := len(in.saved); n > 0 {
			if _, saved := in.saved[n-1][name]; !saved {
				in.saved[n-1][name] = v
			}
			v = variable{exported: v.exported, value: v.value, set: v.set && kind == "local" && !in.bash, touched: true}
		}
	default:
		in.stop("it declares variables in a way that a rehearsal doesn't know")
	}
	in.vars[name] = v
}

// exports returns the variables that the script sets for the programs that it runs.
func (in *interpreter) exports() string {
	var set []string
	for name, v := range in.vars {
		if v.touched && v.exported && v.set && !v.isList {
			set = append(set, name+"="+v.value)
		}
	}
	slices.Sort(set)
	return strings.Join(set, " ")
}
