package needs

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/compose"
)

// Obstacle returns what makes a user other than root a guess, as a clause that says what to decide. It
// returns "" if there is nothing.
func (p *Program) Obstacle() string {
	for _, look := range []func() string{p.rootsHome, p.volumes, p.services, p.toldRights, p.lowLevel, p.lowPort, p.redirection, p.closedFile, p.emptyWorkdir, p.plugin} {
		if obstacle := look(); obstacle != "" {
			return obstacle
		}
	}
	return ""
}

// volumes returns the first folder of a VOLUME. Volumes of existing deployments keep the owner that
// their files have: root.
func (p *Program) volumes() string {
	for in := range p.instructions() {
		if in.Name == "VOLUME" && len(in.Args) > 0 {
			folder, known := in.Stage.Expand(in.Args[0].Text, in)
			if !known {
				folder = in.Args[0].Text
			}
			return fmt.Sprintf("existing volumes for `%s` have files that belong to root: decide how these change their owner", folder)
		}
	}
	return ""
}

// hostSettings are keys of a Compose service that give a container rights on the host which other
// users can't use.
var hostSettings = []string{"privileged", "cap_add", "devices", "device_cgroup_rules"}

// services returns what a Compose service that runs the stage gives the container and only root can
// use.
func (p *Program) services() string {
	for _, s := range p.known.FinalServices(p.file) {
		for _, key := range hostSettings {
			if v := s.Get(key); v != nil && v.Text != "false" {
				return fmt.Sprintf("the service `%s` sets `%s`: decide which rights its program needs", s.Name, key)
			}
		}
		for _, key := range []string{"network_mode", "pid", "ipc"} {
			if v := s.Get(key); v != nil && v.Text == "host" {
				return fmt.Sprintf("the service `%s` sets `%s: host`: decide which rights its program needs", s.Name, key)
			}
		}
		for _, m := range compose.Mounts(s) {
			if obstacle := mountNeedsRoot(s.Name, m); obstacle != "" {
				return obstacle
			}
		}
	}
	return ""
}

// mountNeedsRoot returns why a user other than root may not be able to use a mount, "" if nothing
// says so.
func mountNeedsRoot(service string, m compose.Mount) string {
	source, target := path.Clean(m.Source), path.Clean(m.Target)
	options := strings.Split(m.Value.Text, ":")
	readOnly := slices.Contains(strings.Split(options[len(options)-1], ","), "ro")
	if v := m.Value.Get("read_only"); v != nil && v.Text == "true" {
		readOnly = true
	}
	for _, dir := range []string{"/run", "/var/run", "/dev", "/sys", "/proc"} {
		if effects.Under(source, dir) {
			return fmt.Sprintf("the service `%s` gives it `%s` of the host, which belongs to root: decide which group its program gets", service, source)
		}
	}
	if m.Kind == "tmpfs" || readOnly {
		return ""
	}
	if m.IsBind() {
		return fmt.Sprintf("the service `%s` mounts a folder of the host at `%s`: decide which user its files belong to", service, target)
	}
	return fmt.Sprintf("the service `%s` mounts a volume at `%s`, whose files belong to root: decide how these change their owner", service, target)
}

// rights matches the options of `docker run` that give a container rights which other users can't use.
var rights = regexp.MustCompile(`--privileged\b|--cap-add\b|--device\b|--net(?:work)?[= ]host\b|--pid[= ]host\b|docker\.sock\b`)

// toldRights returns an option in a comment, a LABEL or an ENV that says how the image is to be run.
func (p *Program) toldRights() string {
	line, option := 0, ""
	for _, c := range p.file.Comments {
		if found := rights.FindString(c.Text); found != "" && option == "" {
			line, option = c.Line, found
		}
	}
	for in := range p.instructions() {
		if found := rights.FindString(in.Joined.Text); found != "" && (in.Name == "LABEL" || in.Name == "ENV") && option == "" {
			line, option = in.Line, found
		}
	}
	if option == "" {
		return ""
	}
	return fmt.Sprintf("line %d says that it runs with `%s`: decide which rights its program needs", line, option)
}

// rootTools need root when the container starts. From their manual pages.
var rootTools = []string{
	"ldconfig", "mount", "umount", "losetup", "swapon", "mkfs", "fsck", "modprobe", "insmod", "rmmod", "sysctl", "hwclock", "chroot", "unshare", "nsenter", "setcap", "dmesg", "mknod",
	"iptables", "ip6tables", "iptables-restore", "nft", "ipset", "ip", "ifconfig", "route", "tc", "wg", "brctl", "ethtool", "tcpdump", "tshark", "dumpcap", "ping", "traceroute", "arping", "arp-scan", "nmap", "hping3", "masscan",
	"useradd", "adduser", "groupadd", "addgroup", "usermod", "groupmod", "userdel", "passwd", "chpasswd", "chown", "chgrp", "update-ca-certificates", "update-alternatives", "dpkg", "dpkg-reconfigure", "rpm",
	"systemctl", "service", "rc-service", "invoke-rc.d", "cron", "crond", "crontab", "sshd", "nginx", "supervisord", "dockerd", "containerd", "docker-init", "smartctl", "fuse", "sshfs", "rclone", "s3fs", "openvpn",
}

