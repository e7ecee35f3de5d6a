// Package effects says what a Dockerfile's instructions read and write: paths in
// the image and the build context, variables, accounts, the configuration. Two
// instructions can change places if neither writes what the other reads or
// writes; see [Independent]. The image stays the same. Unknown commands read and
// write everything.
//
// # The instructions
//
//	instruction      reads                                  writes
//	COPY, ADD        its sources in the build context,      the files at their destinations; the
//	                 variables in its words, the workdir,   folders above, where they may be missing
//	                 the account of --chown
//	RUN              user, workdir, shell, and what its     what its commands write
//	                 commands read, variables in its words
//	ENV, ARG         variables in its words                 its variables
//	USER             variables in its words                 the user
//	WORKDIR          the user, the workdir, variables       the workdir; the folder, where it is missing
//	SHELL            -                                      the shell
//	LABEL, EXPOSE    variables in its words                 that label, that port
//	VOLUME           variables in its words                 the configuration, the files below
//	CMD, ENTRYPOINT  the shell, variables in its words      what starts
//	others           variables in its words                 a configuration of their name
//
// # The commands
//
// Each family of commands has a file and a table of tests of its own:
//
//	family     commands                                  reads                       writes
//	apt        apt-get, apt: update, install, …          the system's folders        the system's folders
//	apk, rpm   apk, yum, dnf, microdnf, zypper           the same                    the same
//	system     a2enmod, docker-php-ext-install,          the system's folders        the system's folders, /usr/local
//	           update-ca-certificates, dpkg, apt-key, …
//	pip        pip install -r FILE, NAME, DIR            the files, python           site-packages, the virtual
//	                                                                                 environment, caches
//	conda      conda, mamba: install, env create, …      environment.yml             where conda is, caches
//	python     python -m venv, virtualenv                python                      the environment
//	project    poetry, uv sync, pipenv, pdm              its manifests or the        site-packages, .venv, caches
//	                                                     whole folder
//	npm        npm, yarn, pnpm: ci, install              package.json, lock files,   node_modules, caches; the lock
//	                                                     .npmrc; those of the        file, unless it is frozen
//	                                                     workspaces; all, where the
//	                                                     package has hooks
//	corepack   corepack enable, prepare                  -                           the managers' programs
//	go         go mod download, go build, go install     go.mod, go.sum; the folder  the module cache, the output
//	jvm        mvn, gradle                               pom.xml for dependency:     ~/.m2, target; ~/.gradle, build
//	                                                     goals, else the folder
//	bundle     bundle install, gem install               Gemfile, its lock           the gems; the lock, unless frozen
//	cargo      cargo fetch, build, install               the folder                  target, CARGO_HOME
//	composer   composer install                          the folder; composer.json   vendor, caches
//	                                                     and its lock, without
//	                                                     scripts and autoloader
//	files      mkdir, touch, rm, cp, mv, ln, chmod,      what they name              what they name
//	           chown, tar, unzip, sed -i, cat, …
//	download   curl, wget, git clone                     the network                 the file or folder they name
//	users      useradd, groupadd, adduser, addgroup      the numbers given so far    the account, its home
//	shell      cd, echo, set, true, export, test, …      -                           -
//
// If a manifest names other files ([NamesMore]), or isn't in the build context, the
// effect also reads its folder. Without a repository, the effect assumes that a
// manifest names none and says so ([Effect.Assumes]).
//
// The package may import syntax. It touches neither the network, the clock nor
// the environment.
package effects
