package rules

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var serviceAutostart = &Rule{
	ID:       "service-autostart",
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "several services in one container",
	Doc: "A container is one program: Docker starts it, watches it, and its log is the container's\n" +
		"log. An init system or a supervisor inside starts others that Docker doesn't see. One of\n" +
		"them can be dead for days while the container is up. Each has its own needs, users,\n" +
		"ports and versions, and one image has to serve them all. Give each its own container.\n" +
		"Compose starts them together, and only where they're wanted.\n\n" +
		"`systemctl enable` in a build does nothing by itself: no systemd runs in a container\n" +
		"that doesn't start it.",
	FixDoc: "None: only you know how to separate the services.",
	Check: func(p *Pass) {
		stage := p.finalStage()
		reported := map[*syntax.Instruction]bool{}
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if c.Program() == "systemctl" && len(c.Words) > 2 && c.Words[1].Value == "enable" && p.ships(in.Stage) && !reported[in] && !p.mayStartInit(stage) {
				reported[in] = true
				p.Report(c.Span, fmt.Sprintf("Nothing starts `%s`: no systemd runs in this container. Give the service its own container, with its program as CMD.", c.Words[len(c.Words)-1].Source), nil)
			}
		})
		for _, name := range []string{"ENTRYPOINT", "CMD"} {
			in := stage.Last(name)
			if in == nil {
				continue
			}
			if what := p.manyServices(stage, in); what != "" {
				p.Report(in.Span, fmt.Sprintf("Docker watches and restarts only a container's first program, but %s. Give each service its own container.", what), nil)
				return
			}
		}
	},
}

// mayStartInit reports whether a stage starts an init system, or something that may be one.
func (p *Pass) mayStartInit(stage *syntax.Stage) bool {
	start := inheritedStart(stage)
	if start == nil {
		return !p.Base(stage).Known
	}
	return unknownStart.MatchString(start.Joined.Text)
}

var unknownStart = regexp.MustCompile(`\binit\b|systemd|\.sh\b|entrypoint`)

// manyServices says in a clause how a CMD or ENTRYPOINT starts services that Docker doesn't
// see, "" if it doesn't.
func (p *Pass) manyServices(stage *syntax.Stage, in *syntax.Instruction) string {
	started := 0
	for _, words := range startWords(in) {
		if len(words) == 0 {
			continue
		}
		switch program := path.Base(words[0]); {
		case words[0] == "/init": // s6-overlay, which watches what it starts
		case (program == "init" || program == "systemd") && (len(words) == 1 || strings.HasPrefix(words[1], "-") || words[1] == "3"):
			return "this starts an init system"
		case program == "service" && len(words) > 2 && (words[2] == "start" || words[2] == "restart"), strings.HasPrefix(words[0], "/etc/init.d/") && len(words) > 1 && words[1] == "start":
			started++
		case program == "supervisord":
			if n := p.supervised(stage, words); n > 1 {
				return fmt.Sprintf("supervisord starts %d programs here", n)
			}
		}
	}
	if started > 0 {
		return "this starts a service in the background"
	}
	return ""
}

// supervised returns how many programs supervisord starts according to its configuration in
// the tree, 0 if that isn't there.
func (p *Pass) supervised(stage *syntax.Stage, words []string) int {
	config := "/etc/supervisor/supervisord.conf"
	for i, w := range words {
		if (w == "-c" || w == "--configuration") && i+1 < len(words) {
			config = words[i+1]
		}
	}
	if p.Tree == nil {
		return 0
	}
	_, text := p.sourceOf(stage, config)
	return len(supervisedProgram.FindAll(text, -1))
}

// supervisedProgram matches the header of a program's section.
var supervisedProgram = regexp.MustCompile(`(?m)^\[program:`)
