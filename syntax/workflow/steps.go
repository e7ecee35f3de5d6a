package workflow

import (
	"maps"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// Step is a step of a job, for one combination of the job's matrix. Expressions about the matrix, the
// environment and the workspace have their values. All others stay, in scripts as `${_}`.
type Step struct {
	Uses string            // the action without its version, "" for a script
	With map[string]string // the action's inputs
	Run  string            // the script, "" for an action
	// Dir is the folder that the script runs in, relative to the repository's root.
	Dir  string
	Line int // 1-based
	// KeepsCaches says that builders which the job uses keep what RUN mounts as a cache for the next job.
	KeepsCaches bool
}

// maxSteps is the most steps of a file that are read, each combination of a matrix counted.
const maxSteps = 500

// Steps returns the steps of a workflow, none of any other file.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
func Steps(doc *syntax.Document) (steps []Step) {
	root, refused := yaml.Parse(doc)
	if refused != nil {
		return nil
	}
	matrices := map[*yaml.Value][]map[string]string{}
	keeping := map[*yaml.Value]bool{}
	eachStep(root, func(job yaml.Entry, step *yaml.Value) {
		if _, known := matrices[job.Value]; !known {
			matrices[job.Value] = combinations(job.Value.Get("strategy", "matrix"))
			keeping[job.Value] = keepsCaches(job.Value)
		}
		for _, matrix := range matrices[job.Value] {
			if len(steps) < maxSteps {
				s := newStep(doc, root, job.Value, step, matrix)
				s.KeepsCaches = keeping[job.Value]
				steps = append(steps, s)
			}
		}
	})
	return steps
}

// keepsCaches reports whether builders of a job keep cache mounts for the next one. Those on GitHub's own
// runners don't, and `cache-to` doesn't export them either; an action can carry them over. A builder on a machine
// that stays does, unless a step sets up one that ends with the job.
// https://docs.docker.com/build/ci/github-actions/cache/#cache-mounts
// https://github.com/docker/setup-buildx-action#inputs (driver, keep-state)
func keepsCaches(job *yaml.Value) bool {
	keeps := selfHosted(job)
	for _, step := range job.Get("steps").Items {
		uses := step.Get("uses")
		if uses == nil {
			continue
		}
		switch name, _, _ := strings.Cut(uses.Text, "@"); name {
		case "reproducible-containers/buildkit-cache-dance", "depot/setup-action", "depot/build-push-action", "depot/bake-action":
			return true
		case "docker/setup-buildx-action":
			driver, state := step.Get("with", "driver"), step.Get("with", "keep-state")
			if (driver == nil || driver.Text == "docker-container") && (state == nil || state.Text != "true") {
				keeps = false
			}
		}
	}
	return keeps
}

func newStep(doc *syntax.Document, root, job, step *yaml.Value, matrix map[string]string) Step {
	known := map[string]string{"github.workspace": "$GITHUB_WORKSPACE"}
	for name, value := range matrix {
		known["matrix."+name] = value
	}
	for _, env := range []*yaml.Value{root.Get("env"), job.Get("env"), step.Get("env")} {
		if env != nil {
			for _, e := range env.Entries {
				known["env."+e.Key.Text] = evaluate(e.Value.Text, known)
			}
		}
	}
	s := Step{With: map[string]string{}, Line: doc.Position(step.Span.Start).Line}
	if uses := step.Get("uses"); uses != nil {
		s.Uses, _, _ = strings.Cut(uses.Text, "@")
	}
	if with := step.Get("with"); with != nil {
		for _, e := range with.Entries {
			s.With[e.Key.Text] = evaluate(e.Value.Text, known)
		}
	}
	if run := step.Get("run"); run != nil {
		s.Run = expression.ReplaceAllLiteralString(evaluate(run.Text, known), "${_}")
	}
	for _, dir := range []*yaml.Value{root.Get("defaults", "run", "working-directory"), job.Get("defaults", "run", "working-directory"), step.Get("working-directory")} {
		if dir != nil {
			s.Dir = evaluate(dir.Text, known)
		}
	}
	return s
}

// maxAdded is how many bytes of values an expression's text may get. Values may hold others.
const maxAdded = 16 << 10

// evaluate replaces the expressions in a text whose values are known.
func evaluate(text string, known map[string]string) string {
	added := 0
	return expression.ReplaceAllStringFunc(text, func(found string) string {
		name := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(found, "${{"), "}}"))
		value, ok := known[name]
		if added += len(value); !ok || added > maxAdded {
			return found
		}
		return value
	})
}

// combinations returns the values of a matrix, names of nested values joined by dots: one without any
// for a job without a matrix, or with one that can't be read.
func combinations(matrix *yaml.Value) []map[string]string {
	all := []map[string]string{{}}
	if matrix == nil {
		return all
	}
	for _, e := range matrix.Entries {
		if e.Key.Text == "include" || e.Key.Text == "exclude" || len(e.Value.Items) == 0 {
			continue
		}
		var more []map[string]string
		for _, item := range e.Value.Items {
			for _, values := range all {
				if len(more) == maxSteps {
					break
				}
				more = append(more, with(values, e.Key.Text, item))
			}
		}
		all = more
	}
	include := matrix.Get("include")
	if include == nil {
		return all
	}
	if len(all) == 1 && len(all[0]) == 0 {
		all = nil // the matrix is what it includes
	}
	for _, item := range include.Items[:min(len(include.Items), maxSteps)] {
		all = included(all, item)
	}
	return all
}

// included adds a combination that a matrix includes: its values are those of each combination that
// it contradicts in nothing, else it is one more.
func included(all []map[string]string, item *yaml.Value) []map[string]string {
	fits := false
	for i, values := range all {
		contradicts := slices.ContainsFunc(item.Entries, func(e yaml.Entry) bool {
			value, has := values[e.Key.Text]
			return has && value != e.Value.Text
		})
		shares := slices.ContainsFunc(item.Entries, func(e yaml.Entry) bool { _, has := values[e.Key.Text]; return has })
		if shares && !contradicts {
			fits = true
			for _, e := range item.Entries {
				all[i] = with(all[i], e.Key.Text, e.Value)
			}
		}
	}
	if fits {
		return all
	}
	values := map[string]string{}
	for _, e := range item.Entries {
		values = with(values, e.Key.Text, e.Value)
	}
	return append(all, values)
}

// with returns values and one more, with those inside it.
func with(values map[string]string, name string, value *yaml.Value) map[string]string {
	more := maps.Clone(values)
	if value.Kind == yaml.Scalar {
		more[name] = value.Text
	}
	for _, e := range value.Entries {
		if e.Value.Kind == yaml.Scalar {
			more[name+"."+e.Key.Text] = e.Value.Text
		}
	}
	return more
}
