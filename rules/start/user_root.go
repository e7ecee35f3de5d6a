package start

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
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
		"The strict profile then still reports a USER that names root.",
	FixDoc: "Creates a system user the way the base image's distribution does, gives it the working directory, and switches to it above the final CMD or ENTRYPOINT. If the image already has such an account, uses that one. Check which files the program writes outside the working directory, which volumes have files that belong to root, and which devices it needs.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		base := p.Facts.Base(stage)
		start := dockerfile.InheritedStart(stage)
		user := stage.Inherited("USER")
		if !runsAsRoot(stage, base) || user != nil && p.Facts.IsGiven(p.File, user.Text()) {
			return
		}
		if start == nil || needsRoot(stage) || user != nil && rootIsMeant(p.File, stage, start) {
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
		const message = "This program runs as root, so whoever breaks into it can change everything in the container. "
		if user != nil && user.Index > start.Index {
			start = user
		}
		fix := switchUser(p.File, stage, base)
		if fix == nil {
			report(start.Span, message+"Create an unprivileged user, give it the files the program writes, and switch to it with USER.", nil).Subject = lint.TheImage
			return
		}
		report(start.Span, message+"Switch to an unprivileged user first.", fix).Subject = lint.TheImage
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

// dropsPrivileges matches the programs that entrypoints use to drop root.
var dropsPrivileges = regexp.MustCompile(`\b(?:gosu|su-exec|setpriv|chpst|s6-setuidgid|runuser|setuser|fixuid|su\s+-c|su\s+\S+\s+-c|su\s+-\s|su\s+-s|sudo\s+-u|--user[= ]|--uid[= ]|--setuid)`)

// rootPrograms start as root by design: they bind low ports, or start other programs as
// other users.
var rootPrograms = []string{
	"sshd", "cron", "crond", "nginx", "apache2", "apache2ctl", "apachectl", "apache2-foreground", "httpd", "httpd-foreground", "supervisord",
	"init", "systemd", "s6-svscan", "runsvdir", "runsvdir-start", "my_init", "dockerd", "dockerd-entrypoint.sh", "containerd", "named", "dnsmasq", "openvpn", "wg-quick", "wireguard",
	"dovecot", "postfix", "exim", "vsftpd", "smbd", "nmbd", "rsyslogd", "chronyd", "ntpd", "dhcpd", "haproxy", "squid", "mysqld", "mysqld_safe", "postgres", "redis-server", "mongod",
	"keepalived", "iptables", "clamd", "qemu", "libvirtd", "kubelet", "kube-proxy", "flanneld", "php-fpm", "rabbitmq-server", "service",
}

// needsRoot reports whether the container has to start as root, as far as the file shows.
func needsRoot(stage *dockerfile.Stage) bool {
	for _, name := range []string{"ENTRYPOINT", "CMD"} {
		in := stage.Inherited(name)
		if in == nil {
			continue
		}
		program := dockerfile.StartedProgram(in)
		if _, keepsData := images.Stores[program]; keepsData || slices.Contains(rootPrograms, program) || strings.HasPrefix(program, "php-fpm") {
			return true // the store's own user would also need its folder
		}
		if bareInterpreter(in, program) || onlyWaits(program) {
			return true // an image to build on, or to look around in
		}
		// A start script may drop root; that can't be seen here.
		if program == "" || startScript(program) || shell.IsShell(program) {
			return true
		}
	}
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if dropsPrivileges.MatchString(in.Text()) || in.Name == "EXPOSE" && exposesLowPort(in) {
				return true
			}
		}
	}
	return false
}

// startScript reports whether a program is by its name a script that prepares the container and then
// starts another program.
func startScript(program string) bool {
	name, extension, _ := strings.Cut(program, ".")
	return strings.HasSuffix(program, ".sh") || strings.Contains(program, "entrypoint") || extension != "" && slices.Contains([]string{"start", "startup", "run", "init", "launch", "bootstrap"}, name)
}

// exposesLowPort reports whether an EXPOSE names a port that only root may bind.
func exposesLowPort(in *dockerfile.Instruction) bool {
	for _, a := range in.Args {
		port, _, _ := strings.Cut(a.Text, "/")
		port, _, _ = strings.Cut(port, "-")
		if n, err := strconv.Atoi(port); err == nil && n < 1024 {
			return true
		}
	}
	return false
}

