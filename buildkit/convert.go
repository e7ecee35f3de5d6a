package buildkit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	"github.com/moby/buildkit/util/apicaps"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Warning is a finding of a BuildKit check.
type Warning struct {
	Check   string // BuildKit's name: "StageNameCasing"
	Message string
	Line    int // 1-based; 0 if the check names none
	EndLine int
}

// Result is the converter's result for a file.
type Result struct {
	Warnings []Warning
	// Err is why the converter rejects the file, nil if it doesn't.
	Err *syntax.ParseError
	// Panic is the value that the converter panicked with, "" if it didn't.
	Panic string

	file    *dockerfile.File
	mu      sync.Mutex // guards the fields below
	final   *dockerfile2llb.Result
	outputs map[string]output // made so far, by target and ARGs
}

// platform is the platform for all conversions. Any will do, as long as it is always the same.
var platform = ocispecs.Platform{OS: "linux", Architecture: "amd64"}

// capabilities returns all capabilities that a BuildKit can have.
var capabilities = sync.OnceValue(func() apicaps.CapSet { return pb.Caps.CapSet(pb.Caps.All()) })

// Convert runs BuildKit's converter on all stages of a file. BuildKit's parser must accept the file.
func Convert(f *dockerfile.File) *Result {
	return f.Derive("buildkit", func() any { return newResult(f) }).(*Result)
}

func newResult(f *dockerfile.File) *Result {
	r := &Result{file: f}
	final, err := r.convert("", nil, func(check, _, _, message string, location []parser.Range) {
		w := Warning{Check: check, Message: message}
		if len(location) > 0 {
			w.Line, w.EndLine = location[0].Start.Line, location[len(location)-1].End.Line
		}
		r.Warnings = append(r.Warnings, w)
	})
	r.final = final
	if err != nil && r.Panic == "" {
		r.Err = r.located(err)
	}
	slices.SortStableFunc(r.Warnings, func(a, b Warning) int { return a.Line - b.Line })
	return r
}

// Release frees the converted graph, which is large. Compare makes it again if needed.
func (r *Result) Release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.final, r.outputs = nil, nil
}

// convert converts a target; "" is the last stage. If warn isn't nil, it also converts stages that
// the target doesn't need. values are ARGs as from --build-arg.
func (r *Result) convert(target string, values map[string]string, warn warnFunc) (*dockerfile2llb.Result, error) {
	return r.convertText(withoutSkips(r.file), target, values, warn)
}

// warnFunc takes BuildKit's warnings.
type warnFunc = func(check, description, url, message string, location []parser.Range)

// convertText is convert for a text of the file with other `# check=` comments.
func (r *Result) convertText(text []byte, target string, values map[string]string, warn warnFunc) (result *dockerfile2llb.Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			r.Panic = fmt.Sprint(p)
			result, err = nil, fmt.Errorf("BuildKit's converter panicked: %v", p)
		}
	}()
	caps := capabilities()
	given := placeholders(r.file)
	args, undeclared := ports(r.file)
	maps.Copy(given, args)
	maps.Copy(given, values)
	local := llb.Local("context", llb.LocalUniqueID("context"))
	return dockerfile2llb.Dockerfile2LLB(context.Background(), text, dockerfile2llb.ConvertOpt{
		Config: dockerui.Config{
			Target:         target,
			BuildArgs:      given,
			BuildPlatforms: []ocispecs.Platform{platform},
		},
		MainContext:    &local,
		TargetPlatform: &platform,
		MetaResolver:   resolver{undeclared},
		LLBCaps:        &caps,
		Warn:           warn,
		AllStages:      warn != nil,
	})
}

