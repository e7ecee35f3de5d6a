package measure

import (
	"os"
	"os/exec"
	"runtime"
	"sync"
)

// passed are the variables that programs get from this process: what tells where they are and which Docker
// they talk to. There is none with a token in it.
var passed = []string{
	"PATH", "HOME", "TMPDIR", "XDG_RUNTIME_DIR",
	"DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "BUILDX_BUILDER", "BUILDX_CONFIG",
	"SYSTEMROOT", "USERPROFILE", "PROGRAMFILES", "PROGRAMDATA", "TEMP", // Windows
}

// environment returns the environment of the programs that are run here.
func environment() (env []string) {
	for _, name := range passed {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// spawn starts a program and returns a channel that is closed when it has ended. The program ends with this
// process, however that ends. For Linux, that means the thread that started it, so one thread is kept for it.
func spawn(program *exec.Cmd) (ended <-chan struct{}, err error) {
	keepApart(program)
	started, done := make(chan error, 1), make(chan struct{})
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		defer close(done)
		err := program.Start()
		started <- err
		if err == nil {
			_ = program.Wait() // its state and its output tell
		}
	}()
	return done, <-started
}

// firstBytes keeps the first bytes of what several goroutines write.
type firstBytes struct {
	mu   sync.Mutex
	text []byte
	left int
}

func (b *firstBytes) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := min(len(p), b.left)
	b.left -= n
	b.text = append(b.text, p[:n]...)
	return len(p), nil
}

func (b *firstBytes) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.text)
}