// switchUser returns the fix, nil if there is no clear place for it or no known way to
// create a user.
func switchUser(file *dockerfile.File, stage *dockerfile.Stage, base images.Image) *lint.Fix {
	before := configTail(stage)
	if before == nil || usesRootsHome(stage) {
		return nil
	}
	first := file.CommentsAbove(before)
	nl := file.LineEnding()
	var lines []string
	note := "Check what the program writes outside its working directory, which volumes have files that belong to root, and which devices it needs."
	dir := ownDirectory(stage.After().Workdir)
	if dir != "" && declaredVolume(stage, dir) {
		return nil // some builders would discard the change of owner
	}
	switch account := base.Account; {
	case createsUser(stage) != "":
		lines = []string{"USER " + createsUser(stage)}
		note = "Uses the user that the file already creates. " + note
	case account != "":
		if dir != "" {
			lines = append(lines, "RUN chown -R "+account+":"+account+" "+dir, "")
		}
		lines = append(lines, "USER "+account)
		note = fmt.Sprintf("Uses the unprivileged account `%s`, which the image already has. %s", account, note)
	default:
		create := images.CreateUser(base.Distro, "appuser")
		if create == "" || stage.After().Shell != nil && !bourneShell(stage.After().Shell[0]) {
			return nil
		}
		run := "RUN " + create
		if dir != "" {
			run += " && " + string(file.Escape) + nl + "    chown -R appuser:appuser " + dir
		}
		if user := strings.Trim(stage.After().User, `"'`); user != "" && user != "root" && user != "0" {
			return nil
		}
		lines = []string{run, "", "USER appuser"}
		note = "Creates the system user `appuser`. " + note
	}
	for i, l := range lines {
		if keyword, rest, ok := strings.Cut(l, " "); ok {
			lines[i] = edit.LikeCase(keyword, file.Text(before.Keyword)) + " " + rest
		}
	}
	text := strings.Join(lines, nl) + nl + nl
	return &lint.Fix{Safety: lint.Review, Note: note, Edits: []lint.Edit{edit.Insert(file.FullLineSpan(first).Start, text)}, Calls: newCalls(lines)}
}

// newCalls declares the calls of the RUNs among some lines; what the image starts has another user.
func newCalls(lines []string) lint.Calls {
	calls := lint.Calls{Below: true}
	for _, line := range lines {
		if keyword, script, _ := strings.Cut(line, " "); strings.EqualFold(keyword, "RUN") {
			for _, c := range shell.ParseText([]byte(script)).Commands {
				calls = calls.Join(lint.AddsCall(strings.Join(c.Values(), " ")))
			}
		}
	}
	return calls
}

// rootIsMeant reports whether a comment in a stage says that its program runs as root.
func rootIsMeant(file *dockerfile.File, stage *dockerfile.Stage, start *dockerfile.Instruction) bool {
	from := file.CommentsAbove(stage.From)
	return slices.ContainsFunc(file.Comments, func(c syntax.Comment) bool {
		return from <= c.Line && c.Line <= start.EndLine && saysRoot.MatchString(c.Text)
	})
}

var saysRoot = regexp.MustCompile(`(?i)\b(?:as|needs?|requires?|must|has to|have to|runs?|running)\b.*\broot\b`)

// usesRootsHome reports whether a stage keeps something in root's home, which other users
// can't read.
func usesRootsHome(stage *dockerfile.Stage) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			switch in.Name {
			case "RUN":
				if in.Script() != nil && slices.ContainsFunc(in.Script().Commands, writesRootsHome) {
					return true
				}
			case "COPY", "ADD":
				if _, dest, ok := in.Sources(); ok && inRootsHome(dest.Text) {
					return true
				}
			case "ENV", "WORKDIR", "CMD", "ENTRYPOINT":
				if namesRootsHome.MatchString(in.Joined.Text) {
					return true
				}
			}
		}
	}
	return false
}

var namesRootsHome = regexp.MustCompile(`/root(?:[/:\s"']|$)|--allow-root\b`)

func writesRootsHome(c *shell.Command) bool {
	if call := c.Package(); call != nil && call.Manager == "pip" && call.Has("--user") {
		return true
	}
	return c.Program() != "rm" && slices.ContainsFunc(c.Words, func(w shell.Word) bool { return inRootsHome(strings.Trim(w.Source, `"`)) })
}

func inRootsHome(name string) bool {
	return effects.Under(name, "/root") || effects.Under(name, "~") || strings.HasPrefix(name, "$HOME") || strings.HasPrefix(name, "${HOME}")
}

func bourneShell(program string) bool {
	return slices.Contains([]string{"sh", "bash", "ash", "dash"}, path.Base(program))
}

// createsUser returns the one user that the stage's RUNs create, "" if they create none or
// several.
func createsUser(stage *dockerfile.Stage) string {
	name := ""
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in.Name != "RUN" || in.Script() == nil {
				continue
			}
			for _, c := range in.Script().Commands {
				if c.Program() != "useradd" && c.Program() != "adduser" {
					continue
				}
				account, ok := newAccount(c)
				if !ok || name != "" {
					return ""
				}
				name = account
			}
		}
	}
	return name
}

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

// declaredVolume reports whether a VOLUME of a stage, or of one it starts from, is a folder
// or contains it.
func declaredVolume(stage *dockerfile.Stage, dir string) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in.Name != "VOLUME" {
				continue
			}
			for _, a := range in.Args {
				if v, ok := s.Expand(a.Text, in); ok && effects.Under(dir, path.Clean(v)) {
					return true
				}
			}
		}
	}
	return false
}
