package rules

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
)

var runPipExternallyManaged = &Rule{
	ID:       "run-pip-externally-managed",
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "pip into the system's own Python: the build stops here",
	Doc: "Since Debian 12, Ubuntu 23.04, Fedora 38 and Alpine 3.19 the system's Python belongs\n" +
		"to the system's package manager: pip refuses to install into it with\n" +
		"\"externally-managed-environment\", so that it cannot break the system's own programs\n" +
		"(PEP 668). A virtual environment is a Python of your own on top of it.\n\n" +
		"Silent where the file makes one, or tells pip to go on with\n" +
		"`--break-system-packages`.",
	FixDoc: "Makes a virtual environment in `/opt/venv` and puts it first on PATH, above the install; on Debian and Ubuntu it adds `python3-venv` to the install of Python. `python` and `pip` below are those of the environment: look at programs that the system's Python has to run.",
	Safety: Review,
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			root := stage.Root()
			if !root.BaseKnown || !managedPython(p.image(root.Base)) || toldToGoOn(stage) {
				continue
			}
			p.checkManaged(stage)
		}
	},
}

// managedSince is the first release of each distribution whose Python refuses
// pip. https://peps.python.org/pep-0668/ and the distributions' release notes.
var managedSince = map[string]string{"debian": "12", "ubuntu": "23.04", "alpine": "3.19"}

// managedPython reports whether an image is a distribution's, of a release whose
// Python refuses pip.
func managedPython(image images.Image) bool {
	since, ok := managedSince[image.Repository]
	release, known := image.Release()
	if !ok || !known || image.Tag == "" || image.Tag == "latest" {
		return false
	}
	for _, r := range images.Releases(image.Repository) {
		if r.Version == since {
			return true
		}
		if r.Version == release.Version {
			return false
		}
	}
	// The first release itself may not be in the table: those behind it are.
	return laterVersion(release.Version, since)
}

// laterVersion reports whether a dotted version is not older than another.
func laterVersion(version, than string) bool {
	a, b := strings.Split(version, "."), strings.Split(than, ".")
	for i := range min(len(a), len(b)) {
		x, _ := strconv.Atoi(a[i])
		y, _ := strconv.Atoi(b[i])
		if x != y {
			return x > y
		}
	}
	return len(a) >= len(b)
}

// goesOn matches what makes pip work all the same: an environment of one's own,
// or leave to break the system's.
var goesOn = regexp.MustCompile(`(?i)venv|virtualenv|break.system.packages|EXTERNALLY-MANAGED|conda|pyenv|\bpipx\b|get-pip\.py|--target[= ]|--prefix[= ]|--root[= ]|\buv\b|python3?\.\d+|deadsnakes|make\s+(?:alt)?install`)

func toldToGoOn(stage *syntax.Stage) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if goesOn.MatchString(in.Joined.Text) || len(in.Heredocs) > 0 {
				return true
			}
		}
	}
	return false
}

// checkManaged reports the first install by pip of a stage.
func (p *Pass) checkManaged(stage *syntax.Stage) {
	for _, in := range stage.Instructions {
		if in.Name != "RUN" {
			continue
		}
		for _, call := range in.Script().PackageCalls("pip") {
			if call.Verb != "install" || call.Command.Words[0].Source != call.Command.Program() || call.MayHaveMoreOptions() {
				continue
			}
			p.Report(call.Command.Span, "The system's Python belongs to its package manager here, and pip refuses to install into it: the build stops with \"externally-managed-environment\". Make a virtual environment and put it on PATH.", p.makeEnvironment(stage, in))
			return
		}
	}
}

// makeEnvironment returns the fix, nil where Python is installed in the same RUN
// or it is not seen to be installed at all.
func (p *Pass) makeEnvironment(stage *syntax.Stage, in *syntax.Instruction) *Fix {
	if stage.After().User != "" && stage.After().User != "root" || in.Before.User != "" && in.Before.User != "root" {
		return nil
	}
	var install *syntax.PackageCall
	var python syntax.Word
	for s := stage; s != nil && install == nil; s = s.Parent {
		for _, other := range s.Instructions {
			if other.Name != "RUN" || other.Index >= in.Index {
				continue
			}
			for _, call := range other.Script().PackageCalls(systemManagers...) {
				for _, w := range call.Packages {
					if call.Installs() && (w.Value == "python3" || w.Value == "python3-pip" || w.Value == "py3-pip") {
						install, python = call, w
					}
				}
			}
		}
	}
	if install == nil {
		return nil
	}
	nl := p.File.LineEnding()
	run, env := likeCase("RUN", p.File.Text(in.Keyword)), likeCase("ENV", p.File.Text(in.Keyword))
	fix := &Fix{
		Safety: Review,
		Note:   "`python` and `pip` below are those of `/opt/venv`: look at programs that the system's Python has to run.",
		Edits:  []Edit{insert(p.File.FullLineSpan(p.File.CommentsAbove(in)).Start, run+" python3 -m venv /opt/venv"+nl+env+" PATH=/opt/venv/bin:$PATH"+nl)},
	}
	if install.Manager != "apk" && !slices.Contains(install.PackageNames(), "python3-venv") {
		fix.Edits = append(fix.Edits, insert(python.Span.End, " python3-venv"))
	}
	return fix
}
