package shell

import "slices"

// managers are the known package managers. Sources: their manual pages, their programs' help texts
// and, for aliases, their sources: apt-get(8), apt(8), aptitude(8), apk(8), yum(8), dnf(8), dnf5(8),
// tdnf's README, zypper(8), pip and pipx (pypa.io), docs.astral.sh/uv, python-poetry.org,
// pdm-project.org, pipenv.pypa.io, docs.conda.io, mamba.readthedocs.io, docs.npmjs.com (lib/utils/
// cmd-list.js has the aliases), classic.yarnpkg.com, yarnpkg.com, pnpm.io, bun.sh, guides.rubygems.org,
// bundler.io, go.dev/ref/mod, doc.rust-lang.org/cargo, getcomposer.org, maven.apache.org, docs.gradle.org.
var managers = slices.Concat(systemManagers, pythonManagers, nodeManagers, otherManagers)

// systemManagers are those of distributions.
var systemManagers = []manager{
	{
		programs: []string{"apt-get"}, verbs: aptVerbs, valued: aptValued, pinned: aptPinned,
		yes: aptYes, assume: "APT::Get::Assume-Yes", settings: aptSettings, idle: aptIdle,
	},
	{
		programs: []string{"apt"}, verbs: aptVerbs, valued: aptValued, pinned: aptPinned,
		yes: aptYes, assume: "APT::Get::Assume-Yes", settings: aptSettings, idle: aptIdle,
	},
	{
		programs: []string{"aptitude"}, verbs: aptVerbs, pinned: aptPinned,
		valued: []string{"-o", "-t", "--target-release", "--default-release", "-F", "--display-format", "-O", "--sort", "-w", "--width", "--add-user-tag", "--remove-user-tag"},
		yes:    []string{"-y", "--assume-yes"}, assume: "Aptitude::CmdLine::Assume-Yes", settings: []string{"-o"}, idle: []string{"-s", "--simulate", "-d", "--download-only"},
	},
	{
		programs: []string{"apk"},
		verbs: []verb{
			{forms: "add", does: installs | fills},
			{forms: "upgrade", does: upgrades | fills},
			{forms: "fix", does: installs | fills, pinned: anyVersion},
			{forms: "update", does: refreshes | fills},
			{forms: "fetch", does: fetches | fills},
			{forms: "del", does: removes},
			{forms: "cache clean", does: cleans},
			{forms: "cache purge", does: cleans},
			{forms: "cache download", does: fetches | fills},
		},
		valued: []string{"-t", "--virtual", "-X", "--repository", "-p", "--root", "--keys-dir", "--repositories-file", "--arch", "--cache-dir", "--cache-max-age", "--wait", "--timeout", "--progress-fd", "-o", "--output"},
		idle:   []string{"-s", "--simulate"}, uncached: []string{"--no-cache"}, pinned: apkPinned,
	},
	{programs: []string{"yum"}, verbs: rpmVerbs, valued: rpmValued, yes: rpmYes, assume: "assumeyes", settings: rpmSettings, idle: rpmIdle, uncached: rpmUncached, pinned: rpmPinned},
	{programs: []string{"dnf", "dnf5", "dnf-3"}, verbs: rpmVerbs, valued: rpmValued, yes: rpmYes, assume: "assumeyes", settings: rpmSettings, idle: rpmIdle, uncached: rpmUncached, pinned: rpmPinned},
	{programs: []string{"microdnf"}, verbs: rpmVerbs, valued: rpmValued, yes: rpmYes, assume: "assumeyes", settings: rpmSettings, idle: rpmIdle, uncached: rpmUncached, pinned: rpmPinned},
	{programs: []string{"tdnf"}, verbs: rpmVerbs, valued: rpmValued, yes: rpmYes, assume: "assumeyes", settings: rpmSettings, idle: rpmIdle, uncached: rpmUncached, pinned: rpmPinned},
	{
		programs: []string{"zypper"},
		verbs: []verb{
			{forms: "install|in", does: installs | asks | fills},
			{forms: "source-install|si", does: installs | asks | fills, pinned: anyVersion},
			{forms: "install-new-recommends|inr", does: installs | asks | fills, pinned: anyVersion},
			{forms: "update|up", does: upgrades | asks | fills},
			{forms: "patch", does: upgrades | asks | fills},
			{forms: "dist-upgrade|dup", does: upgrades | asks | fills},
			{forms: "verify|ve", does: installs | asks | fills, pinned: anyVersion},
			{forms: "remove|rm", does: removes | asks},
			{forms: "download", does: fetches | fills},
			{forms: "refresh|ref", does: refreshes},
			{forms: "clean|cc", does: cleans},
		},
		valued: []string{
			"-r", "--repo", "-t", "--type", "-c", "--config", "-R", "--root", "--installroot", "--from", "-p", "--plus-repo", "--plus-content", "-D", "--reposd-dir",
			"--cache-dir", "--raw-cache-dir", "--solv-cache-dir", "--pkg-cache-dir", "--releasever", "--userdata", "--download",
		},
		yes: []string{"-n", "--non-interactive", "-y", "--no-confirm"}, idle: []string{"-D", "--dry-run"}, uncached: []string{"--download-only"}, pinned: rpmPinned,
	},
}

