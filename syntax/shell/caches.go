package shell

import (
	"slices"
	"strings"
)

// Cache is what calls of package managers leave in the folders of an image.
type Cache struct {
	// Managers are those that fill it; each of them can clean it, too.
	Managers []string
	// Folders are where it lies, whichever of them a release uses; `~` is the user's home.
	Folders []string

	// Mounts are the folders that a cache mount can keep for the next build, for the user of the RUN; none where
	// that isn't known to work. Images lists the repositories where they are elsewhere.
	Mounts []string
	Images map[string][]string
	// Locked is true if only one program may use the folders at a time.
	Locked bool
	// Moved are variables that move the cache elsewhere or turn it off.
	Moved []string
	// Reread is true if later calls read the cache again instead of what the first one installed.
	Reread bool

	root []string // options that name another root for the folders
}

// Caches are the known ones. The archives of apt aren't among them: the official images of Debian and
// Ubuntu delete these at once. Sources: the managers' manual pages; for Mounts also the examples in
// https://docs.docker.com/build/cache/optimize/#use-cache-mounts and docs.astral.sh/uv/guides/integration/docker.
var Caches = []*Cache{
	{
		Managers: AptPrograms, Folders: []string{"/var/lib/apt/lists"},
		Mounts: []string{"/var/cache/apt", "/var/lib/apt/lists"}, Locked: true,
	},
	{Managers: []string{"apk"}, Folders: []string{"/var/cache/apk", "/etc/apk/cache"}, root: []string{"-p", "--root"}},
	{
		// On most releases these are one program by several names, or share their folders.
		Managers: []string{"yum", "dnf", "microdnf", "tdnf"},
		Folders:  []string{"/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/tdnf"},
		root:     []string{"--installroot"},
	},
	{Managers: []string{"zypper"}, Folders: []string{"/var/cache/zypp"}, root: []string{"-R", "--installroot", "--root"}},
	{
		Managers: []string{"pip", "pipx"}, Folders: []string{"~/.cache/pip"},
		Mounts: []string{"~/.cache/pip"}, Moved: []string{"PIP_CACHE_DIR", "PIP_NO_CACHE_DIR", "PIP_CONFIG_FILE"},
	},
	{
		Managers: []string{"uv"}, Folders: []string{"~/.cache/uv"},
		Mounts: []string{"~/.cache/uv"}, Moved: []string{"UV_CACHE_DIR", "UV_NO_CACHE"},
	},
	{
		// Its virtual environments lie there as well.
		Managers: []string{"poetry"}, Folders: []string{"~/.cache/pypoetry"},
		Mounts: []string{"~/.cache/pypoetry/cache", "~/.cache/pypoetry/artifacts"}, Moved: []string{"POETRY_CACHE_DIR", "POETRY_NO_CACHE", "POETRY_HOME"},
	},
	{Managers: []string{"pdm"}, Folders: []string{"~/.cache/pdm"}},
	{Managers: []string{"pipenv"}, Folders: []string{"~/.cache/pipenv"}},
	{Managers: []string{"conda", "mamba"}, Folders: []string{"/opt/conda/pkgs", "~/miniconda3/pkgs", "~/.conda/pkgs"}},
	{Managers: []string{"micromamba"}, Folders: []string{"/opt/conda/pkgs", "~/micromamba/pkgs"}},
	{
		Managers: []string{"npm"}, Folders: []string{"~/.npm"},
		Mounts: []string{"~/.npm"}, Moved: []string{"NPM_CONFIG_CACHE", "npm_config_cache"},
	},
	{Managers: []string{"yarn"}, Folders: []string{"~/.cache/yarn", "/usr/local/share/.cache/yarn"}},
	{
		Managers: []string{"pnpm"}, Folders: []string{"~/.local/share/pnpm/store", "~/.cache/pnpm"},
		Mounts: []string{"~/.local/share/pnpm/store"}, Moved: []string{"PNPM_HOME", "npm_config_store_dir"},
	},
	{
		Managers: []string{"bun"}, Folders: []string{"~/.bun/install/cache"},
		Mounts: []string{"~/.bun/install/cache"}, Moved: []string{"BUN_INSTALL", "BUN_INSTALL_CACHE_DIR"},
	},
	{Managers: []string{"bundle"}, Folders: []string{"~/.bundle/cache"}},
	{
		Managers: []string{"go"}, Folders: []string{"~/.cache/go-build", "~/go/pkg/mod", "/go/pkg/mod"},
		Mounts: []string{"~/go/pkg/mod", "~/.cache/go-build"}, Images: map[string][]string{"golang": {"/go/pkg/mod", "~/.cache/go-build"}},
		Moved: []string{"GOPATH", "GOCACHE", "GOMODCACHE"}, Reread: true,
	},
	{
		Managers: []string{"cargo"}, Folders: []string{"~/.cargo/registry", "/usr/local/cargo/registry"},
		Mounts: []string{"~/.cargo/registry"}, Images: map[string][]string{"rust": {"/usr/local/cargo/registry"}},
		Moved: []string{"CARGO_HOME"}, Reread: true,
	},
	{Managers: []string{"composer"}, Folders: []string{"~/.composer/cache", "~/.cache/composer"}},
	{
		Managers: []string{"mvn"}, Folders: []string{"~/.m2/repository"},
		Mounts: []string{"~/.m2/repository"}, Moved: []string{"MAVEN_OPTS", "MAVEN_CONFIG"}, Reread: true,
	},
	{
		// In Gradle's own images ~/.gradle is a link to a volume.
		Managers: []string{"gradle"}, Folders: []string{"~/.gradle/caches"},
		Mounts: []string{"~/.gradle/caches", "~/.gradle/wrapper"}, Images: map[string][]string{"gradle": {}},
		Moved: []string{"GRADLE_USER_HOME"}, Reread: true,
	},
}

