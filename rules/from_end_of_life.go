package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
)

var fromEndOfLife = &Rule{
	ID:       "from-end-of-life",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a base that no longer gets security fixes",
	Doc: "A hole that is found from now on stays open in every image that is built on this.\n" +
		"Later the packages move from the mirrors as well, and then the build fails where it\n" +
		"installs something.\n\n" +
		"The dates are those of the projects, in a table that is part of Drydock; Ubuntu's\n" +
		"and Debian's are the ends of what is free for everyone. An image that is not in the\n" +
		"table is not judged.",
	FixDoc: "Starts from the oldest release of the same distribution that gets fixes for another year, where the file installs nothing, or only packages that every release has. Elsewhere nothing is offered: the next release has other versions of everything, and what that means for the program only you can say.",
	Safety: Review,
	Check: func(p *Pass) {
		if p.Today.IsZero() {
			return
		}
		eachBase(p, func(stage *syntax.Stage, image images.Image, word syntax.Span) {
			release, ok := image.Release()
			if !ok || image.Tag == "" || image.Tag == "latest" || release.Ends.IsZero() || !p.Today.After(release.Ends) {
				return
			}
			message := "`" + stage.Base + "` has had no security fixes since " + release.Ends.Format("2 January 2006") + "."
			if release.MirrorsGone {
				message += " Its packages are gone from the mirrors, too, so an install fails."
			}
			report := p.Report
			if !p.ships(stage) {
				report = p.ReportStrict // only what is built in it ships
			}
			report(word, message+" Start from a release that is looked after.", p.nextRelease(stage, image, release, word))
		})
	},
}

// evergreen are the packages that every release of the distributions has under
// the same name, for the same use.
var evergreen = []string{"ca-certificates", "curl", "wget", "git", "bash", "tzdata", "openssl", "make", "gcc", "g++", "build-base", "build-essential", "unzip", "zip", "tar", "gnupg", "jq", "rsync", "procps", "locales", "tini", "sudo", "vim", "nano", "less", "file", "xz-utils", "openssh-client"}

// nextRelease returns the fix, nil where another release may not do.
func (p *Pass) nextRelease(stage *syntax.Stage, image images.Image, old images.Release, word syntax.Span) *Fix {
	if !slices.Contains([]string{"debian", "ubuntu", "alpine"}, image.Repository) || p.File.Text(word) != stage.Base || image.Digest != "" || !p.evergreenOnly(stage) {
		return nil
	}
	named, rest, _ := strings.Cut(image.Tag, "-")
	if rest != "" && rest != "slim" {
		return nil
	}
	for _, r := range images.Releases(image.Repository) {
		if !r.Ends.After(p.Today.AddDate(1, 0, 0)) {
			continue // it would be the same finding again soon
		}
		tag := r.Version
		if named == old.Codename {
			tag = r.Codename
		}
		if rest != "" {
			tag += "-" + rest
		}
		name := strings.TrimSuffix(stage.Base, image.Tag) + tag
		return &Fix{
			Safety: Review,
			Note:   "`" + name + "` gets fixes until " + r.Ends.Format("January 2006") + ". Everything in it is newer: look at what the program needs of the system.",
			Edits:  []Edit{{Span: word, New: name}},
		}
	}
	return nil
}

// evergreenOnly reports whether a stage, with those that start from it, depends
// on nothing of its release but packages that every one has.
func (p *Pass) evergreenOnly(stage *syntax.Stage) bool {
	only := true
	p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
		if !startsFrom(in.Stage, stage) {
			return
		}
		for _, c := range s.Commands {
			switch program := c.Program(); program {
			case "mkdir", "rm", "chown", "chmod", "useradd", "groupadd", "adduser", "addgroup", "ln", "cp", "mv", "touch", "echo", "true", "apt-get", "apk":
			default:
				only = false
			}
			if call := c.Package(); call != nil {
				for _, w := range call.Packages {
					only = only && w.Literal && slices.Contains(evergreen, w.Value)
				}
			}
		}
		only = only && !strings.Contains(in.Text(), "/etc/apt") && !strings.Contains(in.Text(), "/etc/apk")
	})
	return only
}
