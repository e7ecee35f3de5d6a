package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var FromEndOfLife = &lint.Rule{
	ID:       "from-end-of-life",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a base image that no longer gets security fixes",
	Doc: "Holes found from now on stay open in every image built on this one. Later the packages\n" +
		"leave the mirrors too, and then any build that installs something fails.\n\n" +
		"The dates are the projects' own, in a table inside Drydock. For Ubuntu and Debian, they\n" +
		"are the end of the fixes that are free for everyone. Other images are judged by the\n" +
		"distribution that their tag names, as in `openjdk:17-buster`. Images that aren't in the\n" +
		"table aren't judged.",
	FixDoc: "Starts from the oldest release of the same distribution that gets fixes for another year, if the file installs nothing, or only packages that every release has. Otherwise offers nothing: the next release has other versions of everything, and only you know what that means for the program.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if p.Facts.Today.IsZero() {
			return
		}
		eachBase(p.Facts, p.File, func(stage *dockerfile.Stage, image images.Image, word syntax.Span) {
			ended := func(r images.Release, ok bool) bool {
				return ok && image.Tag != "" && image.Tag != "latest" && !r.Ends.IsZero() && p.Facts.Today.After(r.Ends)
			}
			what := fmt.Sprintf("`%s`", stage.Base)
			release, ok := image.Release()
			if !ended(release, ok) {
				if release, ok = image.System(); !image.Known || !ended(release, ok) {
					return
				}
				what += fmt.Sprintf(" is based on %s%s %s, which", strings.ToUpper(release.Image[:1]), release.Image[1:], release.Version)
			}
			gone := ""
			if release.MirrorsGone {
				gone = " Its packages are gone from the mirrors too, so installs fail."
			}
			message := fmt.Sprintf("%s has had no security fixes since %s.%s Move to a supported release.", what, release.Ends.Format("2 January 2006"), gone)
			report := p.Report
			if !p.File.Ships(stage) {
				report = p.ReportStrict // only what it builds ships
			}
			f := report(word, message, nextRelease(p.Facts, p.File, stage, image, release, word))
			f.Amount = int(p.Facts.Today.Sub(release.Ends).Hours() / 24)
		})
	}),
}

// evergreen are the packages that every release of the distributions has, under the same
// name and for the same use.
var evergreen = []string{"ca-certificates", "curl", "wget", "git", "bash", "tzdata", "openssl", "make", "gcc", "g++", "build-base", "build-essential", "unzip", "zip", "tar", "gnupg", "jq", "rsync", "procps", "locales", "tini", "sudo", "vim", "nano", "less", "file", "xz-utils", "openssh-client"}

// nextRelease returns the fix, nil if another release may not work.
func nextRelease(known *facts.Facts, file *dockerfile.File, stage *dockerfile.Stage, image images.Image, old images.Release, word syntax.Span) *lint.Fix {
	if !slices.Contains([]string{"debian", "ubuntu", "alpine"}, image.Repository) || file.Text(word) != stage.Base || image.Digest != "" || !evergreenOnly(file, stage) {
		return nil
	}
	named, rest, _ := strings.Cut(image.Tag, "-")
	if rest != "" && rest != "slim" {
		return nil
	}
	for _, r := range images.Releases(image.Repository) {
		if !r.Ends.After(known.Today.AddDate(1, 0, 0)) {
			continue // it would soon be reported too
		}
		tag := r.Version
		if named == old.Codename {
			tag = r.Codename
		}
		if rest != "" {
			tag += "-" + rest
		}
		name := strings.TrimSuffix(stage.Base, image.Tag) + tag
		return &lint.Fix{
			Safety:   lint.Review,
			Priority: lint.Removes, // the other fixes are for the new release
			Note:     fmt.Sprintf("`%s` gets fixes until %s. Everything in it is newer: check what the program needs from the system.", name, r.Ends.Format("January 2006")),
			Edits:    []lint.Edit{{Span: word, New: name}},
			Calls:    lint.Calls{Below: true}, // the image may have another user
		}
	}
	return nil
}

// evergreenOnly reports whether a stage, and those that start from it, need nothing from
// their release but packages that every release has.
func evergreenOnly(file *dockerfile.File, stage *dockerfile.Stage) bool {
	only := true
	file.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
		if !dockerfile.StartsFrom(in.Stage, stage) {
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
		only = only && !in.HasWord(packageSettings)
	})
	return only
}
