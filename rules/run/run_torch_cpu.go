package run

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var TorchCPU = &lint.Rule{
	ID:       "run-torch-cpu",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "the CUDA build of torch in an image without CUDA",
	Doc: "On Linux, `pip install torch` installs the build for Nvidia GPUs, with CUDA's libraries:\n" +
		"about 3 GB. Without a GPU, all of that is dead weight. The CPU build of the same version\n" +
		"is about 200 MB and comes from PyTorch's own index.\n\n" +
		"The rule is silent where the file or its base image mentions CUDA, Nvidia or a GPU, or\n" +
		"where the install names an index. Containers can be given a GPU from outside, so you\n" +
		"decide.",
	FixDoc: "Installs torch from `https://download.pytorch.org/whl/cpu`, where the call installs only PyTorch's packages. The program then runs on the CPU only: don't accept it where containers are started with a GPU.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Verb != "install" || call.Has("-i", "--index-url", "--extra-index-url", "-f", "--find-links") || call.MayHaveMoreOptions() || in.Stage == nil || !p.File.Ships(in.Stage) {
				return
			}
			torch, only := false, len(call.OptionValues("-r", "--requirement")) == 0
			for _, w := range call.Packages {
				name := effects.Requirement.FindString(w.Value)
				torch = torch || name == "torch" && !strings.Contains(w.Value, "+cpu")
				only = only && slices.Contains(torchPackages, name)
			}
			if !torch || mentionsGPU(p.File) {
				return
			}
			var fix *lint.Fix
			if only {
				fix = &lint.Fix{
					Safety: lint.Review, Note: "The program will run on the CPU only. Check that no container is started with a GPU.",
					Edits: []lint.Edit{edit.Insert(call.VerbWord.Span.End, " --index-url https://download.pytorch.org/whl/cpu")}, Calls: addsOption(call, "--index-url https://download.pytorch.org/whl/cpu"),
				}
			}
			p.Report(call.Command.Span, "This installs torch with CUDA's libraries (about 3 GB), but nothing here mentions a GPU. Use the CPU build: `--index-url https://download.pytorch.org/whl/cpu`.", fix)
		}, "pip")
	}),
}

// cudaWords matches words that suggest an image for GPUs, or a torch index.
var cudaWords = regexp.MustCompile(`(?i)cuda|nvidia|cudnn|rocm|tensorrt|gpu|/whl/`)

// mentionsGPU reports whether a word of the file, or a comment, suggests that the image uses a GPU.
func mentionsGPU(file *dockerfile.File) bool {
	return file.HasWord(cudaWords) || slices.ContainsFunc(file.Comments, func(c syntax.Comment) bool { return cudaWords.MatchString(c.Text) })
}

// torchPackages are the packages that PyTorch publishes in its own index.
var torchPackages = []string{"torch", "torchvision", "torchaudio"}
