package script

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// This file holds what the rules about scripts that call docker share.

// dockerCall is a call of docker in a script.
type dockerCall struct {
	*shell.Command
	verb []string // "run", "exec", "compose exec"… as words
	rest int      // index of the first word after the verb
}

// dockerCalls calls f for each call of docker, docker-compose or podman in a file's scripts.
func dockerCalls(file shell.Holder, f func(c dockerCall)) {
	for _, s := range file.Scripts() {
		for _, c := range s.AllCommands() {
			if call, ok := newDockerCall(c); ok {
				f(call)
			}
		}
	}
}

// newDockerCall returns the docker call that a command is, false if it is another command. It
// skips global options and their values before the verb.
func newDockerCall(c *shell.Command) (dockerCall, bool) {
	program, values := c.Program(), c.Values()
	if !slices.Contains([]string{"docker", "podman", "docker-compose"}, program) {
		return dockerCall{}, false
	}
	d := dockerCall{Command: c}
	if program == "docker-compose" {
		d.verb = append(d.verb, "compose")
	}
	for i := 1; i < len(values) && len(d.verb) < 2; i++ {
		switch v := values[i]; {
		case strings.HasPrefix(v, "-"):
			if !strings.Contains(v, "=") && slices.Contains([]string{"-f", "--file", "-p", "--project-name", "-H", "--host", "-c", "--context", "--profile", "--env-file"}, v) {
				i++
			}
			continue
		case v == "container" && len(d.verb) == 0:
			continue
		default:
			d.verb = append(d.verb, v)
			d.rest = i + 1
		}
		if d.verb[0] != "compose" {
			break
		}
	}
	return d, len(d.verb) > 0
}

// inside returns what a docker exec runs in the container, as a script.
func (d dockerCall) inside() *shell.Script {
	words := d.Words[min(d.rest, len(d.Words)):]
	for len(words) > 0 && strings.HasPrefix(words[0].Value, "-") {
		if slices.Contains(runValued, words[0].Value) {
			words = words[min(1, len(words)-1):]
		}
		words = words[1:]
	}
	var text []string
	for _, w := range words[min(1, len(words)):] { // behind the container's name
		text = append(text, w.Source)
	}
	return shell.ParseText([]byte(strings.Join(text, " ")))
}

// reportCall reports a call. On a runner that is discarded afterwards, together with its
// containers, it reports only in the strict profile.
func reportCall(p *lint.ScriptPass, d dockerCall, span syntax.Span, message string, fix *lint.Fix) {
	if d.Script.Ephemeral {
		p.ReportStrict(span, message, fix)
		return
	}
	p.Report(span, message, fix)
}

// is reports whether a call has one of the verbs.
func (d dockerCall) is(verbs ...string) bool {
	return slices.Contains(verbs, strings.Join(d.verb, " "))
}

// runValued are the options of docker run that take the next word as their value. Source:
// its manual.
var runValued = []string{
	"-a", "--attach", "--add-host", "--annotation", "-c", "--cpu-shares", "--cap-add", "--cap-drop", "--cgroup-parent", "--cgroupns", "--cidfile", "--cpus", "--cpuset-cpus",
	"--device", "--dns", "--dns-option", "--dns-search", "-e", "--env", "--entrypoint", "--env-file", "--expose", "--gpus", "--group-add", "-h", "--hostname",
	"--health-cmd", "--health-interval", "--health-retries", "--health-start-period", "--health-timeout", "--ip", "--ipc", "--isolation", "-l", "--label", "--label-file", "--link",
	"--log-driver", "--log-opt", "-m", "--memory", "--memory-swap", "--mount", "--name", "--network", "--net", "--network-alias", "--oom-score-adj", "-p", "--publish", "--pid",
	"--platform", "--pull", "--restart", "--runtime", "--security-opt", "--shm-size", "--stop-signal", "--stop-timeout", "--storage-opt", "--sysctl", "--tmpfs", "-u", "--user",
	"--ulimit", "--userns", "--uts", "-v", "--volume", "--volume-driver", "--volumes-from", "-w", "--workdir",
}

// image returns the index of the image's word in a docker run, false if it isn't clear.
func (d dockerCall) image() (int, bool) {
	for i := d.rest; i < len(d.Words); i++ {
		w := d.Words[i]
		switch {
		case !w.Literal:
			return 0, false // may be options or the image
		case !strings.HasPrefix(w.Value, "-"):
			return i, true
		case slices.Contains(runValued, w.Value), len(w.Value) > 2 && w.Value[1] != '-' && slices.Contains(runValued, "-"+w.Value[len(w.Value)-1:]) && !strings.Contains(w.Value, "="):
			i++
		}
	}
	return 0, false
}

// option returns the values of an option before the image, each with the word that holds
// it.
func (d dockerCall) option(names ...string) (values []string, words []shell.Word) {
	end := len(d.Words)
	if i, ok := d.image(); ok {
		end = i
	}
	for i := d.rest; i < end; i++ {
		name, value, inOne := strings.Cut(d.Words[i].Value, "=")
		switch {
		case !slices.Contains(names, name):
		case inOne:
			values, words = append(values, value), append(words, d.Words[i])
		case i+1 < len(d.Words):
			values, words = append(values, d.Words[i+1].Value), append(words, d.Words[i+1])
		}
	}
	return values, words
}
