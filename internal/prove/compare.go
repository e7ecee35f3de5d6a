package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/syntax"
)

// compare returns what is wrong with a changed Dockerfile, measured by the
// original: nothing if it is as sound.
func compare(before, after []byte) []string {
	was, is := syntax.Parse("Dockerfile", before), syntax.Parse("Dockerfile", after)
	old, changed := buildOf(was), buildOf(is)
	switch {
	case old == nil:
		return []string{"BuildKit rejects the file, and it was changed"}
	case changed == nil:
		return []string{"BuildKit rejects the changed file"}
	}
	var problems []string
	hits := map[string]int{}
	for _, w := range changed.Warnings {
		hits[w.Check]++
	}
	for _, w := range old.Warnings {
		hits[w.Check]--
	}
	for check, n := range hits {
		if n > 0 {
			problems = append(problems, fmt.Sprintf("BuildKit's %s has %d more hits", check, n))
		}
	}
	if a, b := starts(was), starts(is); !slices.Equal(a, b) {
		problems = append(problems, fmt.Sprintf("the stages with a CMD or ENTRYPOINT were %v and are %v", a, b))
	}
	if lost := missing(comments(was), comments(is)); len(lost) > 0 {
		problems = append(problems, fmt.Sprintf("comments are lost: %q", lost))
	}
	if bytes.HasSuffix(before, []byte("\n")) != bytes.HasSuffix(after, []byte("\n")) {
		problems = append(problems, "the end of the file changed")
	}
	return append(problems, brokenScripts(scripts(was), scripts(is))...)
}

// starts tells for each stage whether it has a CMD or ENTRYPOINT.
func starts(f *syntax.File) []bool {
	var has []bool
	for _, s := range f.Stages {
		has = append(has, s.Last("CMD") != nil || s.Last("ENTRYPOINT") != nil)
	}
	return has
}

// comments returns the texts of a file's comments, those inside RUN included.
func comments(f *syntax.File) []string {
	var texts []string
	for line := 1; line <= f.Lines(); line++ {
		if text := strings.TrimSpace(f.LinesText(line, line)); strings.HasPrefix(text, "#") {
			texts = append(texts, text)
		}
	}
	return texts
}

// missing returns the texts that are more often among the first than among the
// second.
func missing(first, second []string) []string {
	left := map[string]int{}
	for _, t := range second {
		left[t]++
	}
	var lost []string
	for _, t := range first {
		if left[t]--; left[t] < 0 {
			lost = append(lost, t)
		}
	}
	return lost
}

// scripts returns the scripts of a file's RUN instructions as BuildKit hands
// them to the shell.
func scripts(f *syntax.File) []string {
	var texts []string
	for _, in := range f.Instructions {
		run, ok := in.Parsed.(*instructions.RunCommand)
		if !ok || !run.PrependShell || in.Script() == nil || len(run.CmdLine) == 0 {
			continue
		}
		text := strings.Join(run.CmdLine, " ")
		for _, doc := range run.Files {
			text += "\n" + doc.Data + doc.Name
		}
		texts = append(texts, text)
	}
	return texts
}

// shells are the programs that look at scripts.
var shells = []string{"dash", "bash"}

// brokenScripts returns the new scripts that a shell does not take, less as
// many as there were among the old ones that are gone.
func brokenScripts(old, changed []string) []string {
	var broken []string
	for _, shell := range shells {
		var refused []string
		for _, s := range missing(changed, old) {
			if !takes(shell, s) {
				refused = append(refused, fmt.Sprintf("%s no longer takes the script: %s", shell, s))
			}
		}
		for _, s := range missing(old, changed) {
			if len(refused) > 0 && !takes(shell, s) {
				refused = refused[1:]
			}
		}
		broken = append(broken, refused...)
	}
	return broken
}

var taken sync.Map // of shell and script to bool: many combinations share them

// takes reports whether a shell's -n takes a script.
func takes(shell, script string) bool {
	key := shell + " " + script
	if known, ok := taken.Load(key); ok {
		return known.(bool)
	}
	cmd := exec.Command(shell, "-n")
	cmd.Stdin = strings.NewReader(script)
	ok := cmd.Run() == nil
	taken.Store(key, ok)
	return ok
}