// aptVerbs are those of apt-get, apt and aptitude. What they download goes to /var/cache/apt/archives:
// Cache says why that isn't among the caches.
var aptVerbs = []verb{
	{forms: "install", does: installs | asks},
	{forms: "reinstall", does: installs | asks, pinned: anyVersion},
	{forms: "satisfy", does: installs | asks},
	{forms: "build-dep", does: installs | asks, pinned: anyVersion},
	{forms: "upgrade|safe-upgrade", does: upgrades | asks},
	{forms: "dist-upgrade|full-upgrade", does: upgrades | asks},
	{forms: "remove", does: removes | asks},
	{forms: "purge", does: removes | asks},
	{forms: "autoremove|auto-remove", does: removes | asks},
	{forms: "autopurge", does: removes | asks},
	{forms: "source", does: fetches},
	{forms: "download", does: fetches},
	{forms: "update", does: refreshes | fills},
	{forms: "distclean|dist-clean", does: cleans}, // since apt 2.7.8
	{forms: "clean"},
	{forms: "autoclean|auto-clean"},
}

var (
	aptValued   = []string{"-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file", "-a", "--host-architecture", "-P", "--build-profiles", "--with-source"}
	aptYes      = []string{"-y", "--yes", "--assume-yes", "--force-yes"}
	aptSettings = []string{"-o", "--option"}
	aptIdle     = []string{"-s", "--simulate", "--just-print", "--dry-run", "--recon", "--no-act", "--assume-no", "-d", "--download-only", "--print-uris", "-h", "--help", "-v", "--version"}
)

// rpmVerbs are those of yum, dnf 4 and 5, microdnf and tdnf, with all that one of them knows. What only
// fetches lists is for an install that follows, maybe in another layer.
var rpmVerbs = []verb{
	{forms: "install|in|install-n|install-na|install-nevra|localinstall", does: installs | asks | fills},
	{forms: "reinstall|rei", does: installs | asks | fills, pinned: anyVersion},
	{forms: "group install|group in|grp install|grp in|groups install|groupinstall|group-install", does: installs | asks | fills, pinned: anyVersion},
	{forms: "module install|module in", does: installs | asks | fills, pinned: modulePinned},
	{forms: "builddep|build-dep", does: installs | asks | fills, pinned: anyVersion},
	{forms: "debuginfo-install", does: installs | asks | fills, pinned: anyVersion},
	{forms: "swap", does: installs | removes | asks | fills, pinned: anyVersion},
	{forms: "upgrade|up|update|localupdate|upgrade-to|update-to", does: upgrades | asks | fills},
	{forms: "upgrade-minimal|up-min|update-minimal", does: upgrades | asks | fills},
	{forms: "group upgrade|group up|group update|grp upgrade|grp up|grp update|groups upgrade|groups update|groupupdate|groupupgrade", does: upgrades | asks | fills},
	{forms: "module update", does: upgrades | asks | fills},
	{forms: "distro-sync|dsync|distrosync|distribution-synchronization", does: upgrades | asks | fills},
	{forms: "downgrade|dg", does: upgrades | asks | fills},
	{forms: "remove|rm|erase|remove-n|remove-na|remove-nevra", does: removes | asks},
	{forms: "group remove|group rm|grp remove|grp rm|groups remove|groupremove|grouperase", does: removes | asks},
	{forms: "module remove|module rm", does: removes | asks},
	{forms: "autoremove", does: removes | asks},
	{forms: "download", does: fetches | fills},
	{forms: "makecache|mc", does: refreshes},
	{forms: "check-update|check-upgrade", does: refreshes},
	{forms: "clean all", does: cleans},
	{forms: "clean metadata", does: cleans},
	{forms: "clean packages", does: cleans},
}

