package shell_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// call reads a script that is one call of a package manager.
func call(t *testing.T, script string) *shell.PackageCall {
	t.Helper()
	calls := shell.ParseText([]byte(script)).PackageCalls()
	if len(calls) != 1 {
		t.Fatalf("%s: %d calls", script, len(calls))
	}
	return calls[0]
}

// TestVerbs shows that short forms and aliases are read as the long form, and which words are packages.
func TestVerbs(t *testing.T) {
	for _, tt := range []struct{ script, manager, verb, packages string }{
		{"zypper -n in vim", "zypper", "install", "vim"},
		{"zypper --root /mnt dup", "zypper", "dist-upgrade", ""},
		{"dnf5 rei -y vim", "dnf", "reinstall", "vim"},
		{"dnf -y up-min", "dnf", "upgrade-minimal", ""},
		{"dnf group -q install --with-optional core", "dnf", "group install", "core"},
		{"dnf grp in core", "dnf", "group install", "core"},
		{"yum groupinstall core", "yum", "group install", "core"},
		{"dnf module install nodejs:20", "dnf", "module install", "nodejs:20"},
		{"dnf clean all -y", "dnf", "clean all", ""},
		{"dnf clean dbcache", "dnf", "clean", "dbcache"},
		{"npm isntall left-pad", "npm", "install", "left-pad"},
		{"npm cache --force clean", "npm", "cache clean", ""},
		{"npm --progress false i left-pad", "npm", "install", "left-pad"},
		{"npm run install x --y", "npm", "run", "install"},
		{"yarn", "yarn", "", ""},
		{"yarn global add left-pad", "yarn", "global add", "left-pad"},
		{"yarn workspace app add left-pad", "yarn", "workspace", "app add left-pad"},
		{"pnpm store prune", "pnpm", "store prune", ""},
		{"bun pm cache rm", "bun", "pm cache rm", ""},
		{"gem i nokogiri -- --use-system-libraries --with-xml2 lib", "gem", "install", "nokogiri"},
		{"pip install --root-user-action ignore flask", "pip", "install", "flask"},
		{"pip3.12 install -- flask", "pip", "install", "flask"},
		{"uv pip install --system flask", "uv", "pip install", "flask"},
		{"uv tool install ruff", "uv", "tool install", "ruff"},
		{"go run -tags x example.org/a@v1 install b", "go", "run", "example.org/a@v1"},
		{"go get -tool example.org/a", "go", "get", "example.org/a"},
		{"go mod download", "go", "mod download", ""},
		{"cargo +nightly install --locked just", "cargo", "install", "just"},
		{"conda clean -afy", "conda", "clean", ""},
		{"./gradlew --no-daemon build", "gradle", "build", ""},
		{"apt-get -o Dpkg::Use-Pty=0 full-upgrade", "apt-get", "dist-upgrade", ""},
		{"apt-get $VERB x", "apt-get", "", "$VERB x"},
	} {
		p := call(t, tt.script)
		var packages []string
		for _, w := range p.Packages {
			packages = append(packages, w.Source)
		}
		if p.Manager != tt.manager || p.Verb != tt.verb || strings.Join(packages, " ") != tt.packages {
			t.Errorf("%s: %s, %q, %q", tt.script, p.Manager, p.Verb, packages)
		}
	}
}

// TestVerbWord shows that a verb of several words spans them.
func TestVerbWord(t *testing.T) {
	script := "dnf -q group install core"
	if w := call(t, script).VerbWord; script[w.Span.Start:w.Span.End] != "group install" || w.Source != "group install" {
		t.Errorf("%+v", w)
	}
}

