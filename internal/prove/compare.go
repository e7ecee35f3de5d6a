package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// compare returns what's wrong with a changed Dockerfile compared with the original, or nothing.
func compare(before, after []byte) []string {
	was, is := dockerfile.Parse("Dockerfile", before), dockerfile.Parse("Dockerfile", after)
	old, changed := buildOf(was), buildOf(is)
	switch {
	case old == nil:
		return []string{"the file was changed although BuildKit rejects it"}
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
	if a, b := starts(was), starts(is); !sameStarts(a, b) {
		problems = append(problems, fmt.Sprintf("whether each stage has a CMD or ENTRYPOINT was %v and is now %v", a, b))
	}
	if lost := missing(comments(was), comments(is)); len(lost) > 0 {
		problems = append(problems, fmt.Sprintf("comments are lost: %q", lost))
	}
	if bytes.HasSuffix(before, []byte("\n")) != bytes.HasSuffix(after, []byte("\n")) {
		problems = append(problems, "the end of the file changed")
	}
	return append(problems, brokenScripts(scripts(was), scripts(is))...)
}

// starts returns for each stage whether it has a CMD or ENTRYPOINT.
func starts(f *dockerfile.File) []bool {
	var has []bool
	for _, s := range f.Stages {
		has = append(has, s.Last("CMD") != nil || s.Last("ENTRYPOINT") != nil)
	}
	return has
}

// sameStarts reports whether the same stages start something. With one more stage, the last one stands for
// the former last.
func sameStarts(was, is []bool) bool {
	if last := len(was) - 1; last >= 0 && len(is) == len(was)+1 && !is[last] {
		is = slices.Delete(slices.Clone(is), last, last+1)
	}
	return slices.Equal(was, is)
}

// comments returns the texts of a file's comments, including those inside RUN.
func comments(f *dockerfile.File) []string {
	var texts []string
	for line := 1; line <= f.Lines(); line++ {
		if text := strings.TrimSpace(f.LinesText(line, line)); strings.HasPrefix(text, "#") {
			texts = append(texts, text)
		}
	}
	return texts
}

// missing returns the texts of first that second lacks, each as often as it's missing.
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

// scripts returns the scripts of a file's RUN instructions as BuildKit passes them to the shell.
func scripts(f *dockerfile.File) []string {
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

// shells are the programs that check scripts.
var shells = []string{"dash", "bash"}

// brokenScripts returns an error message for each new script that a shell rejects. Scripts that
// replace ones the shell already rejected don't count.
func brokenScripts(old, changed []string) []string {
	var broken []string
	for _, shell := range shells {
		var refused []string
		for _, s := range missing(changed, old) {
			if !takes(shell, s) {
				refused = append(refused, fmt.Sprintf("%s no longer accepts the script: %s", shell, s))
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

// taken caches the results of takes by shell and script, since many combinations share scripts.
var taken sync.Map

// takes reports whether a shell accepts a script with -n, which only parses it.
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
