package rules

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runTorchCpu = &Rule{
	ID:       "run-torch-cpu",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "the CUDA build of torch in an image without CUDA",
	Doc: "On Linux, `pip install torch` takes the build for Nvidia's GPUs, with CUDA's\n" +
		"libraries: some 3 GB. Where there is no GPU all of it is dead weight. The same\n" +
		"version for the processor alone is some 200 MB and comes from PyTorch's own index.\n\n" +
		"Silent where the base image or the file has to do with CUDA or Nvidia, or where an\n" +
		"index is named. Containers can be given a GPU from outside, so it is for you to\n" +
		"decide.",
	FixDoc: "Takes torch from `https://download.pytorch.org/whl/cpu`, where only packages of PyTorch are installed in the call. The program then runs on the processor alone: do not take it where containers are started with a GPU.",
	Safety: Review,
	Check: func(p *Pass) {
		if !bytes.Contains(p.File.Source, []byte("torch")) || cudaWords.Match(p.File.Source) {
			return
		}
		p.packageCalls(func(in *syntax.Instruction, call *syntax.PackageCall) {
			if call.Verb != "install" || call.Has("-i", "--index-url", "--extra-index-url", "-f", "--find-links") || call.MayHaveMoreOptions() || in.Stage == nil || !p.ships(in.Stage) {
				return
			}
			torch, only := false, len(call.OptionValues("-r", "--requirement")) == 0
			for _, w := range call.Packages {
				name := requirement.FindString(w.Value)
				torch = torch || name == "torch" && !strings.Contains(w.Value, "+cpu")
				only = only && slices.Contains(torchPackages, name)
			}
			if !torch {
				return
			}
			var fix *Fix
			if only {
				fix = &Fix{
					Safety: Review, Note: "The program runs on the processor alone then: not for containers that are started with a GPU.",
					Edits: []Edit{insert(call.VerbWord.Span.End, " --index-url https://download.pytorch.org/whl/cpu")},
				}
			}
			p.Report(call.Command.Span, "This takes torch with CUDA's libraries, some 3 GB, and nothing here has a GPU. Take the build for the processor: `--index-url https://download.pytorch.org/whl/cpu`.", fix)
		}, "pip")
	},
}

// cudaWords match what says that an image is to use a GPU.
var cudaWords = regexp.MustCompile(`(?i)cuda|nvidia|cudnn|rocm|tensorrt|gpu|/whl/`)

// torchPackages are the packages that PyTorch's own index has.
var torchPackages = []string{"torch", "torchvision", "torchaudio"}
