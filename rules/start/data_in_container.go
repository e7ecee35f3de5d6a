package start

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var DataInContainer = &lint.Rule{
	ID:       "data-in-container",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "data is kept inside the container and lost with it",
	Doc: "A container can be replaced at any moment: by the next version, by a restart on another\n" +
		"machine, by `docker compose up` after a change. The files it wrote are lost with it.\n" +
		"Keep a store's folder in a volume, or the data in a database elsewhere. With `VOLUME`\n" +
		"in the Dockerfile, Docker gives the folder a volume even if nobody asks for one.\n" +
		"Whoever starts the container can name it: `docker run -v data:/var/lib/…`.\n\n" +
		"This rule reports an image without a VOLUME that starts a database or a store, or that\n" +
		"is told to keep its state at a plain path.",
	FixDoc: "Adds a `VOLUME` for the program's data folder above the final CMD or ENTRYPOINT. Each container then gets its own volume, which stays when the container goes. Check how containers are started and cleaned up.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		start := dockerfile.StartOf(stage)
		if start == nil || stage.Inherited("VOLUME") != nil || p.Facts.Base(stage).DropsRoot {
			return // the official images of stores declare a VOLUME
		}
		program := dockerfile.StartedProgram(start)
		folder, store := images.Stores[program]
		if store {
			folder = dataFolder(start, folder)
		} else if folder = stateFolder(stage, start); folder == "" {
			return
		}
		if folder == "" && !keepsData(start) {
			return
		}
		if folder == "" {
			p.Report(start.Span, fmt.Sprintf("Replacing the container loses what `%s` stores in it. Set a folder with `--dir`, declare it as a VOLUME, and start the container with `-v NAME:FOLDER`.", program), nil)
			return
		}
		if p.Facts.AllMount(p.File, folder) {
			return
		}
		lost := fmt.Sprintf("what `%s` stores in `%s`", program, folder)
		if !store {
			lost = fmt.Sprintf("what is written to `%s`", folder)
		}
		keyword := edit.LikeCase("VOLUME", p.File.Text(start.Keyword))
		before := p.File.FullLineSpan(p.File.CommentsAbove(start)).Start
		p.Report(start.Span, fmt.Sprintf("Replacing the container loses %s. Declare the folder as a VOLUME, and start the container with `-v NAME:%s`.", lost, folder), &lint.Fix{
			Safety: lint.Review,
			Note:   fmt.Sprintf("Gives every container a volume for `%s`. Check how containers are started, and name the volume there.", folder),
			Edits:  []lint.Edit{edit.Insert(before, keyword+" "+folder+p.File.LineEnding())},
		})
	}),
}

// dataOptions are the options that tell programs where to keep their data.
var dataOptions = []string{"--dbpath", "--datadir", "--data-dir", "--storage.tsdb.path", "-D", "--data", "--dir"}

// dataFolder returns the folder in which a program is told to keep its data, usual if it
// is told nothing.
func dataFolder(start *dockerfile.Instruction, usual string) string {
	words := slices.Concat(dockerfile.StartWords(start)...)
	for i, w := range words {
		name, value, given := strings.Cut(w, "=")
		if !slices.Contains(dataOptions, name) {
			continue
		}
		if !given && i+1 < len(words) {
			value = words[i+1]
		}
		if path.IsAbs(value) && ownPath.MatchString(value) {
			return path.Clean(value)
		}
	}
	return usual
}

// keepsData reports whether options make Redis keep its data.
func keepsData(start *dockerfile.Instruction) bool {
	words := slices.Concat(dockerfile.StartWords(start)...)
	for i, w := range words[:max(len(words)-1, 0)] {
		if value := words[i+1]; w == "--appendonly" && value == "yes" || w == "--save" && value != "" && value[0] >= '0' && value[0] <= '9' {
			return true
		}
	}
	return false
}

var ownPath = regexp.MustCompile(`^/[\w./-]+$`)

// sqlitePath matches the address of an SQLite database at an absolute path. Most libraries
// write it with four slashes, Prisma and Go with three.
var sqlitePath = regexp.MustCompile(`(?i)(?:sqlite3?|file):/{1,4}((?:[\w.-]+/)+[\w.-]+\.(?:db|sqlite3?))`)

// stateFolder returns the folder of the database file that the stage's ENV or its program's
// arguments name, "" for none.
func stateFolder(stage *dockerfile.Stage, start *dockerfile.Instruction) string {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in.Name != "ENV" && in != start {
				continue
			}
			for word := range in.Words() {
				if m := sqlitePath.FindStringSubmatch(word); m != nil {
					if dir := ownDirectory("/" + path.Dir(m[1])); dir != "" && dir != stage.After().Workdir {
						return dir
					}
				}
			}
		}
	}
	return ""
}