// CacheOf returns the cache that a package manager fills, nil for none that is known.
func CacheOf(manager string) *Cache {
	i := slices.IndexFunc(Caches, func(c *Cache) bool { return slices.Contains(c.Managers, manager) })
	if i < 0 {
		return nil
	}
	return Caches[i]
}

// FilledBy reports whether a call leaves files in the cache.
func (c *Cache) FilledBy(call *PackageCall) bool {
	return call != nil && slices.Contains(c.Managers, call.Manager) && call.Fills()
}

// WouldFill reports whether a call leaves files in the cache, or would without the options that say not to.
func (c *Cache) WouldFill(call *PackageCall) bool {
	return call != nil && slices.Contains(c.Managers, call.Manager) && (call.does(fills) || c.Locked && call.Installs()) && !call.Has(call.manager.idle...)
}

// CleanedBy reports whether a call removes from the cache what another one left there.
func (c *Cache) CleanedBy(call, filled *PackageCall) bool {
	return call != nil && slices.Contains(c.Managers, call.Manager) && call.Cleans() && c.Root(call) == c.Root(filled)
}

// Root returns the root that a call works in, "" for the image's own. A variable in it stands as `$NAME`.
func (c *Cache) Root(call *PackageCall) string {
	for i, w := range call.Command.Words {
		for _, pattern := range w.Patterns(false) {
			for _, option := range c.root {
				switch {
				case pattern == option && i+1 < len(call.Command.Words):
					return call.Command.Words[i+1].Patterns(false)[0]
				case len(pattern) > len(option) && pattern[:len(option)+1] == option+"=":
					return pattern[len(option)+1:]
				}
			}
		}
	}
	return ""
}

// RootOption returns the words that make a call work in the root that another one works in, with a
// blank behind them; "" for the image's own.
func (c *Cache) RootOption(call *PackageCall) string {
	root := c.Root(call)
	if root == "" {
		return ""
	}
	if strings.Contains(root, "$") {
		root = `"` + root + `"`
	}
	return c.root[len(c.root)-1] + " " + root + " "
}
