//go:build linux

package measure

import (
	"archive/tar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// rootOf opens a folder as an image's files.
func rootOf(t *testing.T, dir string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root
}

const accounts = "-- etc/passwd --\nroot:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n-- etc/group --\napp:x:1000:\nextra:x:7:app\n"

// TestSpec checks what a container gets: the image's program, variables and account, Docker's capabilities, its
// own namespaces, limits, and nothing of this process.
func TestSpec(t *testing.T) {
	t.Setenv("GITHUB_TOKEN", "token")
	image := &Image{Config: ocispec.ImageConfig{Entrypoint: []string{"/entry"}, Cmd: []string{"run"}, Env: []string{"A=1", "PATH=/bin"}, User: "app", WorkingDir: "/app"}}
	s, err := specOf(image, rootOf(t, tree(t, accounts)), "/network", map[string]string{"/data": "/volume"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Process.Args, []string{"/entry", "run"}) || s.Process.Cwd != "/app" {
		t.Errorf("%q in %s", s.Process.Args, s.Process.Cwd)
	}
	if want := []string{"A=1", "PATH=/bin", "HOME=/home/app", "HOSTNAME=container"}; !slices.Equal(s.Process.Env, want) {
		t.Errorf("variables %q", s.Process.Env)
	}
	if u := s.Process.User; u.UID != 1000 || u.GID != 1000 || !slices.Equal(u.AdditionalGids, []uint32{7}) {
		t.Errorf("account %+v", u)
	}
	if c := s.Process.Capabilities; len(c.Effective) > 0 || !slices.Equal(c.Bounding, dockerCapabilities) || slices.Contains(dockerCapabilities, "CAP_SYS_ADMIN") {
		t.Errorf("capabilities %+v", c)
	}
	kinds := map[string]string{}
	for _, n := range s.Linux.Namespaces {
		kinds[string(n.Type)] = n.Path
	}
	if len(kinds) != 5 || kinds["network"] != "/network" || *s.Linux.Resources.Memory.Limit != maxMemory || *s.Linux.Resources.Pids.Limit != maxPIDs {
		t.Errorf("namespaces %v, resources %+v", kinds, s.Linux.Resources)
	}
	for _, m := range s.Mounts {
		if m.Type == "bind" && (m.Source != "/volume" || m.Destination != "/data") {
			t.Errorf("a folder of the machine: %+v", m)
		}
	}
	if len(mounts) == len(s.Mounts) {
		t.Error("the volume isn't mounted")
	}
}

// TestRootsCapabilities checks that root has capabilities, as with Docker.
func TestRootsCapabilities(t *testing.T) {
	s, err := specOf(&Image{}, rootOf(t, t.TempDir()), "", nil)
	if err != nil || !slices.Equal(s.Process.Capabilities.Effective, dockerCapabilities) || s.Process.Cwd != "/" {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestHostileAccounts checks that an image's lists of accounts can't make the reader wait, or read files of
// the machine.
func TestHostileAccounts(t *testing.T) {
	dir := tree(t, "-- etc/group --\n")
	if err := syscall.Mkfifo(filepath.Join(dir, "etc", "passwd"), 0o600); err != nil {
		t.Fatal(err)
	}
	if who, err := accountOf("", rootOf(t, dir)); err != nil || who.Uid != 0 {
		t.Errorf("%+v, %v", who, err)
	}
	outside := tree(t, "-- passwd --\nspy:x:5:5::/:/bin/sh\n-- group --\n")
	dir = t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "etc")); err != nil {
		t.Fatal(err)
	}
	if who, err := accountOf("spy", rootOf(t, dir)); err == nil {
		t.Errorf("the machine's account %+v", who)
	}
	if err := writeHosts(rootOf(t, dir)); err == nil {
		t.Error("a file was written outside the image")
	}
}

// TestUnknownUser checks that an account which the image doesn't have is named.
func TestUnknownUser(t *testing.T) {
	if _, err := accountOf("nobody-here", rootOf(t, tree(t, accounts))); err == nil || !strings.Contains(err.Error(), `"nobody-here"`) {
		t.Errorf("%v", err)
	}
}

// TestHosts checks that `localhost` has an address, whatever the image has there.
func TestHosts(t *testing.T) {
	dir := tree(t, "-- etc/target --\nold\n")
	if err := os.Symlink("target", filepath.Join(dir, "etc", "hosts")); err != nil {
		t.Fatal(err)
	}
	if err := writeHosts(rootOf(t, dir)); err != nil {
		t.Fatal(err)
	}
	hosts, _ := os.ReadFile(filepath.Join(dir, "etc", "hosts"))
	target, _ := os.ReadFile(filepath.Join(dir, "etc", "target"))
	if !strings.Contains(string(hosts), "127.0.0.1\tlocalhost") || string(target) != "old\n" {
		t.Errorf("hosts %q, target %q", hosts, target)
	}
}

// TestFillVolume checks that a new volume gets the image's files, one that has some keeps them, and a link that
// leads out of the image brings none.
func TestFillVolume(t *testing.T) {
	dir := tree(t, "-- data/deep/a --\nimage\n")
	if err := os.Symlink(tree(t, "-- secret --\n"), filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	image, volume, other := rootOf(t, dir), t.TempDir(), t.TempDir()
	for range 2 {
		if err := fillVolume(image, "/data", volume); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(volume, "deep", "a")); err != nil || string(text) != "image\n" {
		t.Errorf("%q, %v", text, err)
	}
	for _, place := range []string{"/out", "/nothing", "/../../etc", "/data/deep/a"} {
		if err := fillVolume(image, place, other); err != nil {
			t.Errorf("%s: %v", place, err)
		}
	}
	if found, _ := os.ReadDir(other); len(found) > 0 {
		t.Errorf("files from outside: %v", found)
	}
}

// TestLayersAreUnpackedOnce checks that images share the folders of their common layers, and keep those of the
// base images.
func TestLayersAreUnpackedOnce(t *testing.T) {
	b := testBuilder(t, nil)
	r := Runc{Dir: t.TempDir()}
	layer := func(name string) []tar.Header {
		return []tar.Header{{Name: name, Typeflag: tar.TypeReg, Mode: 0o644, Size: 1, Uid: os.Getuid(), Gid: os.Getgid()}}
	}
	base := testImage(t, b, fakeImage{layers: [][]tar.Header{layer("base")}})
	one := testImage(t, b, fakeImage{layers: [][]tar.Header{layer("base"), layer("app/one")}})
	two := testImage(t, b, fakeImage{layers: [][]tar.Header{layer("base"), layer("app/two")}})
	folders := map[string]bool{}
	for _, i := range []*Image{one, two, one} {
		found, err := r.unpackLayers(t.Context(), i)
		if err != nil || len(found) != 2 || found[1] != r.layer(base.layers[0].Digest) {
			t.Fatalf("%v, %v", found, err)
		}
		folders[found[0]], folders[found[1]] = true, true
	}
	if _, err := os.Stat(filepath.Join(r.layer(one.layers[1].Digest), "app", "one")); err != nil || len(folders) != 3 {
		t.Errorf("%v, %v", folders, err)
	}
	if err := r.Forget([]*Image{one, two}, map[string]*Image{"base": base}); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(r.layer("")); err != nil || len(left) != 1 || left[0].Name() != filepath.Base(r.layer(base.layers[0].Digest)) {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestBrokenLayer checks that a layer that can't be unpacked isn't taken for one that was.
func TestBrokenLayer(t *testing.T) {
	b := testBuilder(t, nil)
	r := Runc{Dir: t.TempDir()}
	i := &Image{store: b.store}
	i.layers = append(i.layers, writeBlob(t, b.store, "", []byte(strings.Repeat("no archive", 100))))
	if folders, err := r.unpackLayers(t.Context(), i); err == nil {
		t.Errorf("%v", folders)
	}
	if left, err := os.ReadDir(r.layer("")); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
