package effects

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// composerManifest is what a composer.json says of installs. https://getcomposer.org/doc/04-schema.md
type composerManifest struct {
	Require      map[string]any
	Repositories json.RawMessage
	Extra        map[string]any
	Config       map[string]any
}

// extras are the keys of a composer.json's extra that only name things, and no files.
var extras = []string{"laravel", "symfony", "branch-alias", "thanks", "dont-discover"}

// composerNames reports whether a composer.json names packages by path, or what plugins may take for files
// and folders.
func composerNames(text []byte) bool {
	var m composerManifest
	if json.Unmarshal(text, &m) != nil || m.Config["vendor-dir"] != nil || m.Config["bin-dir"] != nil {
		return true
	}
	for key := range m.Extra {
		if !slices.Contains(extras, key) {
			return true
		}
	}
	var list []composerRepository
	var named map[string]composerRepository
	if len(m.Repositories) > 0 && json.Unmarshal(m.Repositories, &list) != nil && json.Unmarshal(m.Repositories, &named) != nil {
		return true
	}
	for _, r := range named {
		list = append(list, r)
	}
	return slices.ContainsFunc(list, func(r composerRepository) bool {
		return r.Type == "path" || r.Type == "artifact" || r.URL != "" && !strings.Contains(r.URL, "://") && !strings.HasPrefix(r.URL, "git@")
	})
}

type composerRepository struct{ Type, URL string }

// ofComposer is for `composer install`. Without scripts and the list of classes it needs no code. The
// install below finds the packages there and does the rest. https://getcomposer.org/doc/03-cli.md#install-i
func ofComposer(call *shell.PackageCall) (ProjectInstall, bool) {
	if call.Verb != "install" || len(call.Packages) > 0 || call.Has("-d", "--working-dir", "--dry-run", "--download-only") {
		return ProjectInstall{}, false
	}
	var options []string
	for _, o := range []string{"--no-scripts", "--no-autoloader"} {
		if !call.Has(o) {
			options = append(options, o)
		}
	}
	return ProjectInstall{manifests("composer.json", "composer.lock", "symfony.lock", "auth.json"), func(read Reader) (Ahead, bool) {
		var m composerManifest
		if text := read("composer.json"); len(text) > maxManifest || json.Unmarshal(text, &m) != nil {
			return Ahead{}, false
		}
		packages := 0
		for name := range m.Require {
			if strings.Contains(name, "/") {
				packages++
			}
		}
		// Without its lock, Flex would write the packages' configuration now.
		flex := m.Require["symfony/flex"] != nil && read("symfony.lock") == nil
		return Ahead{Again: "install all dependencies", Command: withOptions(call, nil, options...)}, packages > 0 && len(options) > 0 && !flex
	}}, true
}
