package needs

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Folder is a folder that the program's user must be able to write to.
type Folder struct {
	Path string
	// Missing is true if nothing in the file makes it: the program would, and can't below a folder of
	// root's.
	Missing bool
	// Whole is true if what lies below must be given to the user as well: it is small as far as is
	// known, or the stage's last instructions depend on it.
	Whole bool
	// Copies are the instructions that bring what the user must get, where all below would be too
	// much. None if Whole.
	Copies []*dockerfile.Instruction
}

// Folders returns the folders that the program writes, each once. obstacle says what makes that a
// guess, "" if nothing does.
func (p *Program) Folders() (folders []Folder, obstacle string) {
	f := finder{p: p}
	f.workdirs()
	f.made()
	f.copied()
	f.environment()
	f.started()
	return f.handedOver(), f.obstacle
}

// finder gathers folders.
type finder struct {
	p        *Program
	found    []Folder
	obstacle string
}

// add adds a folder, unless it is there already.
func (f *finder) add(folder Folder) {
	i := slices.IndexFunc(f.found, func(known Folder) bool { return known.Path == folder.Path })
	if i < 0 {
		f.found = append(f.found, folder)
		return
	}
	f.found[i].Whole = f.found[i].Whole || folder.Whole
	f.found[i].Missing = f.found[i].Missing && folder.Missing
}

// workdirs adds the folders that WORKDIR makes: the last one, and those that nothing was done in, or
// that are for data by their name.
func (f *finder) workdirs() {
	var made *dockerfile.Instruction // the last WORKDIR, if nothing was done in it
	for in := range f.p.instructions() {
		switch in.Name {
		case "WORKDIR":
			if made != nil {
				f.add(Folder{Path: f.p.workdirOf(made)})
			}
			if dir := f.p.workdirOf(in); OwnFolder(dir) != "" {
				if made = in; dataName.MatchString(path.Base(dir)) {
					f.add(Folder{Path: dir})
				}
			}
		case "COPY", "ADD", "RUN":
			made = nil
		}
	}
	if dir := OwnFolder(f.p.workdir()); dir != "" {
		f.found = slices.DeleteFunc(f.found, func(known Folder) bool { return known.Path == dir })
		f.found = append([]Folder{f.p.working(dir)}, f.found...)
	}
}

// made adds the folders that RUNs make and don't remove later.
func (f *finder) made() {
	for i, c := range f.p.commands {
		names, known := c.MakesFolders()
		if !known && f.obstacle == "" {
			f.obstacle = fmt.Sprintf("which folders line %d makes depends on the build: decide which of them it writes", c.In.Line)
		}
		for _, name := range names {
			if dir := madeFolder(name); dir != "" && !f.p.removedAfter(i, name) && !f.p.buildsIn(dir) {
				f.add(Folder{Path: dir, Whole: slices.ContainsFunc(c.Words, hasBraces)})
			}
		}
	}
}

// workdirOf returns the folder of a WORKDIR, "" if it isn't known.
func (p *Program) workdirOf(in *dockerfile.Instruction) string {
	if len(in.Args) == 0 {
		return ""
	}
	name, known := in.Stage.Expand(in.Args[0].Text, in)
	if !known || !path.IsAbs(name) && in.Before.Workdir == "" && !p.startsAtRoot() {
		return ""
	}
	return path.Join("/", dockerfile.AbsoluteIn(in, name))
}

// hasBraces reports whether a word stands for several: /data/{a,b}.
func hasBraces(w shell.Word) bool {
	return strings.Contains(strings.ReplaceAll(w.Source, "${", ""), "{")
}

// removedAfter reports whether a command after the one of that index removes or moves a folder.
func (p *Program) removedAfter(index int, name string) bool {
	return slices.ContainsFunc(p.commands[index+1:], func(c effects.Ran) bool {
		if c.Program() != "rm" && c.Program() != "mv" && c.Program() != "rmdir" {
			return false
		}
		arguments := c.Arguments()
		if c.Program() == "mv" && len(arguments) > 0 {
			arguments = arguments[:len(arguments)-1]
		}
		for _, w := range arguments {
			if removed, known := c.Path(w); known && w.Literal && effects.Under(name, removed) {
				return true
			}
		}
		return false
	})
}

// buildsIn reports whether a script goes to a folder and builds something there: the folder is not for
// the program.
func (p *Program) buildsIn(dir string) bool {
	return slices.ContainsFunc(p.commands, func(c effects.Ran) bool {
		return c.Dir != c.In.Before.Workdir && effects.Under(c.Dir, dir) && !effects.OnlyFiles(c.Program()) && c.Program() != "cd"
	})
}

