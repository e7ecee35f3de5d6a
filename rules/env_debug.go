package rules

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

var envDebug = &Rule{
	ID:       "env-debug",
	Severity: Warning,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "debug mode switched on in the image",
	Doc: "Debug mode is for a developer's desk: frameworks then show source code, settings and\n" +
		"a console to whoever makes a request fail. As an ENV it is on in every container of\n" +
		"the image, in production, too. Switch it on where the container is started, for\n" +
		"those who need it.\n\n" +
		"Only the final stage counts.",
	FixDoc: "None: whether the program needs another value in its place only you can say.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			env, ok := in.Parsed.(*instructions.EnvCommand)
			if !ok || in.Stage == nil || !p.ships(in.Stage) {
				continue
			}
			for i, pair := range env.Env[:min(len(env.Env), len(in.Args))] {
				if debugMode(pair.Key, strings.ToLower(strings.Trim(pair.Value, `"'`))) {
					p.Report(in.Args[i].Span, "`"+pair.Key+"` switches debug mode on in every container of this image: errors then show code and settings to whoever asks. Set it where the container is started, for those who need it.", nil)
				}
			}
		}
	},
}

// debugMode reports whether a variable's value switches a framework's debug mode
// on. From the documentation of Flask, Django, Rails, Laravel, Symfony, Node.js
// and Express, ASP.NET Core and Gin.
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
