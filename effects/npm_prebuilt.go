package effects

import "encoding/json"

// npmLock is what a package-lock.json says of installs. Versions before 2 don't say which packages
// run a script. Source: https://docs.npmjs.com/cli/configuring-npm/package-lock-json
type npmLock struct {
	LockfileVersion int `json:"lockfileVersion"`
	Packages        map[string]struct {
		HasInstallScript bool `json:"hasInstallScript"`
		Link             bool `json:"link"`
	} `json:"packages"`
}

// npmManifest is what a package.json says of installs.
type npmManifest struct {
	Gypfile      bool              `json:"gypfile"`
	Scripts      map[string]string `json:"scripts"`
	Dependencies map[string]string `json:"dependencies"`
	Optional     map[string]string `json:"optionalDependencies"`
}

// NpmReadyBuilt reports whether installing what a package-lock.json lists is known to compile nothing
// and to run no script: neither of a package, going by the lock, nor of the project itself, going by
// its package.json. A dependency that the lock doesn't list may be anything.
func NpmReadyBuilt(manifest, lock []byte) bool {
	var project npmManifest
	var locked npmLock
	if json.Unmarshal(manifest, &project) != nil || json.Unmarshal(lock, &locked) != nil || locked.LockfileVersion < 2 {
		return false
	}
	for _, script := range []string{"preinstall", "install", "postinstall", "prepare"} {
		if project.Scripts[script] != "" {
			return false
		}
	}
	for _, names := range []map[string]string{project.Dependencies, project.Optional} {
		for name := range names {
			if _, ok := locked.Packages["node_modules/"+name]; !ok {
				return false
			}
		}
	}
	for _, p := range locked.Packages {
		if p.HasInstallScript || p.Link {
			return false
		}
	}
	return !project.Gypfile
}
