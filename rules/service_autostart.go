package rules

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var serviceAutostart = &Rule{
	ID:       "service-autostart",
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "several services in one container",
	Doc: "A container is one program: Docker starts it, watches it, and its log is the\n" +
		"container's log. An init system or a supervisor inside starts others that Docker\n" +
		"does not see: one of them can be dead for days while the container is up. Each has\n" +
		"its own needs, users, ports and versions, which one image has to serve. Give each a\n" +
		"container of its own; Compose starts them together, and only where they are wanted.\n\n" +
		"`systemctl enable` in a build does nothing by itself: no systemd runs in a container\n" +
		"that does not start it.",
	FixDoc: "None: how the services are to be told apart only you can say.",
	Check: func(p *Pass) {
		stage := p.finalStage()
		reported := map[*syntax.Instruction]bool{}
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if c.Program() == "systemctl" && len(c.Words) > 2 && c.Words[1].Value == "enable" && p.ships(in.Stage) && !reported[in] && !p.mayStartInit(stage) {
				reported[in] = true
				p.Report(c.Span, "No systemd runs in this container, so nothing starts `"+c.Words[len(c.Words)-1].Source+"`. Give the service a container of its own, with its program as CMD.", nil)
			}
		})
		for _, name := range []string{"ENTRYPOINT", "CMD"} {
			in := stage.Last(name)
			if in == nil {
				continue
			}
			if what := p.manyServices(stage, in); what != "" {
				p.Report(in.Span, what+" Docker sees only the first program of a container: it restarts and watches none of the others. Give each service a container of its own.", nil)
				return
			}
		}
	},
}

// mayStartInit reports whether a stage starts an init system, or something of which that
// is not known.
func (p *Pass) mayStartInit(stage *syntax.Stage) bool {
	start := inheritedStart(stage)
	if start == nil {
		return !p.Base(stage).Known
	}
	return unknownStart.MatchString(start.Joined.Text)
}

var unknownStart = regexp.MustCompile(`\binit\b|systemd|\.sh\b|entrypoint`)

// manyServices says how a CMD or ENTRYPOINT starts services behind Docker's
// back, "" when it does not.
func (p *Pass) manyServices(stage *syntax.Stage, in *syntax.Instruction) string {
	started := 0
	for _, words := range startWords(in) {
		if len(words) == 0 {
			continue
		}
		switch program := path.Base(words[0]); {
		case words[0] == "/init": // of s6-overlay, which watches what it starts
		case (program == "init" || program == "systemd") && (len(words) == 1 || strings.HasPrefix(words[1], "-") || words[1] == "3"):
			return "This starts an init system."
		case program == "service" && len(words) > 2 && (words[2] == "start" || words[2] == "restart"), strings.HasPrefix(words[0], "/etc/init.d/") && len(words) > 1 && words[1] == "start":
			started++
		case program == "supervisord":
			if n := p.supervised(stage, words); n > 1 {
				return "supervisord starts " + strconv.Itoa(n) + " programs here."
			}
		}
	}
	if started > 0 {
		return "This starts a service in the background."
	}
	return ""
}

// supervised returns how many programs a supervisord starts, by its
// configuration in the tree; 0 when that is not at hand.
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

// supervisedProgram matches the head of a program's section.
var supervisedProgram = regexp.MustCompile(`(?m)^\[program:`)
