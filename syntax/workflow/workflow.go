// Package workflow finds the shell scripts in a workflow of GitHub Actions: those of its
// steps, and those that a step has another machine run over SSH.
//
// It may import syntax and the packages yaml and shell below it. It touches neither the
// network, the clock nor the environment.
package workflow

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// workflowPath matches where GitHub looks for workflows.
var workflowPath = regexp.MustCompile(`^(?:.*/)?\.github/workflows/[^/]+\.ya?ml$`)

// Is reports whether a file of this path is taken for a workflow.
func Is(name string) bool { return workflowPath.MatchString(name) }

// Parse reads a workflow. It never fails: a file that isn't a workflow has no scripts, and
// GitHub itself says what is wrong with it.
func Parse(name string, source []byte) syntax.File {
	return shell.NewFile(name, source, syntax.Workflow, scripts)
}

// scripts returns the scripts of a workflow that a POSIX shell runs.
func scripts(doc *syntax.Document) (sources []shell.Source) {
	root, refused := yaml.Parse(doc)
	if refused != nil {
		if refused.Panic != "" {
			panic(refused.Panic) // a bug isn't a file that says nothing
		}
		return nil
	}
	eachStep(root, func(job yaml.Entry, step *yaml.Value) {
		if e, ok := step.Entry("run"); ok && posix(root, job.Value, step) {
			sources = add(sources, doc, e, job.Key.Text, !selfHosted(job.Value))
		}
		if uses := step.Get("uses"); uses != nil && overSSH.MatchString(uses.Text) {
			if e, ok := step.Get("with").Entry("script"); ok {
				sources = add(sources, doc, e, job.Key.Text, false)
			}
		}
	})
	slices.SortFunc(sources, func(a, b shell.Source) int { return a.Span.Start - b.Span.Start })
	return sources
}

// eachStep calls do for each step of each job.
func eachStep(root *yaml.Value, do func(job yaml.Entry, step *yaml.Value)) {
	jobs := root.Get("jobs")
	if jobs == nil {
		return
	}
	for _, job := range jobs.Entries {
		if steps := job.Value.Get("steps"); steps != nil {
			for _, step := range steps.Items {
				do(job, step)
			}
		}
	}
}

// overSSH matches the names of actions that run a script on another machine.
var overSSH = regexp.MustCompile(`(?i)\bssh\b`)

// posix reports whether a step's script is one of a POSIX shell.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
func posix(root, job, step *yaml.Value) bool {
	for _, shell := range []*yaml.Value{step.Get("shell"), job.Get("defaults", "run", "shell"), root.Get("defaults", "run", "shell")} {
		if shell != nil {
			name, _, _ := strings.Cut(shell.Text, " ")
			return name == "bash" || name == "sh"
		}
	}
	return !slices.ContainsFunc(job.Get("runs-on").Strings(), func(label string) bool { return strings.Contains(strings.ToLower(label), "windows") })
}

// selfHosted reports whether a job runs on a machine that stays.
func selfHosted(job *yaml.Value) bool {
	on := job.Get("runs-on")
	return on.Get("group") != nil || slices.Contains(append(on.Strings(), on.Get("labels").Strings()...), "self-hosted")
}

// expression matches what GitHub replaces before the shell sees it.
var expression = regexp.MustCompile(`(?s)\$\{\{.*?\}\}`)

// add adds the script of an entry, as far as its bytes are known. An expression becomes a
// variable of the same length: it is not known either.
func add(sources []shell.Source, doc *syntax.Document, e yaml.Entry, job string, ephemeral bool) []shell.Source {
	if e.Value.Shared || e.Key.Shared {
		return sources
	}
	part := shell.Source{Name: job, Ephemeral: ephemeral}
	if block, ok := yaml.BlockOf(doc, e.Key); ok {
		part.Text, part.At, part.Span = []byte(block.Text), block.Offset, block.Span(syntax.Span{End: len(block.Text) - 1})
	} else if e.Value.Exact {
		part.Span = e.Value.Span
		if part.Span.Len() > len(e.Value.Text) { // in quotes
			part.Span = syntax.Span{Start: part.Span.Start + 1, End: part.Span.End - 1}
		}
		part.Text = []byte(e.Value.Text)
	} else {
		return sources
	}
	part.Text = expression.ReplaceAllFunc(part.Text, func(found []byte) []byte {
		return []byte("$" + strings.Repeat("_", len(found)-1))
	})
	return append(sources, part)
}

// Inputs returns the inputs of each step that uses an action: its `with`. The action is given
// without a version, such as "docker/build-push-action". It returns nothing for a file that
// isn't a workflow.
func Inputs(file syntax.File, action string) (inputs []*yaml.Value) {
	root, refused := yaml.Parse(&file.Common().Document)
	if refused != nil {
		return nil
	}
	eachStep(root, func(_ yaml.Entry, step *yaml.Value) {
		uses, with := step.Get("uses"), step.Get("with")
		if uses == nil || with == nil {
			return
		}
		if name, _, _ := strings.Cut(uses.Text, "@"); name == action {
			inputs = append(inputs, with)
		}
	})
	return inputs
}
