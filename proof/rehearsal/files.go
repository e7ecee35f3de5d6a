package rehearsal

import (
	"path"
	"slices"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"
)

// stream is what a file descriptor is. The zero value is the end of a build's output, or an empty
// input.
type stream struct {
	input  *string // what is left to read
	output *output
	file   string // where output goes; "" for a pipe
	append bool
}

// path returns an absolute path.
func (in *interpreter) path(name string) string {
	if !path.IsAbs(name) {
		name = path.Join(in.dir, name)
	}
	return path.Clean(name)
}

// read returns a file's text. Of a file that the script didn't write, only the world knows whether
// it exists.
func (in *interpreter) read(name string) (text string, ok bool) {
	if text, ok = in.files[name]; ok || name == "/dev/null" {
		return text, true
	}
	if !in.ask().exist {
		return "", false
	}
	return marker("text of "+name) + "\n", true
}

// exists reports whether a file exists.
func (in *interpreter) exists(name string) bool {
	name = in.path(name)
	if _, ok := in.files[name]; ok {
		return true
	}
	folder := strings.TrimSuffix(name, "/") + "/"
	for file := range in.files {
		if strings.HasPrefix(file, folder) {
			return true
		}
	}
	return name == "/" || name == "/dev/null" || in.ask().exist
}

// captures reports whether anybody sees what goes to a file descriptor.
func (in *interpreter) captures(fd int) bool {
	s := in.fds[fd]
	return s != nil && s.output != nil
}

// print writes to a file descriptor.
func (in *interpreter) print(fd int, text string) {
	in.use(len(text))
	if in.captures(fd) {
		s := in.fds[fd]
		if s.output.Len()+len(text) > maxValue {
			in.stop("it needs too much memory")
		}
		s.output.WriteString(text)
	}
}

// input returns what can be read from a file descriptor.
func (in *interpreter) input(fd int) string {
	if s := in.fds[fd]; s != nil && s.input != nil {
		return *s.input
	}
	return ""
}

// redirect sets file descriptors. It returns the files that were opened for writing; ok is false if
// one can't be opened.
func (in *interpreter) redirect(list []*sh.Redirect) (opened []*stream, ok bool) {
	for _, r := range list {
		fd := 1
		switch r.Op {
		case sh.RdrIn, sh.DplIn, sh.Hdoc, sh.DashHdoc, sh.WordHdoc, sh.RdrInOut:
			fd = 0
		}
		if r.N != nil {
			if len(r.N.Value) != 1 || r.N.Value[0] < '0' || r.N.Value[0] > '9' {
				in.stop("it names a file descriptor that a rehearsal doesn't know")
			}
			fd = int(r.N.Value[0] - '0')
		}
		s, file, ok := in.open(r)
		if !ok || in.flow != on {
			return opened, false
		}
		if file {
			opened = append(opened, s)
		}
		in.fds[fd] = s
		if r.Op == sh.RdrAll || r.Op == sh.AppAll {
			in.fds[2] = s
		}
	}
	return opened, true
}

// open opens what a redirection names.
func (in *interpreter) open(r *sh.Redirect) (s *stream, file, ok bool) {
	switch r.Op {
	case sh.Hdoc, sh.DashHdoc:
		text := in.heredoc(r)
		return &stream{input: &text}, false, true
	case sh.WordHdoc:
		text := in.literal(r.Word) + "\n"
		return &stream{input: &text}, false, true
	case sh.DplOut, sh.DplIn:
		return in.duplicate(in.literal(r.Word))
	}
	name := in.literal(r.Word)
	if name == "" {
		return nil, false, false
	}
	name = in.path(name)
	switch r.Op {
	case sh.RdrIn:
		text, ok := in.read(name)
		return &stream{input: &text}, false, ok
	case sh.RdrOut, sh.RdrClob, sh.RdrAll, sh.AppOut, sh.AppAll:
		appends := r.Op == sh.AppOut || r.Op == sh.AppAll
		switch name {
		case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/1/fd/1":
			return in.stream(1), false, true
		case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2", "/proc/1/fd/2":
			return in.stream(2), false, true
		}
		if name == "/dev/null" || name == "/dev/tty" {
			return &stream{}, false, true
		}
		if !appends {
			in.files[name] = ""
		}
		return &stream{output: &output{}, file: name, append: appends}, true, true
	}
	in.stop("it has a redirection that a rehearsal doesn't know")
	return nil, false, false
}

func (in *interpreter) stream(fd int) *stream {
	if s := in.fds[fd]; s != nil {
		return s
	}
	return &stream{}
}

// duplicate returns what `>&2` and its like name.
func (in *interpreter) duplicate(fd string) (*stream, bool, bool) {
	switch {
	case fd == "-":
		return &stream{}, false, true
	case len(fd) == 1 && fd[0] >= '0' && fd[0] <= '9':
		s := in.fds[int(fd[0]-'0')]
		return s, false, s != nil
	}
	in.stop("it names a file descriptor that a rehearsal doesn't know")
	return nil, false, false
}

// heredoc returns the text of a here-document.
func (in *interpreter) heredoc(r *sh.Redirect) string {
	if r.Hdoc == nil {
		return ""
	}
	quoted := slices.ContainsFunc(r.Word.Parts, func(p sh.WordPart) bool {
		lit, ok := p.(*sh.Lit)
		return !ok || strings.Contains(lit.Value, `\`)
	})
	body := r.Hdoc
	if r.Op == sh.DashHdoc {
		body = withoutTabs(body)
	}
	if !quoted {
		return in.document(body)
	}
	var b strings.Builder
	for _, p := range body.Parts {
		lit, ok := p.(*sh.Lit)
		if !ok {
			in.stop("it has a here-document that a rehearsal doesn't know")
		}
		b.WriteString(lit.Value)
	}
	in.use(b.Len())
	return b.String()
}

// withoutTabs returns a here-document without the tabs at the start of its lines.
func withoutTabs(w *sh.Word) *sh.Word {
	own, start := *w, true
	own.Parts = slices.Clone(w.Parts)
	for i, p := range own.Parts {
		lit, ok := p.(*sh.Lit)
		if !ok {
			start = false
			continue
		}
		lines := strings.Split(lit.Value, "\n")
		for j := range lines {
			if start || j > 0 {
				lines[j] = strings.TrimLeft(lines[j], "\t")
			}
		}
		stripped := *lit
		stripped.Value, start = strings.Join(lines, "\n"), strings.HasSuffix(lit.Value, "\n")
		own.Parts[i] = &stripped
	}
	return &own
}

// written records a file that a redirection wrote.
func (in *interpreter) written(s *stream) { in.write(s.file, s.output.text(), s.append) }

// write writes a file and records it.
func (in *interpreter) write(name, text string, appends bool) {
	in.step(1)
	in.use(len(text))
	if appends {
		in.files[name] += text
	} else {
		in.files[name] = text
	}
	in.use(len(in.files[name]))
	in.events = append(in.events, Event{
		User: in.user, Dir: in.dir, Via: in.via, File: name, Content: text, Append: appends, settings: in.settings, script: in.script, call: -1,
	})
}
