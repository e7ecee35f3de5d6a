package lint

import "github.com/drydock-dev/drydock/proof/rehearsal"

// Calls, Step and Rewrite are how a fix declares what it changes in scripts.
type (
	Calls   = rehearsal.Changes
	Step    = rehearsal.Step
	Rewrite = rehearsal.Rewrite
)

// AddsCall declares a new call, which cleans up after calls of some programs.
func AddsCall(call string, after ...string) Calls {
	return Calls{Adds: []Step{{Call: call, After: after}}}
}

// AddsRemoval declares a call as AddsCall does: one that does nothing where there is nothing to clean up.
func AddsRemoval(call string, after ...string) Calls {
	return Calls{Adds: []Step{{Call: call, After: after, Harmless: true}}}
}

// RewritesWords declares that words of a program's calls become others: the words `install` of `apt-get`
// become `install -y`. An empty program stands for all, and for text that scripts write to files.
func RewritesWords(program, before, after string) Calls {
	return Calls{Rewrites: []Rewrite{{Program: program, Old: before, New: after}}}
}

// MovesCall declares that a call runs earlier or later. All of its words count.
func MovesCall(call string) Calls { return Calls{Moves: []string{call}} }

// RemovesCalls declares that calls which begin with these words go.
func RemovesCalls(calls ...string) Calls { return Calls{Removes: calls} }