var (
	rpmValued = []string{
		"-c", "--config", "-d", "--debuglevel", "-e", "--errorlevel", "-x", "--exclude", "--excludepkgs", "--enablerepo", "--disablerepo", "--enable-repo", "--disable-repo",
		"--repo", "--repoid", "--from-repo", "--repofrompath", "--installroot", "--setopt", "--releasever", "--enableplugin", "--disableplugin", "--enable-plugin", "--disable-plugin",
		"--forcearch", "--downloaddir", "--destdir", "--advisory", "--advisories", "--bz", "--cve", "--sec-severity", "--comment", "-R", "--randomwait", "--disableexcludes", "--color", "--rpmverbosity",
	}
	rpmYes      = []string{"-y", "--assumeyes"}
	rpmSettings = []string{"--setopt"}
	rpmIdle     = []string{"--assumeno", "-h", "--help", "--version"}
	rpmUncached = []string{"--downloadonly", "--no-cache"}
)

// pythonManagers are those of Python and conda.
var pythonManagers = []manager{
	{
		programs: []string{"pip", "pip3", "pip2"},
		verbs: []verb{
			{forms: "install", does: installs | fills},
			{forms: "download", does: fetches | fills},
			{forms: "wheel", does: fetches | fills},
			{forms: "uninstall", does: removes | asks},
			{forms: "cache purge", does: cleans},
			{forms: "cache remove", does: cleans},
		},
		valued: pipValued, yes: []string{"-y", "--yes"}, uncached: []string{"--no-cache-dir", "--no-cache"}, versions: []string{"-c", "--constraint"}, pinned: pipPinned,
	},
	{
		programs: []string{"pipx"},
		verbs: []verb{
			{forms: "install", does: installs | fills},
			{forms: "inject", does: installs | fills, pinned: anyVersion},
			{forms: "install-all", does: installs | fills, pinned: anyVersion},
			{forms: "reinstall", does: installs | fills, pinned: anyVersion},
			{forms: "upgrade", does: upgrades | fills},
			{forms: "upgrade-all", does: upgrades | fills},
			{forms: "uninstall", does: removes},
			{forms: "run", does: runs | fills},
			{forms: "runpip", does: runs},
		},
		valued: []string{"-i", "--index-url", "--pip-args", "--python", "--spec", "--suffix", "--preinstall", "--backend", "--fetch-python"}, versions: []string{"--spec"}, pinned: pipPinned,
	},
	{
		programs: []string{"uv"},
		verbs: []verb{
			{forms: "pip install", does: installs | fills},
			{forms: "pip sync", does: installs | fills},
			{forms: "pip uninstall", does: removes},
			{forms: "add", does: installs | fills, pinned: pipPinned},
			{forms: "sync", does: installs | fills},
			{forms: "tool install", does: installs | fills, pinned: toolPinned},
			{forms: "tool upgrade", does: upgrades | fills},
			{forms: "tool run", does: runs | fills},
			{forms: "run", does: runs | fills},
			{forms: "remove", does: removes},
			{forms: "lock", does: fetches | fills},
			{forms: "build", does: fetches | fills},
			{forms: "cache clean|clean", does: cleans},
			{forms: "cache prune", does: cleans},
		},
		valued: slices.Concat(pipValued, []string{"--directory", "--project", "--config-file", "--cache-dir", "-p", "--extra", "--no-extra", "--group", "--no-group", "--only-group", "--package", "--with", "--with-requirements", "--with-editable",
			"--index", "--default-index", "--index-strategy", "--resolution", "--prerelease", "--exclude-newer", "--link-mode", "--refresh-package", "--no-binary-package", "--no-build-package", "--upgrade-package", "-P",
			"--reinstall-package", "--python-platform", "--override", "--overrides", "--torch-backend", "--env-file", "--no-install-package", "--allow-insecure-host", "-b"}),
		uncached: []string{"--no-cache", "--no-cache-dir", "-n"}, versions: []string{"-c", "--constraint", "--constraints"}, pinned: pipPinned, trailing: true,
	},
	{
		programs: []string{"poetry"},
		verbs: []verb{
			{forms: "install", does: installs | fills},
			{forms: "sync", does: installs | fills},
			{forms: "add", does: installs | fills},
			{forms: "self add", does: installs | fills},
			{forms: "update", does: upgrades | fills},
			{forms: "remove", does: removes},
			{forms: "lock", does: fetches | fills},
			{forms: "run", does: runs},
			{forms: "cache clear", does: cleans},
		},
		valued: []string{"-C", "--directory", "-P", "--project", "--without", "--with", "--only", "-E", "--extras", "-G", "--group", "--source", "--python", "--platform"}, idle: []string{"--dry-run"}, uncached: []string{"--no-cache"},
		pinned: func(name string) bool {
			return toolPinned(name) || equalPinned(name) || name[0] == '^'
		},
	},
	{
		programs: []string{"pdm"},
		verbs: []verb{
			{forms: "install", does: installs | fills},
			{forms: "sync", does: installs | fills},
			{forms: "add", does: installs | fills},
			{forms: "update", does: upgrades | fills},
			{forms: "remove", does: removes},
			{forms: "run", does: runs},
			{forms: "cache clear", does: cleans},
		},
		valued: []string{"-p", "--project", "-G", "--group", "-L", "--lockfile", "-x", "--exclude"}, idle: []string{"--dry-run"}, pinned: pipPinned,
	},
	{
		programs: []string{"pipenv"},
		verbs: []verb{
			{forms: "install", does: installs | fills},
			{forms: "sync", does: installs | fills},
			{forms: "update", does: upgrades | fills},
			{forms: "upgrade", does: upgrades | fills},
			{forms: "uninstall", does: removes},
			{forms: "run", does: runs},
		},
		valued: []string{"--python", "-i", "--index", "--pypi-mirror", "-r", "--requirements", "-e", "--editable", "--extra-pip-args", "--categories"}, pinned: pipPinned,
	},
	{programs: []string{"conda"}, verbs: condaVerbs, valued: condaValued, yes: []string{"-y", "--yes"}, idle: condaIdle, pinned: equalPinned},
	{programs: []string{"mamba"}, verbs: condaVerbs, valued: condaValued, yes: []string{"-y", "--yes"}, idle: condaIdle, pinned: equalPinned},
	{programs: []string{"micromamba"}, verbs: condaVerbs, valued: condaValued, yes: []string{"-y", "--yes"}, idle: condaIdle, pinned: equalPinned},
}

