package effects

import "testing"

func TestNpmReadyBuilt(t *testing.T) {
	const manifest = `{"dependencies": {"express": "5"}}`
	const lock = `{"lockfileVersion": 3, "packages": {"": {}, "node_modules/express": {"version": "5.1.0"}}}`
	tests := []struct {
		name, manifest, lock string
		ready                bool
	}{
		{"packages without scripts", manifest, lock, true},
		{"a package with a script", manifest, `{"lockfileVersion": 3, "packages": {"node_modules/express": {"hasInstallScript": true}}}`, false},
		{"a nested package with a script", manifest, `{"lockfileVersion": 3, "packages": {"node_modules/express": {}, "node_modules/express/node_modules/a": {"hasInstallScript": true}}}`, false},
		{"a lock that doesn't say", manifest, `{"lockfileVersion": 1, "dependencies": {"express": {"version": "5.1.0"}}}`, false},
		{"a dependency that the lock lacks", `{"dependencies": {"express": "5", "authenticate-pam": "1"}}`, lock, false},
		{"an optional dependency that the lock lacks", `{"dependencies": {"express": "5"}, "optionalDependencies": {"a": "1"}}`, lock, false},
		{"a package of the workspace", manifest, `{"lockfileVersion": 3, "packages": {"node_modules/express": {"link": true}}}`, false},
		{"a script of the project", `{"scripts": {"postinstall": "node-gyp rebuild"}}`, lock, false},
		{"a project that is compiled", `{"gypfile": true}`, lock, false},
		{"no manifest", "", lock, false},
		{"no lock", manifest, "", false},
		{"not JSON", manifest, "lockfileVersion", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := NpmReadyBuilt([]byte(tt.manifest), []byte(tt.lock)); got != tt.ready {
				t.Errorf("%v, want %v", got, tt.ready)
			}
		})
	}
}