// systemManagers change the system's own folders.
var systemManagers = []string{"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "zypper", "pip", "npm", "yarn", "pnpm", "gem"}

// lowLevel returns the first command at start that needs root.
func (p *Program) lowLevel() string {
	for _, s := range p.starts {
		program := s.program()
		if slices.Contains(rootTools, program) && (program != "rclone" || slices.Contains(s.words, "mount")) {
			return fmt.Sprintf("it runs `%s` when it starts, which needs root: decide how it does without", program)
		}
		if program == "git" && len(s.words) > 1 && slices.Contains([]string{"pull", "clone", "fetch", "checkout", "reset"}, s.words[1]) {
			return fmt.Sprintf("it runs `git %s` when it starts, on files that belong to root: decide where these lie", s.words[1])
		}
		if call := s.call; call != nil && (call.Installs() || call.Verb == "link" || call.Has("-g", "--global")) && slices.Contains(systemManagers, call.Manager) {
			return fmt.Sprintf("it installs packages with `%s` when it starts, which needs root: install them in a RUN", call.Manager)
		}
	}
	return ""
}

// lowPort returns the first port under 1024 that the program is told to listen on.
func (p *Program) lowPort() string {
	const decide = "it listens on port %s, which only root can do on many hosts: decide on a port from 1024 on"
	for _, s := range p.starts {
		for i, w := range s.words[1:] {
			if port := portIn(w, s.words[i]); isLow(port) {
				return fmt.Sprintf(decide, port)
			}
		}
	}
	for in := range p.instructions() {
		if in.Name != "ENV" {
			continue
		}
		for name := range in.Definitions() {
			value, _ := p.stage.Var(name, p.end())
			if upper := strings.ToUpper(name); isPortName(upper) && isLow(value) {
				return fmt.Sprintf(decide, value)
			} else if upper == "ASPNETCORE_URLS" || upper == "LISTEN" || upper == "BIND" || upper == "LISTEN_ADDR" {
				for _, address := range strings.Split(value, ";") {
					if port := address[strings.LastIndexByte(address, ':')+1:]; isLow(strings.TrimSuffix(port, "/")) {
						return fmt.Sprintf(decide, port)
					}
				}
			}
		}
	}
	return ""
}

// isPortName reports whether a variable is by its name the port that a server listens on. The port of
// a database or a mail server is another one's.
func isPortName(name string) bool {
	return slices.Contains([]string{"PORT", "HTTP_PORT", "HTTPS_PORT", "APP_PORT", "SERVER_PORT", "LISTEN_PORT", "WEB_PORT", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "NODE_PORT", "SERVICE_PORT"}, name)
}

// portIn returns the port that a word of a command line names: `80` behind `--port`, `--port=80`,
// `0.0.0.0:80`, `:443`. It returns "" for none.
func portIn(word, before string) string {
	option, value, inOne := strings.Cut(word, "=")
	switch {
	case inOne && isPortOption(option):
		word = value
	case isPortOption(before):
	case slices.Contains([]string{"-b", "--bind", "--listen", "--addr", "--address", "-addr", "-listen", "--http", "-l"}, before), strings.HasPrefix(word, ":"), strings.HasPrefix(word, "0.0.0.0:"), strings.HasPrefix(word, "[::]:"):
		word = word[strings.LastIndexByte(word, ':')+1:]
	case inOne && slices.Contains([]string{"--bind", "--listen", "--addr", "--address", "--http", "-addr", "-listen", "--server.address"}, option):
		word = value[strings.LastIndexByte(value, ':')+1:]
	default:
		return ""
	}
	return word
}

func isPortOption(option string) bool {
	return slices.Contains([]string{"--port", "-p", "-port", "--http-port", "--https-port", "--server.port", "--listen-port", "--http_port"}, option)
}

// redirection returns the file that a command at start writes by redirection where only root may.
func (p *Program) redirection() string {
	for _, s := range p.starts {
		for _, target := range s.redirects {
			if target == "" {
				continue
			}
			if !path.IsAbs(target) {
				target = path.Join(cmp.Or(p.workdir(), "/"), target)
			}
			if !p.canWrite(path.Dir(target)) {
				return fmt.Sprintf("it writes `%s`, where only root can: decide where it writes", target)
			}
		}
	}
	return ""
}

// emptyWorkdir reports a tool that starts in a folder of data into which nothing is put: its files come
// from a mount, with an owner that the host decides.
func (p *Program) emptyWorkdir() string {
	dir := p.workdir()
	if OwnFolder(dir) == "" || !dataName.MatchString(path.Base(dir)) || slices.ContainsFunc(p.starts, p.isOwn) {
		return ""
	}
	for in := range p.instructions() {
		if isCopyBelow(in, dir) || in.Name == "RUN" && effects.Under(in.Before.Workdir, dir) {
			return ""
		}
	}
	return fmt.Sprintf("nothing is put into its working directory `%s`, so its files come from a mount: decide which user they belong to", dir)
}

// canWrite reports whether every user can write to a folder, or the program's user will.
func (p *Program) canWrite(dir string) bool {
	for _, open := range []string{"/dev", "/tmp", "/var/tmp", "/proc"} {
		if effects.Under(dir, open) {
			return true
		}
	}
	folders, _ := p.Folders()
	return slices.ContainsFunc(folders, func(f Folder) bool { return effects.Under(dir, f.Path) })
}

// plugin reports a file of Docker plugins: a `config.json` beside the Dockerfile that names the
// socket which Docker gives the plugin.
func (p *Program) plugin() string {
	text := p.known.ReadInContext(p.file, "config.json")
	if len(text) == 0 || len(text) > maxManifest {
		return ""
	}
	var config struct {
		Interface struct{ Socket string }
	}
	if decode(text, &config) && config.Interface.Socket != "" {
		return "Docker's plugins get a socket that belongs to root: decide which user opens it"
	}
	return ""
}
