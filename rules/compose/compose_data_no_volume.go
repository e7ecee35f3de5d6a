package compose

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var DataNoVolume = &lint.Rule{
	ID:       "compose-data-no-volume",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a database keeps its data inside the container",
	Doc: "Containers get replaced: by a new image, by `docker compose down`, by another machine. Data\n" +
		"inside the container is lost then, or stays behind in an unnamed volume that's hard to find\n" +
		"again. A named volume stays.\n\n" +
		"The rule recognises PostgreSQL, MySQL, MariaDB, MongoDB, Elasticsearch, OpenSearch, Neo4j,\n" +
		"CouchDB, Cassandra, ClickHouse, InfluxDB, RabbitMQ, Kafka and SQL Server by their images.\n" +
		"Where the folder depends on the version, it goes by the tag. It checks MinIO by the folder it\n" +
		"serves, and Redis if it's told to persist its data. It says nothing if a volume, a bind mount\n" +
		"or a `tmpfs` covers the data folder. It also skips files that are for tests, going by their\n" +
		"names.\n\n" +
		"A mount above the data folder doesn't cover it if the image declares the folder as a volume\n" +
		"itself, as PostgreSQL before version 18 does for `/var/lib/postgresql/data` and MongoDB for\n" +
		"`/data/db`: Docker puts a volume without a name there, over the mount.",
	FixDoc: "Adds a named volume to the service and declares it. Existing data isn't moved: dump it first.",
	Safety: lint.Review,
	Check: lint.Compose(func(p *lint.ComposePass) {
		if facts.IsTestOnly(p.File.Path) {
			return
		}
		p.File.EachService(func(s compose.Service) {
			known, ok := images.StoreOf(s)
			if !ok || len(known.Data) == 0 || s.Get("tmpfs") != nil || s.Get("volumes_from") != nil || s.Get("extends") != nil || keeps(s, known) {
				return
			}
			if above, ok := mountedAbove(s, known); ok {
				p.Report(compose.ItemSpan(s, "volumes", above.Value), fmt.Sprintf(
					"Replacing this container can lose %s's data: this mount doesn't hold it, because the image puts a volume without a name on %s. Mount it there.", known.Name, known.Place()), nil)
				return
			}
			p.Report(s.Key.Span, fmt.Sprintf(
				"Replacing this container can lose %s's data. Mount a named volume on %s.", known.Name, known.Place()), addVolume(p.File, s, known))
		})
	}),
}

// keeps reports whether a service mounts something on its data folder, below it, or above it
// where the image has no volume of its own. A variable counts as a mount, since it may name
// that folder.
func keeps(s compose.Service, known images.Store) bool {
	return slices.ContainsFunc(compose.Mounts(s), func(m compose.Mount) bool {
		return strings.Contains(m.Target, "$") || slices.ContainsFunc(known.Data, func(data string) bool {
			target := path.Clean(m.Target)
			return target == data || strings.HasPrefix(target, data+"/") || isAbove(target, data) && !slices.Contains(known.Declared, data)
		})
	})
}

// isAbove reports whether a folder is one of those that another is in.
func isAbove(folder, other string) bool {
	return folder != other && strings.HasPrefix(other, strings.TrimSuffix(folder, "/")+"/")
}

// mountedAbove returns the mount above the data folder, where the image's own volume hides it.
func mountedAbove(s compose.Service, known images.Store) (compose.Mount, bool) {
	for _, m := range compose.Mounts(s) {
		if slices.ContainsFunc(known.Declared, func(data string) bool { return isAbove(path.Clean(m.Target), data) }) {
			return m, true
		}
	}
	return compose.Mount{}, false
}

// addVolume returns the fix that gives a service a named volume. It returns nil if the
// file's layout doesn't show where to write it.
func addVolume(file *compose.File, s compose.Service, known images.Store) *lint.Fix {
	if s.Shared || s.Flow || len(s.Entries) == 0 || s.Entries[0].Key.Span.Len() == 0 || s.Entries[0].Key.Shared || known.Unowned || known.Unsure {
		return nil
	}
	name := s.Name + "-data"
	nl := file.LineEnding()
	first := file.Position(s.Entries[0].Key.Span.Start)
	indent := file.Text(syntax.Span{Start: file.LineSpan(first.Line).Start, End: s.Entries[0].Key.Span.Start})
	if strings.Trim(indent, " ") != "" {
		return nil
	}
	var edits []lint.Edit
	volumes := s.Get("volumes")
	switch {
	case volumes == nil:
		last := file.Position(max(s.Span.End-1, s.Span.Start)).Line
		edits = append(edits, edit.Insert(file.LineSpan(last).End, nl+indent+"volumes:"+nl+indent+"  - "+name+":"+known.Data[0]))
	default:
		edit, ok := appendItem(file, volumes, name+":"+known.Data[0])
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
		before := file.Text(syntax.Span{Start: file.LineSpan(file.Position(key.Span.Start).Line).Start, End: key.Span.Start})
		if strings.Trim(before, " ") != "" {
			return nil
		}
		edits = append(edits, edit.Insert(file.LineSpan(file.Position(key.Span.Start).Line).Start, before+name+":"+nl))
	case !strings.HasSuffix(string(file.Source), "\n"):
		return nil
	default:
		edits = append(edits, declareVolume(file, s, name))
	}
	note := "Existing data isn't moved into the volume: dump it first."
	if known.Name == "RabbitMQ" && s.Get("hostname") == nil {
		note += " RabbitMQ names its data after the host: set `hostname` as well."
	}
	return &lint.Fix{
		Safety: lint.Review, Note: note,
		Edits: edits, Places: []string{"services." + s.Name + ".volumes", "volumes"},
	}
}

// declareVolume returns the edit that declares a volume in a file without any. It goes at
// the end of the file, or above the services if the service is much nearer to them.
func declareVolume(file *compose.File, s compose.Service, name string) lint.Edit {
	nl := file.LineEnding()
	services, _ := file.Root.Entry("services")
	top, here := file.Position(services.Key.Span.Start), file.Position(s.Span.End).Line
	commented := slices.ContainsFunc(file.Comments, func(c syntax.Comment) bool { return c.Line == top.Line-1 })
	if file.Lines()-here > maxDistance && here-top.Line <= maxDistance && top.Column == 1 && !commented {
		return edit.Insert(services.Key.Span.Start, "volumes:"+nl+"  "+name+":"+nl+nl)
	}
	return edit.Insert(len(file.Source), nl+"volumes:"+nl+"  "+name+":"+nl)
}

// maxDistance is how many lines two edits may be apart and still read well as one suggestion.
const maxDistance = 25
