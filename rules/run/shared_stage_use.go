package run

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// What the RUNs of a stage are seen to use.

// mayCompile reports whether a RUN may need a compiler, or is there to have one: it does what isn't known,
// installs packages of a language that may be built from source, or names a compiler or headers.
func mayCompile(p *lint.DockerfilePass, in *dockerfile.Instruction) bool {
	context, _ := p.Facts.BuildContext(p.File)
	if e := effects.Of(in, context); e.Unknown != "" || e.Class == effects.Compile {
		return true
	}
	return slices.ContainsFunc(in.Script().AllPackageCalls(), func(call *shell.PackageCall) bool {
		switch {
		case slices.Contains(systemManagers, call.Manager):
			return slices.ContainsFunc(call.PackageNames(), func(name string) bool { return effects.IsCompiler(name) || effects.IsHeaders(name) })
		case !call.Installs() && !call.Upgrades():
			return false
		case call.Manager == "pip":
			return !effects.PipReadyBuilt(call, func(name string) []byte { return p.Facts.ReadInContext(p.File, name) })
		}
		return call.Manager != "conda" && call.Manager != "mamba" && call.Manager != "micromamba"
	})
}

// namedCertificates matches a word that is the package of the certificates.
var namedCertificates = regexp.MustCompile(`^["']*` + certificates + `["']*$`)

// namesCertificates reports whether a RUN of a stage, or of one that it starts from, names the certificates.
func namesCertificates(stage *dockerfile.Stage) bool { return stage.HasWord(namedCertificates) }

// fetchesHTTPS reports whether a RUN of a stage, or of one that starts from it, fetches something over https.
func fetchesHTTPS(file *dockerfile.File, stage *dockerfile.Stage) (fetches bool) {
	file.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
		if !fetches && dockerfile.StartsFrom(in.Stage, stage) && slices.Contains([]string{"curl", "wget", "git", "pip", "pip3"}, c.Program()) {
			fetches = slices.ContainsFunc(c.Words, func(w shell.Word) bool { return strings.Contains(w.Source, "https://") })
		}
	})
	return fetches
}
