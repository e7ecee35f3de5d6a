package facts

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/makefile"
	"github.com/drydock-dev/drydock/syntax/shell"
	"github.com/drydock-dev/drydock/syntax/workflow"
)

// scripts adds what a script, a Makefile or a workflow builds.
func (g *gatherer) scripts(name string, kind syntax.Kind) {
	text := g.read(name)
	if text == nil {
		return
	}
	doc := syntax.NewDocument(name, text)
	switch kind {
	case syntax.ShellScript:
		g.calls(shell.Calls(text, name), origin{path: name, line: 1, from: []string{path.Dir(name), "."}})
	case syntax.Makefile:
		for _, r := range makefile.Recipes(&doc) {
			g.calls(shell.Calls([]byte(r.Text), ""), origin{path: name, line: r.Line, from: []string{path.Dir(name), "."}})
		}
	case syntax.Workflow:
		for _, s := range workflow.Steps(&doc) {
			g.step(name, s)
		}
	}
}

// packageScripts adds what the scripts of a package.json build.
func (g *gatherer) packageScripts(name string) {
	var manifest struct{ Scripts map[string]string }
	if json.Unmarshal(g.read(name), &manifest) != nil {
		return
	}
	for _, script := range slices.Sorted(maps.Keys(manifest.Scripts)) {
		g.calls(shell.Calls([]byte(manifest.Scripts[script]), ""), origin{path: name, line: 1, from: []string{path.Dir(name)}})
	}
}

// step adds what a workflow's step builds.
func (g *gatherer) step(name string, s workflow.Step) {
	at := origin{path: name, line: s.Line, from: []string{"."}, dir: strings.ReplaceAll(s.Dir, "${{", "$"), keepsCaches: s.KeepsCaches}
	switch s.Uses {
	case "":
		g.calls(shell.Calls([]byte(s.Run), ""), at)
	case "docker/build-push-action", "depot/build-push-action": // their inputs are the same
		g.buildAction(s, at)
	case "docker/metadata-action":
		g.publish(list(s.With["images"])...)
	}
}

// buildAction adds the build of docker/build-push-action.
// https://github.com/docker/build-push-action#inputs
func (g *gatherer) buildAction(s workflow.Step, at origin) {
	context, has := s.With["context"]
	if !has {
		context = "." // the commit that runs, fetched from GitHub
	}
	d := at.described()
	d.context, d.dockerfile, d.Target = workspace.Replace(context), workspace.Replace(s.With["file"]), s.With["target"]
	d.Tags, d.Args, d.Contexts = list(s.With["tags"]), pairsOf(lines(s.With["build-args"])), pairsOf(lines(s.With["build-contexts"]))
	if d.dockerfile == "" {
		d.dockerfile, d.inContext = "Dockerfile", true
	}
	g.add(d)
}

// workspace writes the folder that a repository is checked out to as the repository's root.
var workspace = strings.NewReplacer("$GITHUB_WORKSPACE", "//", "{{defaultContext}}:", "", "{{defaultContext}}", ".")

// lines returns the lines of an input that aren't empty.
func lines(input string) []string {
	return strings.FieldsFunc(input, func(r rune) bool { return r == '\n' })
}

// list returns the items of an input that separates them by commas or lines.
func list(input string) []string {
	return strings.FieldsFunc(input, func(r rune) bool { return r == ',' || r == '\n' })
}

// pairsOf returns the names and values of texts like NAME=value. A name without a value has one that
// isn't known: it comes from the environment.
func pairsOf(texts []string) map[string]string {
	all := map[string]string{}
	for _, text := range texts {
		name, value, has := strings.Cut(strings.TrimSpace(text), "=")
		if all[name] = value; !has {
			all[name] = "${" + name + "}"
		}
	}
	return all
}

// origin is where calls stand: the file, the line that they begin at, and the folders that they may run in.
type origin struct {
	path string
	line int
	from []string
	dir  string
	// keepsCaches is for Build.KeepsCaches.
	keepsCaches bool
}

func (o origin) described() described {
	return described{Build: Build{Path: o.path, Line: o.line, KeepsCaches: o.keepsCaches}, from: o.from, dir: o.dir}
}

// calls adds what calls of docker and its like build, and the names that they give to images.
func (g *gatherer) calls(calls []shell.Call, at origin) {
	for _, c := range calls {
		verb, words := builderCall(c.Words)
		switch verb {
		case "build", "bud":
			d := at.described()
			d.Line += c.Line - 1
			d.dir = c.Dir
			if at.dir != "" {
				d.dir = shell.Below(at.dir, c.Dir)
			}
			g.addCall(path.Base(c.Words[0]), buildCall(d, words))
		case "tag", "push":
			if len(words) > 0 {
				g.publish(words[len(words)-1])
			}
		}
	}
}