var pipValued = []string{
	"-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--group",
	"-t", "--target", "-e", "--editable", "--prefix", "--root", "--src", "--platform", "--python-version", "-d", "--dest", "-w", "--wheel-dir", "-b", "--build",
	"--implementation", "--abi", "--upgrade-strategy", "--no-binary", "--only-binary", "--trusted-host", "--root-user-action", "--report", "--keyring-provider",
	"--use-feature", "--use-deprecated", "--global-option", "--build-option", "--install-option", "--resume-retries", "--requirements-from-script",
	"--proxy", "--retries", "--timeout", "--cache-dir", "--log", "--progress-bar", "-C", "--config-setting", "--config-settings", "--python", "--cert", "--client-cert", "--exists-action",
}

var condaVerbs = []verb{
	{forms: "install", does: installs | asks | fills},
	{forms: "create", does: installs | asks | fills},
	{forms: "env create", does: installs | fills},
	{forms: "env update", does: installs | fills},
	{forms: "update|upgrade", does: upgrades | asks | fills},
	{forms: "remove|uninstall", does: removes | asks},
	{forms: "clean", does: cleans | asks, with: []string{"-a", "--all", "-t", "--tarballs", "-p", "--packages", "-f", "--force-pkgs-dirs"}},
	{forms: "run", does: runs},
}

