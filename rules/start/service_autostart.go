package start

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ServiceAutostart = &lint.Rule{
	ID:       "service-autostart",
	Severity: lint.Info,
	Profile:  lint.Recommended,
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
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		reported := map[*dockerfile.Instruction]bool{}
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if c.Program() == "systemctl" && len(c.Words) > 2 && c.Words[1].Value == "enable" && p.File.Ships(in.Stage) && !reported[in] && !mayStartInit(p.Facts, stage) {
				reported[in] = true
				p.Report(c.Span, fmt.Sprintf("Nothing starts `%s`: no systemd runs in this container. Give the service its own container, with its program as CMD.", c.Words[len(c.Words)-1].Source), nil)
			}
		})
		for _, name := range []string{"ENTRYPOINT", "CMD"} {
			in := stage.Last(name)
			if in == nil {
				continue
			}
			if what := manyServices(p.Facts, p.File, stage, in); what != "" {
				p.Report(in.Span, fmt.Sprintf("Docker watches and restarts only a container's first program, but %s. Give each service its own container.", what), nil)
				return
			}
		}
	}),
}

// mayStartInit reports whether a stage starts an init system, or something that may be one.
func mayStartInit(known *facts.Facts, stage *dockerfile.Stage) bool {
	start := dockerfile.InheritedStart(stage)
	if start == nil {
		return !known.Base(stage).Known
	}
	return start.HasWord(unknownStart)
}

var unknownStart = regexp.MustCompile(`\binit\b|systemd|\.sh\b|entrypoint`)

// manyServices says in a clause how a CMD or ENTRYPOINT starts services that Docker doesn't
// see, "" if it doesn't.
func manyServices(known *facts.Facts, file *dockerfile.File, stage *dockerfile.Stage, in *dockerfile.Instruction) string {
	started := 0
	for _, words := range dockerfile.StartWords(in) {
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
			if n := supervised(known, file, stage, words); n > 1 {
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
func supervised(known *facts.Facts, file *dockerfile.File, stage *dockerfile.Stage, words []string) int {
	config := "/etc/supervisor/supervisord.conf"
	for i, w := range words {
		if (w == "-c" || w == "--configuration") && i+1 < len(words) {
			config = words[i+1]
		}
	}
	if known.Tree == nil {
		return 0
	}
	_, text := known.SourceOf(file, stage, config)
	return len(supervisedProgram.FindAll(text, -1))
}

// supervisedProgram matches the header of a program's section.
var supervisedProgram = regexp.MustCompile(`(?m)^\[program:`)
