package start

import (
	"slices"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// handlerAdvice returns what else it takes for the program to stop on SIGTERM, as the end of a sentence. The kernel
// doesn't let a signal without a handler end the first process: pid_namespaces(7).
func handlerAdvice(in *dockerfile.Instruction) string {
	program := ""
	if commands := in.Script().Commands; len(commands) > 0 {
		last := commands[len(commands)-1]
		program = last.Program()
		if words := last.Values(); len(words) > 2 && words[1] == "-m" {
			program = words[2] // a module of Python
		}
	}
	switch {
	case slices.Contains(handlesTerm, program):
		return ""
	case slices.Contains(leavesTerm, program):
		return ", and give it a SIGTERM handler or start the container with `docker run --init`: `" + program + "` has none of its own"
	}
	return "; if it has no SIGTERM handler, also start the container with `docker run --init`"
}

// handlesTerm are programs that stop on SIGTERM as the first process of a container, according to their manuals and
// sources: servers, and npm, which hands the signal on. Ruby's interpreter has a handler of its own.
var handlesTerm = []string{
	"nginx", "httpd", "apache2", "caddy", "traefik", "haproxy", "gunicorn", "uvicorn", "hypercorn", "daphne", "celery", "uwsgi", "java", "npm", "ruby", "puma", "unicorn", "rails",
	"php-fpm", "postgres", "mysqld", "mariadbd", "mongod", "redis-server", "valkey-server", "memcached", "rabbitmq-server", "supervisord", "sshd", "tini", "dumb-init", "dotnet",
}

// leavesTerm are interpreters that leave SIGTERM to the script: without a handler there, the first process of a
// container ignores it.
var leavesTerm = []string{"python", "python3", "node", "nodejs", "php", "perl", "Rscript", "sh", "bash", "dash", "ash"}