var (
	condaValued = []string{"-n", "--name", "-p", "--prefix", "-c", "--channel", "--file", "--repodata-fn", "--solver", "--subdir", "--platform", "--clone", "--revision", "-r", "--root-prefix", "--rc-file", "--experimental", "--safety-checks"}
	condaIdle   = []string{"-d", "--dry-run", "-h", "--help"}
)

// nodeManagers are those of JavaScript.
var nodeManagers = []manager{
	{
		programs: []string{"npm"},
		verbs: []verb{
			{forms: "install|add|i|in|ins|inst|insta|instal|isnt|isnta|isntal|isntall", does: installs | fills},
			{forms: "ci|clean-install|ic|install-clean|isntall-clean", does: installs | fills},
			{forms: "install-test|it", does: installs | fills},
			{forms: "install-ci-test|cit|clean-install-test|sit", does: installs | fills},
			{forms: "update|up|upgrade|udpate", does: upgrades | fills},
			{forms: "uninstall|unlink|remove|rm|r|un", does: removes},
			{forms: "exec|x", does: runs | fills},
			{forms: "run|run-script|rum|urn", does: runs},
			{forms: "cache clean|cache clear|cache rm", does: cleans},
		},
		valued: []string{
			"--prefix", "-C", "--registry", "--cache", "-w", "--workspace", "--loglevel", "--omit", "--include", "--only", "--also", "--save-prefix", "--tag", "--before", "--location", "-L", "--install-strategy",
			"--fetch-retries", "--fetch-retry-factor", "--fetch-retry-mintimeout", "--fetch-retry-maxtimeout", "--fetch-timeout", "--maxsockets", "--cpu", "--os", "--libc", "--script-shell", "--userconfig", "--globalconfig",
			"--https-proxy", "--proxy", "--noproxy", "--cafile", "--ca", "--cert", "--key", "--scope", "--otp", "--user-agent", "--node-options", "--depth", "--audit-level", "--logs-max", "--logs-dir", "-c", "--call",
		},
		flags: true, pinned: npmPinned, trailing: true,
		idle: []string{"--dry-run", "--package-lock-only", "-h", "--help", "-v", "--version"},
	},
	{
		programs: []string{"yarn", "yarnpkg"},
		verbs: []verb{
			{forms: "install", does: installs | fills},
			{forms: "", does: installs | fills},
			{forms: "add", does: installs | fills},
			{forms: "global add", does: installs | fills},
			{forms: "workspaces focus", does: installs | fills},
			{forms: "upgrade|up", does: upgrades | fills},
			{forms: "global upgrade", does: upgrades | fills},
			{forms: "remove", does: removes},
			{forms: "global remove", does: removes},
			{forms: "dlx", does: runs | fills},
			{forms: "run", does: runs},
			{forms: "exec", does: runs},
			{forms: "node", does: runs},
			{forms: "cache clean|cache clear", does: cleans},
		},
		valued: []string{
			"--cwd", "--registry", "--cache-folder", "--network-timeout", "--network-concurrency", "--child-concurrency", "--modules-folder", "--mutex", "--preferred-cache-folder",
			"--global-folder", "--link-folder", "--prefix", "--proxy", "--https-proxy", "--use-yarnrc", "--otp", "--depth", "--mode", "--tag", "--emoji",
		},
		flags: true, idle: []string{"-h", "--help", "-v", "--version"}, uncached: []string{"--cache-folder"}, pinned: npmPinned,
	},
	{
		programs: []string{"pnpm"},
		verbs: []verb{
			{forms: "install|i", does: installs | fills},
			{forms: "ci|clean-install|ic|install-clean", does: installs | fills},
			{forms: "install-test|it", does: installs | fills},
			{forms: "add", does: installs | fills},
			{forms: "fetch", does: fetches | fills},
			{forms: "update|up|upgrade", does: upgrades | fills},
			{forms: "remove|rm|uninstall|un", does: removes},
			{forms: "dlx", does: runs | fills},
			{forms: "exec", does: runs},
			{forms: "run|run-script", does: runs},
			{forms: "store prune", does: cleans},
		},
		valued: []string{
			"--prefix", "-C", "--dir", "--registry", "--filter", "-F", "--filter-prod", "--store-dir", "--loglevel", "--reporter", "--global-dir", "--global-bin-dir", "--network-concurrency", "--child-concurrency",
			"--workspace-concurrency", "--modules-dir", "--virtual-store-dir", "--lockfile-dir", "--package-import-method", "--node-linker", "--fetch-timeout", "--fetch-retries", "--cpu", "--os", "--libc", "--hoist-pattern",
		},
		flags: true, idle: []string{"-h", "--help", "-v", "--version", "--lockfile-only"}, pinned: npmPinned,
	},
	{
		programs: []string{"bun"},
		verbs: []verb{
			{forms: "install|i", does: installs | fills},
			{forms: "ci", does: installs | fills},
			{forms: "add|a", does: installs | fills},
			{forms: "update", does: upgrades | fills},
			{forms: "remove|rm", does: removes},
			{forms: "x", does: runs | fills},
			{forms: "run", does: runs},
			{forms: "pm cache rm", does: cleans},
		},
		valued: []string{"--cwd", "-c", "--config", "--registry", "--cache-dir", "--backend", "--network-concurrency", "--concurrent-scripts", "--omit", "--filter", "--cpu", "--os", "--linker", "--ca", "--cafile"},
		idle:   []string{"--dry-run", "--lockfile-only"}, uncached: []string{"--no-cache"}, pinned: npmPinned,
	},
}

