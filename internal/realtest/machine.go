package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// registryVariables are variables of this machine that tell clients where to get packages from.
var registryVariables = regexp.MustCompile(`^(?:PIP_(?:EXTRA_)?INDEX_URL|PIP_TRUSTED_HOST|UV_(?:DEFAULT_)?INDEX\w*|(?i:npm_config_(?:registry|strict_ssl))|(?i:https?|no)_proxy)=.`)

// registryFiles are settings of this machine that do the same for clients that have no variable for it.
var registryFiles = map[string]string{
	"/root/.m2/settings.xml":    "/root/.m2/settings.xml",
	"/root/.cargo/config.toml":  "/root/.cargo/config.toml",
	"/root/.gradle/init.gradle": "/root/.gradle/init.gradle",
}

// bundles are the places where distributions keep the certificates that they trust.
var bundles = []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"}

// bundle is the place of the machine's certificates in the base images. It isn't the distribution's own: an image
// without the package ca-certificates must fail where it fails elsewhere.
const bundle = "/usr/local/share/machine/ca.pem"

// bundleVariables tell clients that bring their own certificates to use the machine's.
var bundleVariables = []string{"PIP_CERT", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "CARGO_HTTP_CAINFO"}

// machineVariables returns what the base images need as ENV to get packages from where this machine gets them.
func machineVariables(ctx context.Context) map[string]string {
	all := map[string]string{"UV_NATIVE_TLS": "1", "UV_PYTHON_DOWNLOADS": "never"}
	for _, name := range bundleVariables {
		all[name] = bundle
	}
	for _, v := range os.Environ() {
		if registryVariables.MatchString(v) {
			name, value, _ := strings.Cut(v, "=")
			all[name] = value
		}
	}
	// These may stand in files of the clients, so they are asked.
	for name, ask := range map[string][]string{
		"GOPROXY": {"go", "env", "GOPROXY"}, "GOSUMDB": {"go", "env", "GOSUMDB"}, "GONOSUMDB": {"go", "env", "GONOSUMDB"},
		"PIP_INDEX_URL":       {"pip", "config", "get", "global.index-url"},
		"npm_config_registry": {"npm", "config", "get", "registry"},
	} {
		out, err := exec.CommandContext(ctx, ask[0], ask[1:]...).Output()
		if value := string(bytes.TrimSpace(out)); err == nil && value != "" && value != "undefined" {
			all[name] = value
		}
	}
	return all
}

// writeMachine writes the machine's settings of a Debian release below a folder: certificates, apt's sources and
// how apt reaches them.
func writeMachine(ctx context.Context, release, folder string) error {
	files := map[string][]byte{}
	for _, name := range bundles {
		if text, err := os.ReadFile(name); err == nil {
			files[bundle] = text
			break
		}
	}
	own, err := filepath.Glob("/usr/local/share/ca-certificates/*.crt")
	if err != nil {
		return err
	}
	for _, name := range own {
		if files[name], err = os.ReadFile(name); err != nil {
			return err
		}
	}
	for name, target := range registryFiles {
		if text, err := os.ReadFile(name); err == nil {
			files[target] = text
		}
	}
	name, sources, err := aptSources(release)
	if err != nil {
		return err
	}
	files["/etc/apt/sources.list.d/"+name] = sources
	reach, err := exec.CommandContext(ctx, "apt-config", "dump", "Acquire").Output()
	if err != nil {
		return fmt.Errorf("apt-config: %w", err)
	}
	files["/etc/apt/apt.conf.d/machine"] = bytes.Join(aptReach.FindAll(reach, -1), nil)
	for name, text := range files {
		target := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec // of an image
			return err
		}
		if err := os.WriteFile(target, text, 0o644); err != nil { //nolint:gosec // of an image
			return err
		}
	}
	return nil
}

// aptReach finds the settings that say how apt reaches its sources.
var aptReach = regexp.MustCompile(`(?m)^Acquire::(?i:https?|Check-\w+|Retries|AllowInsecure\w+|ForceIPv4)\b.*\n`)

// debianSources finds the stanzas and lines for Debian itself: others' repositories don't belong into a base image.
var (
	debianSources = regexp.MustCompile(`(?m)^(?:Suites:.*|deb .*)\b(bookworm|trixie|bullseye|sid)\b`)
	releaseName   = regexp.MustCompile(`\b(?:bookworm|trixie|bullseye|sid)\b`)
)

// aptSources returns the machine's sources of Debian's packages, for another release.
func aptSources(release string) (name string, text []byte, err error) {
	places, err := filepath.Glob("/etc/apt/sources.list.d/*.sources")
	if err != nil {
		return "", nil, err
	}
	for _, place := range append(places, "/etc/apt/sources.list") {
		text, err := os.ReadFile(place)
		if err == nil && debianSources.Match(text) && bytes.Contains(text, []byte("debian")) {
			name = "debian.list"
			if filepath.Ext(place) == ".sources" {
				name = "debian.sources"
			}
			return name, releaseName.ReplaceAll(text, []byte(release)), nil
		}
	}
	return "", nil, fmt.Errorf("this machine's apt has no source of Debian's packages")
}