// addCall adds a build by a program. Without a file, Podman and Buildah look for a Containerfile first.
// https://docs.podman.io/en/stable/markdown/podman-build.1.html#file-f-containerfile
func (g *gatherer) addCall(program string, d described) {
	if own := d; d.inContext && (program == "podman" || program == "buildah") {
		if own.dockerfile = "Containerfile"; g.addFrom(own, true) {
			g.publish(d.Tags...)
			return
		}
	}
	g.add(d)
}

// builderCall returns the verb of a call of docker or its like, and the words behind it: "build" for
// `docker --debug buildx build .`. It returns "" for any other program.
func builderCall(words []string) (verb string, rest []string) {
	if !slices.Contains([]string{"docker", "podman", "buildah", "nerdctl"}, path.Base(words[0])) {
		return "", nil
	}
	for words = words[1:]; len(words) > 0; words = words[1:] {
		switch {
		case slices.Contains([]string{"buildx", "image", "builder"}, words[0]):
		case strings.HasPrefix(words[0], "-"):
			if slices.Contains(globalOptions, words[0]) && len(words) > 1 {
				words = words[1:]
			}
		default:
			return words[0], words[1:]
		}
	}
	return "", nil
}

// globalOptions are the options with a value that docker and its like take before the verb.
var globalOptions = []string{"--config", "-c", "--context", "-H", "--host", "-l", "--log-level", "--builder", "-n", "--namespace", "--root", "--runroot", "--storage-driver", "--storage-opt"}

// buildCall reads the words behind `docker build`.
func buildCall(d described, words []string) described {
	given := map[string][]string{}
	var contexts []string
	for i := 0; i < len(words); i++ {
		name, value, inOne := strings.Cut(words[i], "=")
		option := buildOptions[name]
		if short := words[i][:min(2, len(words[i]))]; option == "" && len(words[i]) > 2 && !strings.HasPrefix(words[i], "--") && buildOptions[short] != "" {
			option, value, inOne = buildOptions[short], words[i][2:], true // -tNAME
		}
		switch {
		case option != "" && !inOne && i+1 < len(words):
			i++
			value = words[i]
			fallthrough
		case option != "":
			given[option] = append(given[option], value)
		case !strings.HasPrefix(words[i], "-") || words[i] == "-":
			contexts = append(contexts, words[i])
		}
	}
	d.Tags, d.Args, d.Contexts = given["tag"], pairsOf(given["arg"]), pairsOf(given["context"])
	if targets := given["target"]; len(targets) > 0 {
		d.Target = targets[len(targets)-1]
	}
	d.context = contextOf(contexts)
	d.dockerfile, d.inContext = "Dockerfile", true
	if files := given["file"]; len(files) > 0 {
		d.dockerfile, d.inContext = files[len(files)-1], false
	}
	return d
}

// contextOf returns the context among the words of a call that are no options. A variable may be an
// option that isn't known.
func contextOf(words []string) string {
	if known := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.HasPrefix(w, "${") }); len(known) == 1 {
		return known[0]
	}
	return "${CONTEXT}"
}

// buildOptions are the options with a value of `docker build`, `docker buildx build`, `podman build`,
// `buildah build` and `nerdctl build`, with what they give: "other" for nothing that matters here.
// https://docs.docker.com/reference/cli/docker/buildx/build/
// https://docs.podman.io/en/stable/markdown/podman-build.1.html
var buildOptions = func() map[string]string {
	options := map[string]string{
		"-f": "file", "--file": "file", "-t": "tag", "--tag": "tag", "--target": "target", "--build-arg": "arg", "--build-context": "context",
	}
	for _, name := range strings.Fields(`--add-host --allow --annotation --arch --attest --authfile --builder --cache-from --cache-to --cache-ttl
		--call --cap-add --cap-drop --cert-dir --cgroup-parent --cgroupns --cpp-flag --cpu-period --cpu-quota -c --cpu-shares --cpuset-cpus
		--cpuset-mems --creds --cw --decryption-key --device --dns --dns-option --dns-search --env --format --from --group-add --hooks-dir
		--iidfile --ignorefile --ipc --isolation --jobs --label --layer-label --logfile --manifest -m --memory --memory-swap --metadata-file
		--network --no-cache-filter --os --os-feature --os-version -o --output --pid --platform --policy --progress --provenance --retry --retry-delay
		--runtime --runtime-flag --sbom --secret --security-opt --shm-size --sign-by --source-date-epoch --ssh --timestamp --ulimit
		--unsetannotation --unsetenv --unsetlabel --userns --userns-gid-map --userns-uid-map --uts --variant -v --volume`) {
		options[name] = "other"
	}
	return options
}()
