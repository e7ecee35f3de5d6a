package rules

import (
	"regexp"
	"slices"
)

// All is every rule, in the order in which their fixes are applied where
// several meet on the same lines: first what may remove whole instructions,
// then what moves them, last what changes words.
var All = []*Rule{
	fromLanguageImage,
	cmdMultiple,
	fromEndOfLife,
	entrypointMultiple,
	healthcheckMultiple,
	runNoEffect,
	runSecret,
	runPipExternallyManaged,
	argOutOfScope,
	runAptUpdateAlone,
	runMerge,
	copyAllBeforeInstall,
	copyOrder,
	argEarly,
	metadataEarly,
	runChownCopy,
	fromUntagged,
	fromLatest,
	fromSlim,
	runSudo,
	runAptCli,
	runAptYes,
	runAptNoRecommends,
	runAptLists,
	runYumYes,
	runYumClean,
	runDnfYes,
	runDnfClean,
	runMicrodnfClean,
	runZypperYes,
	runZypperClean,
	runApkNoCache,
	runYarnCache,
	runUseraddLastlog,
	runWgetProgress,
	runPipNoCache,
	runNpmCi,
	runTorchCpu,
	addInsteadOfCopy,
	copyDestSlash,
	workdirRelative,
	envLegacy,
	maintainer,
	cmdMalformedJSON,
	cmdExecForm,
	entrypointSinglePurpose,
	envPython,
	dataInContainer,
	userRoot,
	runShellcheck,

	// Those without a fix.
	runAptPin,
	runApkPin,
	runYumPin,
	runDnfPin,
	runZypperPin,
	runGemPin,
	runNpmPin,
	runPipPin,
	runGoPin,
	runAptDistUpgrade,
	runZypperDistUpgrade,
	runUpgrade,
	runCd,
	runPipefail,
	runUselessCommand,
	runWgetAndCurl,
	runShellLink,
	runForceYes,
	runTlsOff,
	runOldReleaseFails,
	runTarAdd,
	runDeleteLater,
	runInstallScripts,
	runModelDownload,
	copyWritableProgram,
	runChmod777,
	runPipeToShell,
	runHTTPURL,
	runPassword,
	runWeakHash,
	runWeakTls,
	runMountMode,
	stageUnnamed,
	runExtraIndex,
	addChecksum,
	fromTrustedRegistry,
	copySecretFile,
	copyFromUnknown,
	copyRelativeDest,
	fromTagAndDigest,
	fromDevelFinal,
	cmdJSONVariable,
	envSelfReference,
	runtimeInstall,
	serviceAutostart,
	copyMissingSource,
	copyDockerignore,
	inlineIgnore,
	labelKey,
	labelMissing,
	labelExtra,
	labelEmpty,
	labelURL,
	labelTime,
	labelSPDX,
	labelHash,
	labelSemver,
	labelEmail,
	exposeSSH,
	exposePort,
	argSecret,
	healthcheckToolMissing,
	volumeModified,
	onbuildForbidden,
	copyFromSelf,
	copyFromRoot,
	envDebug,
	runSecurityInsecure,
	runNetworkHost,
	stageUnused,
	fromDigest,
	stageOrder,
	workdirSystem,
	userNumeric,
	healthcheckMissing,

	// Those that only pass on what BuildKit's own checks say.
	stageCasing,
	stageReserved,
	stageDuplicate,
	fromCasing,
	fromPlatform,
	invalidBaseImagePlatform,
	fromArgUndefined,
	fromArgDefault,
	instructionCasing,
	emptyContinuation,
	envUndefined,
	envSecret,
	copyIgnored,
	invalidDefinitionDescription,
	exposeFormat,
	exposeProtoCasing,

	parseError,
	unusedIgnore,
	internalError,
	scriptRestartAlways,
	scriptExecInstall,
	scriptDockerCommit,
	scriptRunNoVolume,
	unitDockerAutostart,
	composeRestartAlways,
	composeDataNoVolume,
	composePortAllInterfaces,
	composePrivileged,
	composeDockerSocket,
	composeHostNetwork,
	composeImageUntagged,
	composeDataPlace,
	composeDuplicatePort,
	composeDuplicateName,
	composeBuildMissing,
	composeIncludeMissing,
	composeMountHidesInstall,
	composeCommandInstall,
	composeAnonymousVolume,
	composeSecretInClear,
	composeDependsNoHealth,
	composeVersionObsolete,
}

// shellCode matches ShellCheck's names: all are run-shellcheck's.
var shellCode = regexp.MustCompile(`^SC\d{4}$`)

// findAll returns the rules of an id or alias: what is one rule to another linter
// may be two here.
func findAll(name string) []*Rule {
	return slices.DeleteFunc(slices.Clone(All), func(r *Rule) bool { return !slices.Contains(r.Names(), name) })
}

// Find returns the rule of an id or alias, the first where there are two. The error names the nearest known
// name.
func Find(name string) (*Rule, error) {
	var known []string
	if named := findAll(name); len(named) > 0 {
		return named[0], nil
	}
	for _, r := range All {
		known = append(known, r.Names()...)
	}
	if shellCode.MatchString(name) {
		return runShellcheck, nil
	}
	return nil, UnknownNameError("rule", name, known)
}
