package effects

import "slices"

// systemTools is for commands that configure a distribution's packages.
var systemTools = family{
	programs: []string{
		"a2enmod", "a2dismod", "a2ensite", "a2dissite", "a2enconf", "a2disconf", "phpenmod", "phpdismod", "docker-php-ext-install", "docker-php-ext-enable", "docker-php-ext-configure", "pecl",
		"locale-gen", "localedef", "update-locale", "dpkg-reconfigure", "debconf-set-selections", "update-alternatives", "update-ca-certificates", "ldconfig", "fc-cache",
		"apt-key", "apt-mark", "apt-cache", "add-apt-repository", "rc-update", "systemctl", "dpkg", "rpm", "gpg",
	},
	effect: func(c *call) Effect {
		e := systemPackages("DEBIAN_*", "DEBCONF_*", "APT_*", "DPKG_*", "PHP_*", "APACHE_*", "GNUPGHOME")
		e.Class = Files
		switch program := c.Program(); {
		case program == "docker-php-ext-install" || program == "pecl":
			e.Class = Compile
		case program == "systemctl" && !c.has("enable", "disable", "mask"):
			return unknown("`systemctl`, which may read and write anything")
		case slices.Contains([]string{"dpkg", "rpm", "gpg", "apt-key"}, program):
			for _, w := range c.arguments("--keyserver", "--recv-keys", "--recv-key", "--recv", "-o", "--output", "--add-architecture") {
				if name, ok := c.path(w); ok {
					e.Reads, e.Writes = append(e.Reads, below(name)...), append(e.Writes, below(name)...)
				}
			}
			if w, ok := c.option("-o", "--output"); ok {
				name, known := c.path(w)
				if !known {
					return unknown("an output of `" + program + "` that is not known")
				}
				e.Writes = append(e.Writes, below(name)...)
			}
		}
		if home, ok := c.home(); ok {
			e.Writes = append(e.Writes, below(home)...)
			e.Reads = append(e.Reads, below("/usr/src/php")...)
			e.Writes = append(e.Writes, below("/usr/src/php", "/usr/local")...)
			return e
		}
		return unknown("a home folder that is not known")
	},
}
