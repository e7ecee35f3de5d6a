package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composeDataNoVolume = &Rule{
	ID:       "compose-data-no-volume",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a database keeps its data inside the container",
	Doc: "Containers get replaced: by a new image, by `docker compose down`, by another machine. Data\n" +
		"inside the container is lost then, or stays behind in an unnamed volume that's hard to find\n" +
		"again. A named volume stays.\n\n" +
		"The rule recognises PostgreSQL, MySQL, MariaDB, MongoDB, Elasticsearch, OpenSearch, Neo4j,\n" +
		"CouchDB, Cassandra, ClickHouse, RabbitMQ, Kafka and SQL Server by their images. It checks\n" +
		"MinIO by the folder it serves, and Redis if it's told to persist its data. It says nothing\n" +
		"if a volume, a bind mount or a `tmpfs` covers the data folder. It also skips files that are\n" +
		"for tests, going by their names.",
	FixDoc: "Adds a named volume to the service and declares it. Existing data isn't moved: dump it first.",
	Safety: Review,
	Check: func(p *Pass) {
		if forTests.MatchString(p.File.Path) {
			return
		}
		p.services(func(s compose.Service) {
			known, ok := storeOf(s)
			if !ok || len(known.data) == 0 || s.Get("tmpfs") != nil || s.Get("volumes_from") != nil || s.Get("extends") != nil || keeps(s, known) {
				return
			}
			p.Report(s.Key.Span, fmt.Sprintf(
				"Replacing this container can lose %s's data. Mount a named volume on `%s`.", known.name, known.data[0]), p.addVolume(s, known))
		})
	},
}

// forTests matches file paths and Makefile targets that are for tests, where data may be lost.
var forTests = regexp.MustCompile(`(?i)(?:^|[./_-])(?:tests?|testing|ci|e2e|integration)(?:[./_-]|$)`)

// keeps reports whether a service mounts something on its data folder, above it or below
// it. A variable counts as a mount, since it may name that folder.
func keeps(s compose.Service, known store) bool {
	return slices.ContainsFunc(mounts(s), func(m mount) bool {
		return strings.Contains(m.target, "$") || slices.ContainsFunc(known.data, func(data string) bool {
			target := path.Clean(m.target)
			return target == data || strings.HasPrefix(data, target+"/") || strings.HasPrefix(target, data+"/")
		})
	})
}

// addVolume returns the fix that gives a service a named volume. It returns nil if the
// file's layout doesn't show where to write it.
func (p *Pass) addVolume(s compose.Service, known store) *Fix {
	file := p.File.Model.(*compose.File)
	if s.Shared || s.Flow || len(s.Entries) == 0 || s.Entries[0].Key.Span.Len() == 0 || s.Entries[0].Key.Shared || known.unowned || known.name == "PostgreSQL" && (postgresMajor(s) == 0 || postgresMajor(s) >= 18) {
		return nil
	}
	name := s.Name + "-data"
	nl := p.File.LineEnding()
	first := p.File.Position(s.Entries[0].Key.Span.Start)
	indent := p.File.Text(syntax.Span{Start: p.File.LineSpan(first.Line).Start, End: s.Entries[0].Key.Span.Start})
	if strings.Trim(indent, " ") != "" {
		return nil
	}
	var edits []Edit
	volumes := s.Get("volumes")
	switch {
	case volumes == nil:
		last := p.File.Position(max(s.Span.End-1, s.Span.Start)).Line
		edits = append(edits, insert(p.File.LineSpan(last).End, nl+indent+"volumes:"+nl+indent+"  - "+name+":"+known.data[0]))
	default:
		edit, ok := p.appendItem(volumes, name+":"+known.data[0])
		if !ok {
			return nil
		}
		edits = append(edits, edit)
	}
	declared, ok := file.Root.Entry("volumes")
	switch {
	case ok && (declared.Value.Flow || declared.Value.Shared || declared.Value.Kind != yaml.Map || len(declared.Value.Entries) == 0):
		return nil
	case ok && declared.Value.Get(name) != nil:
		return nil
	case ok:
		key := declared.Value.Entries[0].Key
		before := p.File.Text(syntax.Span{Start: p.File.LineSpan(p.File.Position(key.Span.Start).Line).Start, End: key.Span.Start})
		if strings.Trim(before, " ") != "" {
			return nil
		}
		edits = append(edits, insert(p.File.LineSpan(p.File.Position(key.Span.Start).Line).Start, before+name+":"+nl))
	case !strings.HasSuffix(string(p.File.Source), "\n"):
		return nil
	default:
		edits = append(edits, p.declareVolume(s, name))
	}
	note := "Existing data isn't moved into the volume: dump it first."
	if known.name == "RabbitMQ" && s.Get("hostname") == nil {
		note += " RabbitMQ names its data after the host: set `hostname` as well."
	}
	return &Fix{
		Safety: Review, Note: note,
		Edits: edits, Places: []string{"services." + s.Name + ".volumes", "volumes"},
	}
}

// declareVolume returns the edit that declares a volume in a file without any. It goes at
// the end of the file, or above the services if the service is much nearer to them.
func (p *Pass) declareVolume(s compose.Service, name string) Edit {
	nl := p.File.LineEnding()
	services, _ := p.File.Model.(*compose.File).Root.Entry("services")
	top, here := p.File.Position(services.Key.Span.Start), p.File.Position(s.Span.End).Line
	commented := slices.ContainsFunc(p.File.Comments, func(c syntax.Comment) bool { return c.Line == top.Line-1 })
	if p.File.Lines()-here > far && here-top.Line <= far && top.Column == 1 && !commented {
		return insert(services.Key.Span.Start, "volumes:"+nl+"  "+name+":"+nl+nl)
	}
	return insert(len(p.File.Source), nl+"volumes:"+nl+"  "+name+":"+nl)
}

// far is how many lines two edits may be apart and still read well as one suggestion.
const far = 25

// postgresMajor returns the major version in a PostgreSQL service's image tag, 0 if there
// is none.
func postgresMajor(s compose.Service) int {
	_, tag, _ := strings.Cut(s.Get("image").Text, ":")
	digits := tag[:len(tag)-len(strings.TrimLeft(tag, "0123456789"))]
	major, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return major
}