// located returns the converter's error with the lines that it is about.
func (r *Result) located(err error) *syntax.ParseError {
	e := &syntax.ParseError{Line: 1, EndLine: 1, Message: err.Error()}
	var located *parser.LocationError
	if errors.As(err, &located) {
		for _, ranges := range located.Locations {
			if len(ranges) > 0 && ranges[0].Start.Line > 0 {
				e.Line, e.EndLine = ranges[0].Start.Line, ranges[len(ranges)-1].End.Line
				return e
			}
		}
	}
	if in := r.firstWith(err); in != nil {
		e.Line, e.EndLine = in.Line, in.EndLine
	}
	return e
}

// firstWith returns the instruction up to which the file converts without an error, for errors that
// name no place: the file is cut at ever better places. It returns nil if no instruction is to blame.
func (r *Result) firstWith(err error) *dockerfile.Instruction {
	text := withoutSkips(r.file)
	all := r.file.Instructions
	fails := func(i int) bool {
		upTo := &Result{file: r.file} // so that a panic isn't this result's
		_, cut := upTo.convertText(firstLines(text, all[i].EndLine), "", nil, func(_, _, _, _ string, _ []parser.Range) {})
		return cut != nil && cut.Error() == err.Error()
	}
	if i := sort.Search(len(all), fails); i < len(all) {
		return all[i]
	}
	return nil
}

// firstLines returns the first n lines of a text.
func firstLines(text []byte, n int) []byte {
	end := 0
	for ; n > 0 && end < len(text); n-- {
		if line := bytes.IndexByte(text[end:], '\n'); line >= 0 {
			end += line + 1
		} else {
			end = len(text)
		}
	}
	return text[:end]
}

// placeholders returns a value for each ARG that a FROM needs and that has no default. Such a file
// isn't wrong: it is meant to be built with --build-arg.
func placeholders(f *dockerfile.File) map[string]string {
	values := map[string]string{}
	for _, in := range f.Instructions {
		if in.Stage != nil {
			break
		}
		arg, ok := in.Parsed.(*instructions.ArgCommand)
		if !ok {
			continue
		}
		for _, a := range arg.Args {
			if (a.Value == nil || *a.Value == "") && !predefined(a.Key) && usedInFrom(f, a.Key) {
				values[a.Key] = "placeholder"
			}
		}
	}
	return values
}

// predefined reports whether BuildKit itself sets this ARG.
// https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
func predefined(name string) bool {
	return strings.HasPrefix(name, "TARGET") || strings.HasPrefix(name, "BUILDPLATFORM") || strings.HasPrefix(name, "BUILDOS") || strings.HasPrefix(name, "BUILDARCH") || strings.HasPrefix(name, "BUILDVARIANT")
}

func usedInFrom(f *dockerfile.File, name string) bool {
	for _, s := range f.Stages {
		if text := s.From.Text(); strings.Contains(text, "$"+name) || strings.Contains(text, "${"+name) {
			return true
		}
	}
	return false
}

// resolver gives BuildKit the configuration of base images, from the tables of package images. An
// unknown image has an empty configuration, but for the variables that it may set.
type resolver struct{ env map[string]string }

func (r resolver) ResolveImageConfig(_ context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	known := images.Lookup(ref)
	image := dockerspec.DockerOCIImage{}
	image.Platform = platform
	if opt.ImageOpt != nil && opt.ImageOpt.Platform != nil {
		image.Platform = *opt.ImageOpt.Platform
	}
	// Without a layer, the converter treats the image as scratch.
	image.RootFS = ocispecs.RootFS{Type: "layers", DiffIDs: []digest.Digest{digest.FromString(ref)}}
	if known.User != "root" {
		image.Config.User = known.User
	}
	if known.Entrypoint {
		image.Config.Entrypoint = []string{"docker-entrypoint.sh"}
	}
	if !images.OperatingSystem(known) { // these set PATH only
		for name, value := range r.env {
			image.Config.Env = append(image.Config.Env, name+"="+value)
		}
		slices.Sort(image.Config.Env)
	}
	config, err := json.Marshal(image)
	return ref, "", config, err
}
