package env

import (
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/lint"
)

var Debug = &lint.Rule{
	ID:       "env-debug",
	Severity: lint.Warning,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "debug mode is on in the image",
	Doc: "Debug mode is for a developer's machine. Frameworks then show source code, settings and\n" +
		"a console to anyone who makes a request fail. As an ENV it's on in every container of the\n" +
		"image, in production too. Set it when the container starts, where it's needed.\n\n" +
		"Only the final stage counts.",
	FixDoc: "None: only you know whether the program needs another value instead.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			env, ok := in.Parsed.(*instructions.EnvCommand)
			if !ok || in.Stage == nil || !p.File.Ships(in.Stage) {
				continue
			}
			for i, pair := range env.Env[:min(len(env.Env), len(in.Args))] {
				if debugMode(pair.Key, strings.ToLower(strings.Trim(pair.Value, `"'`))) {
					p.Report(in.Args[i].Span, fmt.Sprintf("`%s` turns on debug mode unless a container is started with another value: errors may then show code and settings to anyone. Set it at container start, where needed.", pair.Key), nil)
				}
			}
		}
	}),
}

// debugMode reports whether a variable's value turns on a framework's debug mode, by the
// documentation of Flask, Django, Rails, Laravel, Symfony, Node.js and Express, ASP.NET Core
// and Gin.
func debugMode(name, value string) bool {
	on := value == "1" || value == "true" || value == "on" || value == "yes"
	switch name {
	case "DEBUG", "FLASK_DEBUG", "APP_DEBUG", "DJANGO_DEBUG", "PYTHONDEBUG", "WERKZEUG_DEBUG_PIN":
		return on
	case "FLASK_ENV", "APP_ENV", "NODE_ENV", "RAILS_ENV", "RACK_ENV", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT":
		return value == "development" || value == "dev"
	case "GIN_MODE":
		return value == "debug"
	}
	return false
}