// dataName matches the last part of a folder's name that says that programs write there.
var dataName = regexp.MustCompile(`(?i)^(?:data|db|database|databases|uploads?|downloads?|media|storage|store|logs?|cache|tmp|temp|state|sessions?|backups?|output|outputs|results|reports|var|workspace|queue|spool)$`)

// copied adds the folders of data that COPY makes outside the working directory.
func (f *finder) copied() {
	for in := range f.p.instructions() {
		if _, _, ok := in.Sources(); !ok {
			continue
		}
		// What lies in a folder among the sources goes to the destination itself.
		if dir := OwnFolder(dockerfile.BroughtTo(in)[0]); dir != "" && dataName.MatchString(path.Base(dir)) {
			f.add(f.p.working(dir))
		}
	}
}

// writingName matches the names of variables that hold a place to write to; fileName those of them
// that hold a file.
var (
	writingName = regexp.MustCompile(`(?i)(?:^|_)(?:DATA|UPLOADS?|LOGS?|CACHE|DB|DATABASE|SQLITE|STORAGE|STORE|STATE|OUTPUT|MEDIA|SESSIONS?|BACKUPS?|DOWNLOADS?|TMP|TEMP|WORK|RUN|PID|SOCKET|RESULTS?|SCRATCH|PERSIST\w*|INSTANCE)_?(?:DIR|DIRECTORY|FOLDER|PATH|ROOT|HOME|FILE|FILENAME|LOCATION)$`)
	otherWrites = []string{"HOME", "TMPDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "HF_HOME", "TRANSFORMERS_CACHE", "TORCH_HOME", "NUMBA_CACHE_DIR", "PROMETHEUS_MULTIPROC_DIR", "LOGFILE", "LOGDIR", "LOGPATH", "DATADIR", "DBPATH", "DATABASE", "NPM_CONFIG_CACHE", "UV_CACHE_DIR", "STREAMLIT_HOME", "AIRFLOW_HOME", "JUPYTER_DATA_DIR"}
	fileName    = regexp.MustCompile(`\.(?:db|sqlite3?|log|pid|sock|json|txt|csv|jsonl|hprof)$`)
	sqlitePath  = regexp.MustCompile(`(?i)(?:sqlite3?(?:\+\w+)?|file):/{1,4}((?:[\w.-]+/)+[\w.-]+\.(?:db|sqlite3?))`)
)

// javaWrites matches a JVM option that names a file or folder to write to.
var javaWrites = regexp.MustCompile(`^-(?:Xlog:\S*?file=|Xloggc:|XX:(?:HeapDumpPath|ErrorFile|LogFile)=|D[\w.]*(?:log|tmpdir)[\w.]*=)(/[^:,\s]+)`)

// environment adds the folders that ENV names for writing.
func (f *finder) environment() {
	for in := range f.p.instructions() {
		if in.Name != "ENV" {
			continue
		}
		for name := range in.Definitions() {
			value, known := f.p.stage.Var(name, f.p.end())
			if !known {
				continue
			}
			for _, option := range strings.Fields(value) {
				if m := javaWrites.FindStringSubmatch(option); m != nil {
					f.named(m[1])
				}
			}
			if m := sqlitePath.FindStringSubmatch(value); m != nil {
				f.named("/" + m[1])
			} else if writingName.MatchString(name) || slices.Contains(otherWrites, strings.ToUpper(name)) {
				f.named(value)
			}
		}
	}
}

// writingOptions are options behind which a program is told where to write.
var writingOptions = []string{
	"--data-dir", "--datadir", "--data_dir", "--data", "--dbpath", "--db", "--db-path", "--database", "--storage", "--storage-dir", "--state-dir", "--cache-dir", "--cache", "--log-dir", "--logdir", "--log-file", "--logfile", "--log_file", "--log",
	"--output", "--output-dir", "--out", "--out-dir", "--outdir", "--outfile", "-o", "--upload-dir", "--uploads", "--work-dir", "--workdir", "--tmp-dir", "--temp-dir", "--pid", "--pidfile", "--pid-file", "--socket", "--unix-socket", "--access-logfile", "--error-logfile", "--backup-dir", "--download-dir", "--dest", "--persist",
}

// started adds the folders that the program's arguments name for writing, and those that a script
// goes to before it starts the program.
func (f *finder) started() {
	for _, s := range f.p.starts {
		if dir := OwnFolder(path.Clean(s.words[len(s.words)-1])); s.program() == "cd" && dir != "" {
			f.add(f.p.working(dir))
		}
		for i, w := range s.words[1:] {
			name, value, inOne := strings.Cut(w, "=")
			switch {
			case inOne && slices.Contains(writingOptions, name):
				f.named(value)
			case slices.Contains(writingOptions, s.words[i]) && !strings.HasPrefix(w, "-"):
				f.named(w)
			case javaWrites.MatchString(w):
				f.named(javaWrites.FindStringSubmatch(w)[1])
			case sqlitePath.MatchString(w):
				f.named("/" + sqlitePath.FindStringSubmatch(w)[1])
			}
		}
	}
}

// named adds a folder, or the folder of a file, that the program is told to write to.
func (f *finder) named(name string) {
	if !path.IsAbs(name) || strings.ContainsAny(name, "$*? ") {
		return // below the working directory, or no path
	}
	name = path.Clean(name)
	if fileName.MatchString(name) {
		name = path.Dir(name)
	}
	for _, open := range []string{"/dev", "/tmp", "/var/tmp"} {
		if name == open || open == "/dev" && effects.Under(name, open) {
			return
		}
	}
	isMade := slices.ContainsFunc(f.found, func(known Folder) bool { return known.Path == name })
	switch dir := madeFolder(name); {
	case isMade:
	case dir != "":
		f.add(Folder{Path: dir, Missing: !f.p.makes(dir)})
	case effects.Under(name, "/tmp") && !f.p.makes(name), name == "/", effects.Under(name, "/root"):
		// the program makes it, or the finding about root's home names it
	default:
		if f.obstacle == "" {
			f.obstacle = fmt.Sprintf("it writes to `%s`, where only root can: decide where it writes", name)
		}
	}
}

// makes reports whether an instruction brings something to a folder or makes it.
func (p *Program) makes(dir string) bool {
	for in := range p.instructions() {
		if _, _, ok := in.Sources(); ok && slices.ContainsFunc(dockerfile.BroughtTo(in), func(to string) bool { return effects.Under(to, dir) }) {
			return true
		}
		if in.Name == "WORKDIR" && effects.Under(p.workdirOf(in), dir) {
			return true
		}
	}
	return slices.ContainsFunc(p.commands, func(c effects.Ran) bool {
		names, _ := c.MakesFolders()
		return slices.ContainsFunc(names, func(name string) bool { return effects.Under(name, dir) })
	})
}

// handedOver returns the folders without those below another one that is given as a whole.
func (f *finder) handedOver() (folders []Folder) {
	for _, a := range f.found {
		covered := slices.ContainsFunc(f.found, func(b Folder) bool { return b.Whole && a.Path != b.Path && effects.Under(a.Path, b.Path) })
		if !covered {
			folders = append(folders, a)
		}
	}
	return folders
}

// systemVar are the folders of a distribution below /var.
var systemVar = []string{"backups", "cache", "db", "lib", "local", "lock", "log", "mail", "opt", "run", "spool", "tmp", "www"}

// OwnFolder returns a folder that can be given to a user, "" for a system one.
func OwnFolder(dir string) string {
	if strings.ContainsAny(dir, " \t'\"$`\\?*&;<>|()") || !path.IsAbs(dir) {
		return ""
	}
	first, rest, below := strings.Cut(dir[1:], "/")
	switch first {
	case "", "bin", "boot", "dev", "etc", "lib", "lib64", "proc", "root", "run", "sbin", "sys", "tmp":
		return ""
	case "var":
		second, _, deeper := strings.Cut(rest, "/")
		if !below || slices.Contains(systemVar, second) && !(second == "www" && deeper) {
			return ""
		}
	case "usr":
		local := strings.HasPrefix(rest, "local/") && strings.Count(dir, "/") > 2 && !strings.HasPrefix(rest, "local/bin") && !strings.HasPrefix(rest, "local/lib")
		if !strings.HasPrefix(rest, "src/") && !local {
			return ""
		}
	}
	return dir
}

// packageFolders are folders of package managers and daemons below the folders that programs write to.
var packageFolders = []string{"/var/lib/apt", "/var/lib/dpkg", "/var/lib/rpm", "/var/cache/apt", "/var/cache/apk", "/var/cache/dnf", "/var/cache/yum", "/var/cache/debconf", "/var/run/sshd", "/run/sshd", "/var/run/dbus", "/run/dbus", "/run/lock", "/run/systemd", "/run/secrets"}

// madeFolder returns a folder that is made for the program if the program may write there: it is no
// system folder, or lies where programs keep what they write, such as /var/log. It returns "" otherwise.
func madeFolder(dir string) string {
	for _, parent := range []string{"/var/log", "/var/lib", "/var/run", "/run", "/var/cache", "/var/spool", "/var/opt", "/var/data"} {
		if dir != parent && effects.Under(dir, parent) && !slices.ContainsFunc(packageFolders, func(f string) bool { return effects.Under(dir, f) }) {
			return dir
		}
	}
	if slices.Contains([]string{"/opt", "/home", "/mnt", "/media", "/srv"}, dir) {
		return "" // there already, with others' folders
	}
	return OwnFolder(dir)
}
