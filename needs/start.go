package needs

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// rootPrograms start as root by design: they bind low ports, or start other programs as
// other users.
var rootPrograms = []string{
	"sshd", "cron", "crond", "nginx", "apache2", "apache2ctl", "apachectl", "apache2-foreground", "httpd", "httpd-foreground", "supervisord",
	"init", "systemd", "s6-svscan", "runsvdir", "runsvdir-start", "my_init", "dockerd", "dockerd-entrypoint.sh", "dind", "containerd", "named", "dnsmasq", "openvpn", "wg-quick", "wireguard",
	"dovecot", "postfix", "exim", "vsftpd", "smbd", "nmbd", "rsyslogd", "chronyd", "ntpd", "dhcpd", "haproxy", "squid", "mysqld", "mysqld_safe", "postgres", "redis-server", "mongod",
	"keepalived", "iptables", "clamd", "tor", "qemu", "libvirtd", "kubelet", "kube-proxy", "flanneld", "php-fpm", "rabbitmq-server", "service",
}

// droppers start another program as another user and do nothing else.
var droppers = []string{"gosu", "su-exec", "s6-setuidgid", "s6-applyuidgid", "setuidgid", "chpst", "setpriv", "fixuid", "setuser", "runuser"}

// bareInterpreters wait for a person's input if they get no script.
var bareInterpreters = []string{"python", "python2", "python3", "pypy", "pypy3", "node", "irb", "iex", "erl", "ghci", "julia", "R", "perl", "php", "jshell", "lua", "scala", "sbt", "swipl", "racket", "ruby", "ipython"}

// OnlyWaits reports whether a program does nothing but keep a container running.
func OnlyWaits(program string) bool { return program == "sleep" || program == "tail" }

// IsBareInterpreter reports whether a CMD or ENTRYPOINT starts an interpreter with nothing to
// run.
func IsBareInterpreter(in *dockerfile.Instruction, program string) bool {
	words := dockerfile.StartWords(in)
	return slices.Contains(bareInterpreters, program) && len(words) == 1 && (len(words[0]) == 1 || len(words[0]) == 2 && strings.HasPrefix(words[0][1], "-"))
}

// RootByDesign reports whether the container has to start as root, as far as the file and the scripts
// in the tree show: its program drops root itself, starts other programs, or binds a port under 1024.
func (p *Program) RootByDesign() bool {
	entry, cmd := p.stage.Inherited("ENTRYPOINT"), p.stage.Inherited("CMD")
	runsCmd := entry != nil && cmd != nil && entry.JSON && cmd.JSON && IsBareInterpreter(entry, dockerfile.StartedProgram(entry)) // as its script
	for _, in := range []*dockerfile.Instruction{entry, cmd} {
		if in != nil && !runsCmd && startsAsRoot(in) {
			return true
		}
	}
	if slices.ContainsFunc(p.starts, start.dropsRoot) {
		return true
	}
	for in := range p.instructions() {
		if in.Name == "EXPOSE" && slices.ContainsFunc(in.Args, func(a dockerfile.Arg) bool { return isLow(a.Text) }) || bringsDropper(in) {
			return true
		}
	}
	return false
}

// startsAsRoot reports whether a CMD or ENTRYPOINT starts a program that is root by design, or a
// script that may prepare the container and then drop root.
func startsAsRoot(in *dockerfile.Instruction) bool {
	program := dockerfile.StartedProgram(in)
	if _, keepsData := images.Stores[program]; keepsData || slices.Contains(rootPrograms, program) || strings.HasPrefix(program, "php-fpm") {
		return true // the store's own user would also need its folder
	}
	if IsBareInterpreter(in, program) || OnlyWaits(program) {
		return true // an image to build on, or to look around in
	}
	return program == "" || isStartScript(program) || shell.IsShell(program)
}

// isStartScript reports whether a program is by its name a script that prepares the container and then
// starts another program.
func isStartScript(program string) bool {
	name, extension, _ := strings.Cut(program, ".")
	return strings.HasSuffix(program, ".sh") || strings.Contains(program, "entrypoint") || extension != "" && slices.Contains([]string{"start", "startup", "run", "init", "launch", "bootstrap"}, name)
}

// isLow reports whether a port, or the first of a range of ports, is one that only root may bind.
func isLow(port string) bool {
	port, _, _ = strings.Cut(port, "/")
	port, _, _ = strings.Cut(port, "-")
	n, err := strconv.Atoi(port)
	return err == nil && n > 0 && n < 1024
}

// dropsRoot reports whether a command starts a program as another user, or is told to become one.
func (s start) dropsRoot() bool {
	for i, w := range slices.Concat(s.wrappers, s.words) {
		name := path.Base(w)
		first := i <= len(s.wrappers)
		switch option, value, _ := strings.Cut(w, "="); {
		case slices.Contains(droppers, name):
			return true
		case first && (name == "su" || name == "sudo" || name == "doas" || name == "start-stop-daemon"):
			return true
		case option == "--user" || option == "--uid" || option == "--setuid":
			return value != "root" && value != "0"
		}
	}
	return false
}

// bringsDropper reports whether an instruction installs or copies a program whose only use is to drop
// root when the container starts.
func bringsDropper(in *dockerfile.Instruction) bool {
	own := droppers[:slices.Index(droppers, "setpriv")] // the rest comes with a distribution
	named := func(name string) bool {
		name, _, _ = strings.Cut(name, "=")
		return slices.Contains(own, path.Base(name))
	}
	if in.Name == "RUN" {
		return slices.ContainsFunc(effects.Commands(in), func(c effects.Ran) bool { return slices.ContainsFunc(c.Values(), named) })
	}
	sources, dest, ok := in.Sources()
	return ok && (named(dest.Text) || slices.ContainsFunc(sources, func(a dockerfile.Arg) bool { return named(a.Text) }))
}
