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

	fills  verbs
	cleans verbs
	spared []string // options of calls that leave nothing
	root   []string // options that name another root for the folders
}

// verbs are verbs of a package manager. One with words needs one of them behind it.
type verbs map[string][]string

func (v verbs) has(call *PackageCall) bool {
	words, ok := v[call.Verb]
	return ok && (len(words) == 0 || slices.ContainsFunc(call.Packages, func(w Word) bool { return slices.Contains(words, w.Value) }))
}

// Caches are the known ones. The archives of apt aren't among them: the official images of Debian and
// Ubuntu delete these at once. Sources: the managers' manual pages.
var Caches = []*Cache{
	{
		Managers: AptPrograms,
		Folders:  []string{"/var/lib/apt/lists"},
		fills:    verbs{"update": nil},
		cleans:   verbs{"dist-clean": nil, "distclean": nil}, // since apt 2.7.8
	},
	{
		Managers: []string{"apk"},
		Folders:  []string{"/var/cache/apk", "/etc/apk/cache"},
		fills:    verbs{"add": nil, "update": nil, "upgrade": nil},
		cleans:   verbs{"cache": {"clean", "purge"}},
		spared:   []string{"--no-cache"},
		root:     []string{"-p", "--root"},
	},
	{
		// On most releases these are one program by several names, or share their folders.
		Managers: []string{"yum", "dnf", "microdnf", "tdnf"},
		Folders:  []string{"/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/tdnf"},
		fills: verbs{
			"install": nil, "reinstall": nil, "localinstall": nil, "groupinstall": nil, "update": nil, "upgrade": nil, "upgrade-minimal": nil, "update-minimal": nil,
			"distro-sync": nil, "downgrade": nil, "group": {"install", "upgrade"}, "module": {"install"},
		},
		cleans: verbs{"clean": {"all", "metadata", "packages"}},
		spared: []string{"--downloadonly", "--no-cache"},
		root:   []string{"--installroot"},
	},
	{
		Managers: []string{"zypper"},
		Folders:  []string{"/var/cache/zypp"},
		fills:    verbs{"install": nil, "in": nil, "update": nil, "up": nil, "patch": nil, "dist-upgrade": nil, "dup": nil},
		cleans:   verbs{"clean": nil, "cc": nil},
		spared:   []string{"--download-only"},
		root:     []string{"-R", "--installroot", "--root"},
	},
	{
		Managers: []string{"pip"},
		Folders:  []string{"~/.cache/pip"},
		fills:    verbs{"install": nil},
		cleans:   verbs{"cache": {"purge"}},
		spared:   []string{"--no-cache-dir", "--no-cache"},
	},
	{
		Managers: []string{"npm"},
		Folders:  []string{"~/.npm"},
		fills:    verbs{"install": nil, "i": nil, "ci": nil, "add": nil},
		cleans:   verbs{"cache": {"clean"}},
	},
	{
		Managers: []string{"yarn"},
		Folders:  []string{"~/.cache/yarn", "/usr/local/share/.cache/yarn"},
		fills:    verbs{"install": nil, "add": nil, "": nil},
		cleans:   verbs{"cache": {"clean"}},
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
	return call != nil && slices.Contains(c.Managers, call.Manager) && c.fills.has(call) && !call.Has(c.spared...)
}

// CleanedBy reports whether a call removes from the cache what another one left there.
func (c *Cache) CleanedBy(call, filled *PackageCall) bool {
	return call != nil && slices.Contains(c.Managers, call.Manager) && c.cleans.has(call) && c.Root(call) == c.Root(filled)
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
