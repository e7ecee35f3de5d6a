package run

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ModelDownload = &lint.Rule{
	ID:       "run-model-download",
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a model is downloaded without a revision",
	Doc: "A model's repository changes like any other. Without a revision the build takes the newest\n" +
		"one that day, and the program behaves differently although nothing in this repository has\n" +
		"changed. Any change to a line above also downloads the gigabytes again, and a layer keeps them\n" +
		"beside the package cache. Name the revision. Give the download a cache mount\n" +
		"(`RUN --mount=type=cache,target=/root/.cache/huggingface …`) or its own instruction above\n" +
		"the code.",
	FixDoc: "None: only you know which revision you need.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if what := modelDownload(c); what != "" && !namesRevision(c) {
				p.Report(c.Span, what+" takes the model's newest revision, so the program can change from build to build. Name the revision, and give the download a cache mount or its own instruction.", nil)
			}
		})
	}),
}

// pythonDownload matches calls of Python libraries that fetch weights.
var pythonDownload = regexp.MustCompile(`from_pretrained\(|snapshot_download\(|hf_hub_download\(|SentenceTransformer\(|torch\.hub\.load\(|whisper\.load_model\(`)

// namesRevision reports whether a download has a revision: as an option, or in the program's text.
func namesRevision(c *shell.Command) bool {
	return slices.ContainsFunc(c.Words, func(w shell.Word) bool { return strings.Contains(w.Source, "revision") })
}

// modelDownload returns the words for a model download that start a sentence, or "" if the command
// isn't one.
func modelDownload(c *shell.Command) string {
	words := c.Values()
	switch program := c.Program(); {
	case (program == "huggingface-cli" || program == "hf") && len(words) > 2 && words[1] == "download":
		return "`" + program + " download`"
	case strings.HasPrefix(program, "python") && len(words) > 2 && words[1] == "-c" && pythonDownload.MatchString(c.Words[2].Source):
		return "This"
	case program == "ollama" && len(words) > 2 && words[1] == "pull" && !strings.Contains(words[2], "@"):
		return "`ollama pull`"
	}
	return ""
}
