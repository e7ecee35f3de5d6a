package effects

import (
	"regexp"
)

// InstallsAtStart matches commands that install packages or fetch sources.
var InstallsAtStart = regexp.MustCompile(`(?:^|[\s;&|"'(])((?:apt-get|apt|yum|dnf|microdnf)\s+(?:-\S+\s+)*install|apk\s+(?:-\S+\s+)*add|(?:pip3?|python3?\s+-m\s+pip|gem|bundle|composer)\s+install|npm\s+(?:install|ci|i)|yarn\s+(?:install|add)|pnpm\s+(?:install|add|i)|git\s+clone|go\s+(?:get|install))(?:\s|[;&|"')]|$)`)

// BuildCommands matches the commands that build a program from source.
var BuildCommands = regexp.MustCompile(`\b(?:go\s+(?:build|install)|cargo\s+(?:build|install)|mvn\s.*\b(?:package|install|verify)|gradlew?\s.*\b(?:build|assemble|bootJar|shadowJar|installDist)|dotnet\s+(?:publish|build)|make|cmake|gcc|g\+\+|nvcc|swift\s+build|stack\s+(?:build|install)|cabal\s+(?:build|install))\b`)
