package start

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/needs"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var UserRoot = &lint.Rule{
	ID:       "user-root",
	Aliases:  []string{"DL3002", "DS-0002", "CKV_DOCKER_3", "CKV_DOCKER_8"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "the container's program runs as root",
	Doc: "A container runs as root unless the file says otherwise. Whoever breaks in through the\n" +
		"program or one of its packages is then root in the container. They can change\n" +
		"everything in it and are one kernel bug away from the host. Hardly any program needs\n" +
		"that.\n\n" +
		"Only the final stage counts. The rule is silent if:\n\n" +
		"- root is dropped at start (`gosu`, `su-exec`, `setpriv`, the official database images),\n" +
		"- the program starts as root by design, or binds a port under 1024,\n" +
		"- every service of a Compose file that builds it has another `user`,\n" +
		"- a comment says that root is intended,\n" +
		"- it isn't known which user the base image runs as.\n\n" +
		"There is no suggestion where a person must decide, and the message says what: volumes with\n" +
		"files of root, sockets, devices and privileges of Compose services, programs that need root\n" +
		"at start, ports under 1024, tools that keep what they installed in root's home, several\n" +
		"users in the file.\n\n" +
		"Where the rule is silent, the strict profile still reports a USER that names root.",
	FixDoc: "Creates a system user the way the base image's distribution does, with a home folder where something may want one, and switches to it above the final CMD or ENTRYPOINT. If the image or the file already has such a user, uses that one. The user gets the folders that the program writes: the working directory, those that the file makes, and those that ENV and the start command name for writing. Where the tree shows that a `chown -R` would store more than 5 MB again, COPY gets `--chown` instead. Check what else the program writes, which volumes have files that belong to root, and which devices it needs.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		start, user := dockerfile.InheritedStart(stage), stage.Inherited("USER")
		if !runsAsRoot(stage, p.Facts.Base(stage)) || user != nil && p.Facts.IsGiven(p.File, user.Variables()...) {
			return
		}
		program := needs.Of(p.Facts, p.File, stage)
		if start == nil || program.RootByDesign() || user != nil && rootIsMeant(p.File, stage, start) {
			if user != nil {
				p.ReportStrict(user.Span, "The last USER is root, so this container runs as root. If it doesn't have to, switch back to an unprivileged user.", nil).Subject = lint.TheImage
			}
			return
		}
		if p.Facts.AllRunAsUser(p.File) {
			return
		}
		report := p.Report
		if user == nil {
			report = p.ReportOwn
		}
		if user != nil && user.Index > start.Index {
			start = user
		}
		fix, obstacle := switchUser(p, program, stage)
		const message = "This program runs as root, so whoever breaks into it can change everything in the container. "
		switch {
		case fix != nil:
			report(start.Span, message+"Switch to an unprivileged user first.", fix).Subject = lint.TheImage
		case obstacle != "":
			report(start.Span, message+"Switch to an unprivileged user, but "+obstacle+".", nil).Subject = lint.TheImage
		default:
			report(start.Span, message+"Create an unprivileged user, give it the files the program writes, and switch to it with USER.", nil).Subject = lint.TheImage
		}
	}),
}

// runsAsRoot reports whether the stage's container is known to run as root.
func runsAsRoot(stage *dockerfile.Stage, base images.Image) bool {
	user, _, _ := strings.Cut(strings.Trim(stage.After().User, `"'`), ":")
	if user != "" {
		return user == "root" || user == "0"
	}
	return base.Known && base.User == "root" && !base.DropsRoot && base.Distro != images.None
}

// switchUser returns the fix, nil if there is no clear place for it or no known way to create a user.
// obstacle says what a person must decide instead, "" if there is nothing.
func switchUser(p *lint.DockerfilePass, program *needs.Program, stage *dockerfile.Stage) (fix *lint.Fix, obstacle string) {
	account, unclear := program.Account()
	folders, unknown := program.Folders()
	if obstacle = cmp.Or(program.Obstacle(), unclear, unknown); obstacle != "" {
		return nil, obstacle
	}
	tail := configTail(stage)
	if tail == nil {
		return nil, ""
	}
	s := &switcher{file: p.File, tail: tail}
	account, note, obstacle := s.choose(program, account)
	if account.Name == "" {
		return nil, obstacle
	}
	for _, f := range folders {
		if !program.IsGiven(f, account) {
			s.give(f, account, program.CanChownCopies(f, account))
		}
	}
	if base := p.Facts.Base(stage); s.needsShell() && base.Known && !base.HasShell() {
		return nil, "its base image has no shell, so nothing can be changed by RUN: decide which COPY gets `--chown`"
	} else if s.needsShell() && !bourneShell(stage) {
		return nil, ""
	}
	note += "Check what the program writes outside its working directory, which volumes have files that belong to root, and which devices it needs."
	return &lint.Fix{Safety: lint.Review, Note: note, Edits: s.finish(account), Calls: s.calls}, ""
}

// bourneShell reports whether the shell that runs a RUN at the end of a stage reads `&&` as expected.
func bourneShell(stage *dockerfile.Stage) bool {
	words := stage.After().Shell
	return words == nil || shell.IsBourne(words[0])
}

// rootIsMeant reports whether a comment in a stage says that its program runs as root.
func rootIsMeant(file *dockerfile.File, stage *dockerfile.Stage, start *dockerfile.Instruction) bool {
	from := file.CommentsAbove(stage.From)
	return slices.ContainsFunc(file.Comments, func(c syntax.Comment) bool {
		return from <= c.Line && c.Line <= start.EndLine && saysRoot.MatchString(c.Text)
	})
}

var saysRoot = regexp.MustCompile(`(?i)\b(?:as|needs?|requires?|must|has to|have to|runs?|running)\b.*\broot\b`)

// configTail returns the first CMD or ENTRYPOINT with nothing but configuration after it. It
// returns nil if work that may need root comes later, or if the stage has neither.
func configTail(stage *dockerfile.Stage) *dockerfile.Instruction {
	var tail *dockerfile.Instruction
	for _, in := range slices.Backward(stage.Instructions) {
		switch in.Parsed.(type) {
		case *instructions.CmdCommand, *instructions.EntrypointCommand:
			tail = in
		case *instructions.ExposeCommand, *instructions.HealthCheckCommand, *instructions.LabelCommand, *instructions.EnvCommand, *instructions.StopSignalCommand, *instructions.VolumeCommand, *instructions.ArgCommand, *instructions.MaintainerCommand:
		default:
			return tail
		}
	}
	return tail
}
