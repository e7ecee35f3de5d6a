package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var dataInContainer = &Rule{
	ID:       "data-in-container",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "data is kept inside the container",
	Doc: "A container is replaced at any moment: by the next version, by a restart on another\n" +
		"machine, by `docker compose up` after a change. What it wrote into its own files is\n" +
		"gone with it. A store's folder belongs into a volume, or the data into a database\n" +
		"elsewhere. `VOLUME` in the Dockerfile makes Docker give the folder a volume even\n" +
		"where nobody asked for one; the one who starts the container names it: `docker run\n" +
		"-v data:/var/lib/…`.\n\n" +
		"Reported is an image that starts a database or a store, or that is told to keep its\n" +
		"state at a plain path, and says no VOLUME.",
	FixDoc: "Adds `VOLUME` with the folder where the program keeps its data, in front of the final CMD or ENTRYPOINT. Each container then gets a volume of its own, which stays when the container goes: look at how containers are started and cleaned up.",
	Safety: Review,
	Check: func(p *Pass) {
		stage := p.finalStage()
		start := startOf(stage)
		if start == nil || stage.Inherited("VOLUME") != nil || p.Base(stage).DropsRoot {
			return // the official images of stores have a VOLUME
		}
		program := startedProgram(start)
		folder, store := stores[program]
		if store {
			folder = dataFolder(start, folder)
		} else if folder = stateFolder(stage, start); folder == "" {
			return
		}
		if folder == "" && !keepsData.MatchString(start.Text()) {
			return
		}
		if folder == "" {
			p.Report(start.Span, "`"+program+"` keeps its data inside the container, and the data is gone when the container is replaced. Give it a folder with `--dir`, declare that as a VOLUME, and start the container with `-v NAME:FOLDER`.", nil)
			return
		}
		if p.allMount(folder) {
			return
		}
		what := "`" + program + "` keeps its data in `" + folder + "`, inside the container, and the data is gone when the container is replaced."
		if !store {
			what = "What is written to `" + folder + "` is inside the container, and gone when the container is replaced."
		}
		keyword := likeCase("VOLUME", p.File.Text(start.Keyword))
		before := p.File.FullLineSpan(p.File.CommentsAbove(start)).Start
		p.Report(start.Span, what+" Declare the folder as a VOLUME, and start the container with `-v NAME:"+folder+"`.", &Fix{
			Safety: Review, Note: "Every container then gets a volume for `" + folder + "`. Look at how containers are started, and name the volume there.",
			Edits: []Edit{insert(before, keyword+" "+folder+p.File.LineEnding())},
		})
	},
}

// dataOptions are the options by which programs are told where to keep their
// data.
var dataOptions = []string{"--dbpath", "--datadir", "--data-dir", "--storage.tsdb.path", "-D", "--data", "--dir"}

// dataFolder returns the folder that a program is told to keep its data in, the
// usual one where it is told nothing.
func dataFolder(start *syntax.Instruction, usual string) string {
	words := strings.Fields(strings.NewReplacer(`"`, " ", ",", " ", "[", " ", "]", " ").Replace(start.Text()))
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

// keepsData matches the options that make Redis keep its data.
var keepsData = regexp.MustCompile(`--(?:appendonly["', ]+yes|save["', ]+\d)`)

var ownPath = regexp.MustCompile(`^/[\w./-]+$`)

// sqlitePath matches the address of an SQLite database by an absolute path: with
// four slashes in the notation of most libraries, three in Prisma's and Go's.
var sqlitePath = regexp.MustCompile(`(?i)(?:sqlite3?|file):/{1,4}((?:[\w.-]+/)+[\w.-]+\.(?:db|sqlite3?))`)

// stateFolder returns the folder of a database file that the stage's ENV or its
// program's arguments name, "" for none.
func stateFolder(stage *syntax.Stage, start *syntax.Instruction) string {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in.Name != "ENV" && in != start || !strings.Contains(in.Joined.Text, ":/") {
				continue
			}
			if m := sqlitePath.FindStringSubmatch(in.Joined.Text); m != nil {
				if dir := ownDirectory("/" + path.Dir(m[1])); dir != "" && dir != stage.After().Workdir {
					return dir
				}
			}
		}
	}
	return ""
}
