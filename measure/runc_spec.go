//go:build linux

package measure

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/moby/sys/user"
	"github.com/opencontainers/runtime-spec/specs-go"
)

// dockerCapabilities are those that Docker gives a container: docs.docker.com/engine/containers/run.
var dockerCapabilities = []string{
	"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID",
	"CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
}

// mounts are those of every container.
var mounts = []specs.Mount{
	{Destination: "/proc", Type: "proc", Source: "proc"},
	{Destination: "/dev", Type: "tmpfs", Source: "tmpfs", Options: []string{"nosuid", "strictatime", "mode=755", "size=65536k"}},
	{Destination: "/dev/pts", Type: "devpts", Source: "devpts", Options: []string{"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"}},
	{Destination: "/dev/shm", Type: "tmpfs", Source: "shm", Options: []string{"nosuid", "noexec", "nodev", "mode=1777", "size=65536k"}},
	{Destination: "/sys", Type: "sysfs", Source: "sysfs", Options: []string{"nosuid", "noexec", "nodev", "ro"}},
}

// specOf returns the runtime's configuration for an image, as Docker would make it. files are the image's,
// below the folder rootfs; network is the path of its network.
func specOf(image *Image, files *os.Root, network string, volumes map[string]string) (*specs.Spec, error) {
	config := image.Config
	who, err := accountOf(config.User, files)
	if err != nil {
		return nil, err
	}
	process := &specs.Process{
		Args:         slices.Concat(config.Entrypoint, config.Cmd),
		Env:          withDefaults(config.Env, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME="+who.Home, "HOSTNAME="+hostname),
		Cwd:          cmp.Or(config.WorkingDir, "/"),
		User:         specs.User{UID: uint32(who.Uid), GID: uint32(who.Gid)}, //nolint:gosec // an account of the image
		Capabilities: &specs.LinuxCapabilities{Bounding: dockerCapabilities},
	}
	for _, g := range who.Sgids {
		process.User.AdditionalGids = append(process.User.AdditionalGids, uint32(g)) //nolint:gosec // a group of the image
	}
	if who.Uid == 0 {
		process.Capabilities.Effective, process.Capabilities.Permitted = dockerCapabilities, dockerCapabilities
	}
	s := &specs.Spec{
		Version: specs.Version, Process: process, Hostname: hostname, Root: &specs.Root{Path: "rootfs"}, Mounts: slices.Clone(mounts),
		Linux: &specs.Linux{
			Namespaces: []specs.LinuxNamespace{{Type: specs.PIDNamespace}, {Type: specs.NetworkNamespace, Path: network}, {Type: specs.IPCNamespace}, {Type: specs.UTSNamespace}, {Type: specs.MountNamespace}},
			// As Docker sets it: every user may bind low ports.
			Sysctl: map[string]string{"net.ipv4.ip_unprivileged_port_start": "0"},
			Resources: &specs.LinuxResources{
				Devices: []specs.LinuxDeviceCgroup{{Allow: false, Access: "rwm"}}, // runc adds /dev/null and the like
				Memory:  &specs.LinuxMemory{Limit: new(int64(maxMemory))},
				Pids:    &specs.LinuxPids{Limit: new(int64(maxPIDs))},
			},
			MaskedPaths:   []string{"/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware"},
			ReadonlyPaths: []string{"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"},
		},
	}
	for place, folder := range volumes {
		s.Mounts = append(s.Mounts, specs.Mount{Destination: place, Type: "bind", Source: folder, Options: []string{"rbind", "rw"}})
	}
	return s, nil
}

// accountOf returns the account that USER names in an image, root for "".
func accountOf(name string, files *os.Root) (*user.ExecUser, error) {
	passwd, group := openAccounts(files, "etc/passwd"), openAccounts(files, "etc/group")
	defer passwd.Close()
	defer group.Close()
	who, err := user.GetExecUser(name, &user.ExecUser{Home: "/"}, passwd, group)
	if err != nil {
		return nil, fmt.Errorf("the user %q: %w", name, err)
	}
	return who, nil
}

// openAccounts opens a list of accounts of an image. One that is no file, or is too long, is empty.
func openAccounts(files *os.Root, name string) io.ReadCloser {
	if info, err := files.Stat(name); err == nil && info.Mode().IsRegular() && info.Size() <= maxJSON {
		if f, err := files.Open(name); err == nil {
			return f
		}
	}
	return io.NopCloser(strings.NewReader(""))
}

// writeHosts writes the file that Docker gives every container, so that `localhost` has an address.
func writeHosts(files *os.Root) error {
	if err := files.Mkdir("etc", 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if err := files.Remove("etc/hosts"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return files.WriteFile("etc/hosts", []byte("127.0.0.1\tlocalhost "+hostname+"\n"), 0o644)
}

// withDefaults adds to variables those that they don't set.
func withDefaults(env []string, defaults ...string) []string {
	all := slices.Clone(env)
	for _, d := range defaults {
		name, _, _ := strings.Cut(d, "=")
		if !slices.ContainsFunc(env, func(e string) bool { return strings.HasPrefix(e, name+"=") }) {
			all = append(all, d)
		}
	}
	return all
}