// TestAsks shows which calls wait for an answer.
func TestAsks(t *testing.T) {
	for script, asks := range map[string]bool{
		"apt-get install vim":                            true,
		"apt-get remove vim":                             true,
		"apt-get update":                                 false,
		"apt-get clean":                                  false,
		"apt-get install -qy vim":                        false,
		"apt-get install -q vim":                         true,
		"apt-get install -qq vim":                        false,
		"apt-get install -q=2 vim":                       false,
		"apt-get -q install -q vim":                      false,
		"apt-get install -s vim":                         false,
		"apt-get -o APT::Get::Assume-Yes=true install a": false,
		"apt-get -oapt::get::assume-yes=1 install a":     false,
		"apt-get -o APT::Get::Assume-Yes=0 install a":    true,
		"apt-get -o quiet=x install a":                   true,
		"apt-get install $APT_OPTS vim":                  false,
		"dnf install vim":                                true,
		"dnf --setopt=assumeyes=1 install vim":           false,
		"dnf --setopt assumeyes=True install vim":        false,
		"apt-get autoremove":                             false, "apt-get purge": false, "dnf autoremove": false,
		"dnf makecache":           false,
		"dnf rm vim":              true,
		"zypper in vim":           true,
		"zypper -n in vim":        false,
		"zypper in -y vim":        false,
		"zypper refresh":          false,
		"conda install numpy":     true,
		"conda install -qy numpy": false,
		"pip uninstall flask":     true,
		"apk add vim":             false,
	} {
		if got := call(t, script).Asks(); got != asks {
			t.Errorf("%s: %v", script, got)
		}
	}
}

// TestUnpinned shows which packages have no version.
func TestUnpinned(t *testing.T) {
	for script, want := range map[string]string{
		"apt-get install a b=1 c/stable ./d.deb e- $F":       "a",
		"apt-get build-dep a":                                "",
		"apk add -t .deps a b~=1 'c<2' !d":                   "a",
		"dnf install a-1.2 java-17-openjdk @core b-1-2.fc40": "java-17-openjdk",
		"dnf module install nodejs:20 perl":                  "perl",
		"dnf group install core":                             "",
		"zypper in a=1 b 'c>=2'":                             "b",
		"pip install a b==1 c~=2 git+https://x.org/d git+ssh://git@x.org/e@v1 svn+https://x.org/g 'h @ git+https://x.org/h' 'i @ https://x.org/i.zip' f.whl .[x]": "a git+https://x.org/d svn+https://x.org/g h @ git+https://x.org/h",
		"pip install -c lock.txt a": "",
		"npm i a b@1 @s/c @s/d@2 git+ssh://git@x.org/e.git github:f/g h/i#v1 https://x.org/j.tgz ~/h i.tar": "a @s/c git+ssh://git@x.org/e.git github:f/g",
		"gem install a b:1":         "a",
		"gem install a -v 1":        "",
		"gem install a --version=1": "",
		"go install example.org/a example.org/b@latest example.org/c@v1 ./d fmt e@latest": "example.org/a example.org/b@latest e@latest",
		"cargo install a b@1":                         "a",
		"cargo install --version 1 a":                 "",
		"gem install --use-system-libraries true a:1": "",
		"pipx install a b==1":                         "a",
		"conda install a b=1 'c>2'":                   "a",
		"uv tool install a b==1 c@2":                  "a",
		"composer require a/b c/d:1":                  "a/b",
	} {
		var names []string
		for _, w := range call(t, script).Unpinned() {
			names = append(names, w.Value)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %q", script, got)
		}
	}
}

// TestCacheCalls shows which calls fill a manager's cache and which clean it.
func TestCacheCalls(t *testing.T) {
	for script, want := range map[string]string{
		"apt-get update": "fills", "apt-get install a": "", "apt-get distclean": "cleans", "apt-get clean": "",
		"dnf -q clean all": "cleans", "yum clean -y all": "cleans", "dnf clean dbcache": "", "dnf up": "fills", "dnf check-update": "",
		"microdnf install a": "fills", "zypper cc -a": "cleans", "zypper ref": "", "zypper dup": "fills",
		"apk add --no-cache a": "", "apk add a": "fills", "apk cache clean": "cleans",
		"pip install --no-cache-dir a": "", "pip install a": "fills", "pip cache purge": "cleans",
		"npm ic": "fills", "npm cache clean --force": "cleans", "npm run build": "",
		"conda clean --all": "cleans", "conda clean --index-cache": "", "go clean -modcache": "cleans", "go clean": "",
		"uv cache prune --ci": "cleans", "yarn cache clean": "cleans", "yarn --version": "",
	} {
		p := call(t, script)
		var got []string
		if p.Fills() {
			got = append(got, "fills")
		}
		if p.Cleans() {
			got = append(got, "cleans")
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q", script, got)
		}
		if cache := shell.CacheOf(p.Manager); cache != nil && cache.FilledBy(p) != slices.Contains(got, "fills") {
			t.Errorf("%s: the cache says otherwise", script)
		}
	}
}
