package rules

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runModelDownload = &Rule{
	ID:       "run-model-download",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a model is fetched without saying which revision",
	Doc: "A model's repository changes like any other: without a revision the build takes what\n" +
		"is newest that day, and the program behaves differently although nothing in this\n" +
		"repository has changed. Gigabytes are fetched again whenever a line above changes,\n" +
		"and kept in a layer beside the package cache. Name the revision, and give the\n" +
		"download a cache mount (`RUN --mount=type=cache,target=/root/.cache/huggingface …`)\n" +
		"or an instruction of its own above the code.",
	FixDoc: "None: which revision is the right one only you can say.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if what := modelDownload(c); what != "" && !strings.Contains(in.Text(), "revision") {
				p.Report(c.Span, what+" takes the newest revision of the model that day, so the same file gives another program next month. Name the revision, and give the download a cache mount or an instruction of its own.", nil)
			}
		})
	},
}

// pythonDownload matches calls of Python libraries that fetch weights.
var pythonDownload = regexp.MustCompile(`from_pretrained\(|snapshot_download\(|hf_hub_download\(|SentenceTransformer\(|torch\.hub\.load\(|whisper\.load_model\(`)

// modelDownload returns how a command fetches a model, for the start of a
// sentence; "" when it does not.
func modelDownload(c *syntax.Command) string {
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