// otherManagers are those of Ruby, Go, Rust, PHP and Java.
var otherManagers = []manager{
	{
		programs: []string{"gem"},
		verbs: []verb{
			{forms: "install|i|ins|inst|insta|instal", does: installs},
			{forms: "update", does: upgrades},
			{forms: "uninstall", does: removes},
			{forms: "fetch", does: fetches},
			{forms: "exec", does: runs},
		},
		valued: []string{
			"-v", "--version", "-s", "--source", "-i", "--install-dir", "-n", "--bindir", "-P", "--trust-policy", "--platform", "-B", "--bulk-threshold", "--build-root", "--without",
			"--config-file", "--target-rbconfig",
		},
		flags: true, versions: []string{"-v", "--version", "-g", "--file"}, pinned: colonPinned, trailing: true,
	},
	{
		programs: []string{"bundle", "bundler"},
		verbs: []verb{
			{forms: "install|i", does: installs | fills},
			{forms: "", does: installs | fills},
			{forms: "add", does: installs | fills},
			{forms: "update|upgrade", does: upgrades | fills},
			{forms: "remove", does: removes},
			{forms: "exec|e|ex|exe", does: runs},
		},
		valued: []string{"--path", "--without", "--with", "--jobs", "-j", "--gemfile", "--retry", "-P", "--trust-policy", "--shebang", "--target-rbconfig", "--group", "-g", "--source", "-s", "--git", "--branch", "--ref", "--require", "-r", "-v", "--version"},
		idle:   []string{"-h", "--help", "--version"}, versions: []string{"-v", "--version"},
	},
	{
		programs: []string{"go"},
		verbs: []verb{
			{forms: "install", does: installs | fills},
			{forms: "get", does: installs | fills},
			{forms: "mod download", does: fetches | fills},
			{forms: "mod tidy", does: fetches | fills},
			{forms: "mod vendor", does: fetches | fills},
			{forms: "build", does: fetches | fills},
			{forms: "test", does: fetches | fills},
			{forms: "run", does: runs | fills},
			{forms: "tool", does: runs | fills},
			{forms: "clean", does: cleans, with: []string{"-modcache", "-cache"}},
		},
		valued: []string{
			"-C", "-o", "-tags", "-ldflags", "-gcflags", "-asmflags", "-gccgoflags", "-p", "-mod", "-modfile", "-overlay", "-buildmode", "-compiler", "-installsuffix", "-pkgdir", "-toolexec", "-exec", "-pgo",
			"-covermode", "-coverpkg", "-coverprofile", "-run", "-skip", "-count", "-timeout", "-bench", "-benchtime", "-cpu", "-parallel", "-fuzz", "-fuzztime",
		},
		pinned: goPinned,
	},
	{
		programs: []string{"cargo"},
		verbs: []verb{
			{forms: "install", does: installs | fills},
			{forms: "binstall", does: installs},
			{forms: "add", does: fetches | fills},
			{forms: "update", does: fetches | fills},
			{forms: "fetch", does: fetches | fills},
			{forms: "vendor", does: fetches | fills},
			{forms: "build|b", does: fetches | fills},
			{forms: "test|t", does: fetches | fills},
			{forms: "check|c", does: fetches | fills},
			{forms: "run|r", does: runs | fills},
			{forms: "uninstall", does: removes},
		},
		valued: []string{
			"--version", "--vers", "--git", "--branch", "--tag", "--rev", "--path", "--root", "--features", "-F", "--target", "--target-dir", "--index", "--registry", "--bin", "--example", "--profile", "--message-format",
			"--color", "--config", "-Z", "-j", "--jobs", "--manifest-path", "-p", "--package", "--exclude", "-C",
		},
		versions: []string{"--version", "--vers", "--tag", "--rev", "--path"}, pinned: atPinned, trailing: true,
	},
	{
		programs: []string{"composer", "composer.phar"},
		verbs: []verb{
			{forms: "install|i", does: installs | fills},
			{forms: "require|r", does: installs | fills},
			{forms: "global require", does: installs | fills},
			{forms: "global install", does: installs | fills},
			{forms: "create-project", does: installs | fills},
			{forms: "update|u|upgrade", does: upgrades | fills},
			{forms: "remove|rm|uninstall", does: removes},
			{forms: "dump-autoload|dumpautoload"},
			{forms: "exec", does: runs},
			{forms: "run-script|run", does: runs},
			{forms: "clear-cache|clearcache|cc", does: cleans},
		},
		valued: []string{"-d", "--working-dir", "--repository", "--repository-url", "-s", "--stability"}, idle: []string{"--dry-run"}, uncached: []string{"--no-cache"}, pinned: equalPinned,
	},
	{
		programs: []string{"mvn", "mvnw", "mvnd"},
		verbs: []verb{
			{forms: "dependency:go-offline", does: fetches | fills},
			{forms: "dependency:resolve", does: fetches | fills},
			{forms: "compile", does: fetches | fills},
			{forms: "test", does: fetches | fills},
			{forms: "package", does: fetches | fills},
			{forms: "verify", does: fetches | fills},
			{forms: "install", does: fetches | fills},
			{forms: "clean", does: fetches | fills}, // goals follow
		},
		valued: []string{"-s", "--settings", "-gs", "--global-settings", "-f", "--file", "-pl", "--projects", "-P", "--activate-profiles", "-T", "--threads", "-rf", "--resume-from", "-l", "--log-file", "-D", "--define", "-t", "--toolchains", "-b", "--builder"},
	},
	{
		programs: []string{"gradle", "gradlew"},
		verbs: []verb{
			{forms: "dependencies", does: fetches | fills},
			{forms: "build", does: fetches | fills},
			{forms: "assemble", does: fetches | fills},
			{forms: "bootJar", does: fetches | fills},
			{forms: "test", does: fetches | fills},
			{forms: "clean", does: fetches | fills}, // tasks follow
		},
		valued: []string{"-p", "--project-dir", "-b", "--build-file", "-c", "--settings-file", "-g", "--gradle-user-home", "-I", "--init-script", "-P", "-D", "-x", "--exclude-task", "--max-workers", "--console", "--warning-mode", "--project-cache-dir"},
	},
}
