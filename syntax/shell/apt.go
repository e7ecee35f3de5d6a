package shell

// AptPrograms are the names of apt's package managers.
var AptPrograms = []string{"apt-get", "apt", "aptitude"}

// SystemManagers are the package managers of distributions.
var SystemManagers = []string{"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf"}
