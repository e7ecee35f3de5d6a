package effects

import (
	"slices"
	"testing"
)

func TestManifestsNameWhatOnlyDevelopersNeed(t *testing.T) {
	tests := map[string]struct {
		read  func([]byte) *DevDependencies
		text  string
		names []string
		large bool
		hooks bool
	}{
		"node":                     {NodeDevDependencies, `{"devDependencies": {"tape": "1", "typescript": "5"}}`, []string{"tape", "typescript"}, true, false},
		"node, needed as well":     {NodeDevDependencies, `{"dependencies": {"next": "1"}, "devDependencies": {"next": "1", "tape": "1"}}`, []string{"tape"}, false, false},
		"node with a hook":         {NodeDevDependencies, `{"scripts": {"postinstall": "tsc"}, "devDependencies": {"tape": "1"}}`, []string{"tape"}, false, true},
		"node with workspaces":     {NodeDevDependencies, `{"workspaces": [], "devDependencies": {"tape": "1"}}`, []string{"tape"}, false, true},
		"a scoped large one":       {NodeDevDependencies, `{"devDependencies": {"@babel/core": "7"}}`, []string{"@babel/core"}, true, false},
		"types aren't the tool":    {NodeDevDependencies, `{"devDependencies": {"@types/jest-when": "1"}}`, []string{"@types/jest-when"}, false, false},
		"composer":                 {PHPDevDependencies, `{"require-dev": {"phpunit/phpunit": "11"}}`, []string{"phpunit/phpunit"}, true, false},
		"composer with a script":   {PHPDevDependencies, `{"require-dev": {"a/b": "1"}, "scripts": {"post-install-cmd": "x"}}`, []string{"a/b"}, false, true},
		"uv":                       {UVDevDependencies, "[dependency-groups]\nlint = [\"a\"]\ndev = [\n  \"ruff\",\n]\n", []string{"dev"}, true, false},
		"uv's older form":          {UVDevDependencies, "[tool.uv]\ndev-dependencies = [\"a\"]\n\n[tool.ruff]\n", []string{"dev"}, false, false},
		"uv, another group":        {UVDevDependencies, "[dependency-groups]\nlint = [\"ruff\"]\n\n[tool.x]\ndev = 1\n", nil, false, false},
		"uv with its own defaults": {UVDevDependencies, "[dependency-groups]\ndev = [\"a\"]\n[tool.uv]\ndefault-groups = []\n", nil, false, false},
		"poetry":                   {PoetryDevDependencies, "[tool.poetry.group.dev.dependencies]\nmypy = \"1\"\n", []string{"dev"}, true, false},
		"poetry's older form":      {PoetryDevDependencies, "[tool.poetry.dev-dependencies]\na = \"1\"\n[x]\nmypy = \"1\"\n", []string{"dev"}, false, false},
		"poetry without":           {PoetryDevDependencies, "[tool.poetry.group.docs.dependencies]\nmypy = \"1\"\n", nil, false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.read([]byte(tt.text)); !slices.Equal(got.Names, tt.names) || got.Large != tt.large || got.Hooks != tt.hooks {
				t.Errorf("%+v", got)
			}
		})
	}
	if NodeDevDependencies([]byte("{")) != nil || PHPDevDependencies([]byte("[]")) != nil {
		t.Error("what can't be read has dependencies")
	}
}
