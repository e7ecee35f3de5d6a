package needs

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// programOf returns the program of a Dockerfile in a tree.
func programOf(t *testing.T, text string, tree fstest.MapFS) *Program {
	t.Helper()
	file := dockerfile.Parse("Dockerfile", []byte(text))
	if file.Err != nil {
		t.Fatalf("%s: %v", text, file.Err)
	}
	known := facts.Gather(nil, nil, time.Time{}, nil)
	if tree != nil {
		known = facts.Gather(tree, nil, time.Time{}, nil)
	}
	return Of(known, file, file.FinalStage())
}

func TestAccountsThatRunCreates(t *testing.T) {
	tests := []struct{ base, run, name, group, home string }{
		{"debian:12", "useradd -ms /bin/bash app", "app", "app", "/home/app"},
		{"debian:12", "useradd --create-home --home-dir=/srv/app app", "app", "app", "/srv/app"},
		{"debian:12", "useradd -m -g users app", "app", "users", "/home/app"},
		{"debian:12", "useradd -mN app", "app", "", "/home/app"},
		{"debian:12", "useradd app -m -G docker,audio", "app", "app", "/home/app"},
		{"debian:12", "useradd -m -c 'first last' -u 900 app", "app", "app", "/home/app"},
		{"debian:12", "adduser --disabled-password app --gecos x", "app", "app", "/home/app"},
		{"debian:12", "adduser --disabled-password --no-create-home app && chown app /srv", "app", "app", ""},
		{"debian:12", "adduser --system app && chown app /srv", "app", "", ""},
		{"debian:12", "adduser --system --group --home /srv/app app", "app", "app", "/srv/app"},
		{"debian:12", "adduser --system --ingroup audio --home /srv/app app", "app", "audio", "/srv/app"},
		{"debian:12", "id app || useradd -m app", "app", "app", "/home/app"},
		{"debian:12", "sudo -E useradd -m app", "app", "app", "/home/app"},
		{"debian:12", "sh -c 'useradd -m app'", "app", "app", "/home/app"},
		{"alpine:3.22", "adduser -D app -G users", "app", "users", "/home/app"},
		{"alpine:3.22", "adduser -D -h /srv/app app", "app", "app", "/srv/app"},
		{"alpine:3.22", "adduser -D -H app && chown app /srv", "app", "app", ""},
		{"alpine:3.22", "addgroup -S grp && adduser -S -G grp app", "app", "grp", "/home/app"},
		{"alpine:3.22", "adduser -S app", "app", "", "/home/app"},
		{"fedora:43", "useradd app", "app", "app", "/home/app"},
		{"fedora:43", "useradd -r app && chown app /srv", "app", "app", ""},
		{"fedora:43", "adduser -m -G wheel app", "app", "app", "/home/app"},
		{"debian:12", "useradd big", "", "", ""},
		{"debian:12", "groupadd app", "", "", ""},
		{"node:22", "true", "node", "node", "/home/node"},
		{"node:22", "useradd -m app", "app", "app", "/home/app"},
		{"node:22", "deluser --remove-home node", "", "", ""},
		{"nginx:1.28", "true", "nginx", "nginx", ""},
	}
	for _, tt := range tests {
		got, obstacle := programOf(t, "FROM "+tt.base+"\nRUN "+tt.run+"\nCMD [\"/a\"]\n", nil).Account()
		if got.Name != tt.name || got.Group != tt.group || got.Home != tt.home || obstacle != "" {
			t.Errorf("%s: %s: user %q, group %q, home %q, %s", tt.base, tt.run, got.Name, got.Group, got.Home, obstacle)
		}
	}
}

func TestAccountsThatNobodyCanTell(t *testing.T) {
	for _, run := range []string{
		"useradd -m a && useradd -m b", "useradd -m $WHO", "for u in a b; do useradd -m $u; done", "if [ -n \"$X\" ]; then useradd -m app; fi", "adduser app audio", "addgroup app audio",
	} {
		if got, obstacle := programOf(t, "FROM debian:12\nRUN "+run+"\nCMD [\"/a\"]\n", nil).Account(); obstacle == "" {
			t.Errorf("%s: user %q", run, got.Name)
		}
	}
}

// TestObstacles has pairs: lines with something that a person must decide, and lines without.
func TestObstacles(t *testing.T) {
	tests := []struct{ has, not string }{
		{"RUN npx -y playwright@1.50 install --with-deps", "ENV PLAYWRIGHT_BROWSERS_PATH=/opt/b\nRUN npx -y playwright@1.50 install --with-deps"},
		{"RUN yarn playwright install", "RUN yarn playwright --version"},
		{"RUN poetry run playwright install chromium", "RUN PLAYWRIGHT_BROWSERS_PATH=/opt/b poetry run playwright install chromium"},
		{"RUN uv run --with playwright playwright install", "RUN export PLAYWRIGHT_BROWSERS_PATH=/b && playwright install"},
		{"RUN npx @puppeteer/browsers@2 install chrome", "RUN npx @puppeteer/browsers install chrome --path /opt/b"},
		{"RUN npm install puppeteer@24", "ENV PUPPETEER_SKIP_DOWNLOAD=true\nRUN npm install puppeteer"},
		{"RUN npm i cypress", "RUN npm i --ignore-scripts cypress"},
		{"RUN python3 -m nltk.downloader punkt", "RUN python3 -m nltk.downloader -d /usr/share/nltk_data punkt"},
		{"RUN python3.11 -c 'import nltk; nltk.download(\"punkt\")'", "RUN python3.11 -c 'import nltk; nltk.download(\"punkt\", download_dir=\"/n\")'"},
		{"RUN python <<EOF\nfrom transformers import pipeline\nEOF", "RUN python <<EOF\nprint('transform')\nEOF"},
		{"RUN python -c \"import torch; torch.hub.load('a', 'b')\"", "RUN python -c \"import torch\""},
		{"RUN huggingface-cli download a/b", "RUN huggingface-cli download a/b --local-dir /models"},
		{"RUN pip install --user flask", "ENV PYTHONUSERBASE=/opt/py\nRUN pip install --user flask"},
		{"RUN pipx install ruff", "ENV PIPX_HOME=/opt/pipx\nRUN pipx install ruff"},
		{"RUN curl https://sh.rustup.rs -sSf | sh -s -- -y", "ENV CARGO_HOME=/usr/local/cargo\nRUN curl https://sh.rustup.rs -sSf | sh -s -- -y"},
		{"RUN curl -o- https://raw.githubusercontent.com/nvm-sh/nvm/v0.40.1/install.sh | bash", "ENV NVM_DIR=/opt/nvm\nRUN curl -o- https://raw.githubusercontent.com/nvm-sh/nvm/v0.40.1/install.sh | bash"},
		{"RUN curl -LsSf https://astral.sh/uv/install.sh | sh", "RUN curl -LsSf https://astral.sh/uv/install.sh | env UV_INSTALL_DIR=/bin sh"},
		{"RUN export NVM_DIR=\"$HOME/.nvm\" && nvm install 22", "RUN export NVM_DIR=\"/opt/nvm\" && nvm install 22"},
		{"RUN wget -qO- https://bun.sh/install | bash", "ENV BUN_INSTALL=/opt/bun\nRUN wget -qO- https://bun.sh/install | bash"},
		{"RUN go install example.com/x@latest", "ENV GOBIN=/usr/local/bin\nRUN go install example.com/x@latest"},
		{"RUN cargo install ripgrep", "RUN cargo install --root /usr/local ripgrep"},
		{"RUN uv python install 3.13", "RUN uv python install 3.13 --install-dir /opt/py"},
		{"RUN poetry install --no-root", "RUN poetry config virtualenvs.create false && poetry install --no-root"},
		{"RUN poetry install", "ENV POETRY_VIRTUALENVS_IN_PROJECT=1\nRUN poetry install"},
		{"RUN pipenv install --deploy", "RUN pipenv install --deploy --system"},
		{"RUN mvn package\nCMD mvn spring-boot:run", "RUN mvn package\nCMD java -jar /a.jar"},
		{"RUN chmod 700 /a", "RUN chmod 755 /a"},
		{"RUN chmod u+x /a", "RUN chmod +x /a"},
		{"RUN chmod 744 /a", "RUN chmod 644 /b"},
		{"COPY --chmod=0700 a /a", "COPY --chmod=0755 a /a"},
		{"RUN chmod 600 /etc/key", "WORKDIR /shop\nRUN chmod 600 /shop/key"},
		{"RUN chmod -R go-rwx /opt/a", "RUN chown app /opt/a && chmod go-rwx /opt/a"},
		{"VOLUME /data", "RUN mkdir /data"},
		{"CMD ping -c 1 a", "CMD echo ping"},
		{"CMD [\"/a\", \"--port=80\"]", "CMD [\"/a\", \"--port=8080\"]"},
		{"CMD [\"/a\", \"-b\", \":443\"]", "CMD [\"/a\", \"-b\", \":8443\"]"},
		{"ENV ASPNETCORE_URLS=http://+:80", "ENV ASPNETCORE_URLS=http://+:5000 SMTP_PORT=25"},
		{"ENV PORT=80\nCMD /a --port $PORT", "ENV PORT=8080\nCMD /a --port $PORT"},
		{"CMD /a > /a.log", "CMD /a > /tmp/a.log 2>&1"},
		{"CMD /a >> a.log", "WORKDIR /shop\nCMD /a >> a.log"},
		{"CMD apt-get install -y jq", "RUN apt-get install -y jq"},
		{"# docker run -v /var/run/docker.sock:/var/run/docker.sock a", "# docker run -v a:/a a"},
		{"LABEL run=\"docker run --cap-add NET_ADMIN a\"", "LABEL run=\"docker run a\""},
		{"RUN uv sync", "ENV UV_PYTHON_DOWNLOADS=never\nRUN uv sync"},
		{"RUN dotnet tool install -g x", "RUN dotnet tool install --tool-path /opt x"},
		{"COPY model /root/.cache/model", "COPY model /models"},
		{"RUN mkdir -p ~/.ssh", "RUN rm -rf ~/.cache"},
		{"ENV PATH=/root/.local/bin:$PATH", "ENV PATH=/rooted/bin:$PATH"},
		{"WORKDIR /root", "WORKDIR /rooted"},
		{"WORKDIR /data\nCMD [\"ffmpeg\"]", "WORKDIR /data\nCOPY a .\nCMD [\"ffmpeg\"]"},
		{"RUN playwright install", "ENV HOME=/opt/home\nRUN playwright install"},
		{"RUN playwright install", "USER nobody\nRUN playwright install\nUSER root"},
	}
	for _, tt := range tests {
		file := func(lines string) string {
			if !strings.Contains(lines, "CMD") {
				lines += "\nCMD [\"/a\"]"
			}
			return "FROM debian:12\n" + lines + "\n"
		}
		if programOf(t, file(tt.has), nil).Obstacle() == "" {
			t.Errorf("no obstacle: %s", tt.has)
		}
		if obstacle := programOf(t, file(tt.not), nil).Obstacle(); obstacle != "" {
			t.Errorf("%s: %s", tt.not, obstacle)
		}
	}
}

func TestRootByDesign(t *testing.T) {
	for lines, want := range map[string]bool{
		`CMD ["gosu", "app", "/a"]`:                                   true,
		`CMD ["tini", "--", "su-exec", "app", "/a"]`:                  true,
		`CMD exec su app -c /a`:                                       true,
		`CMD sudo -E -u app /a`:                                       true,
		`CMD ["/a", "--user=app"]`:                                    true,
		`CMD ["/a", "--user", "app"]`:                                 true,
		`CMD ["/a", "--user=root"]`:                                   false,
		"RUN apt-get install -y gosu\nCMD [\"/a\"]":                   true,
		"COPY --from=x /gosu /usr/local/bin/gosu\nCMD [\"/a\"]":       true,
		"RUN echo gosu-like\nCMD [\"/a\"]":                            false,
		"RUN pip install --user flask\nCMD [\"/a\"]":                  false,
		"RUN su app -c 'touch /x'\nCMD [\"/a\"]":                      false,
		"# drop root with gosu later\nENV GOSU_LIKE=no\nCMD [\"/a\"]": false,
		"EXPOSE 443/tcp\nCMD [\"/a\"]":                                true,
		"EXPOSE 8443\nCMD [\"/a\"]":                                   false,
		`CMD ["./start.sh"]`:                                          true,
	} {
		if got := programOf(t, "FROM debian:12\n"+lines+"\n", nil).RootByDesign(); got != want {
			t.Errorf("%s: %v", lines, got)
		}
	}
}

func TestFolders(t *testing.T) {
	tests := []struct{ lines, want string }{
		{"RUN mkdir -p /data/in $X\nARG Y=1", "?"},
		{"ENV D=/data\nRUN mkdir -p \"$D/in\" ${D}/out", "/data/in /data/out"},
		{"RUN mkdir /data/a /data/{b,c}", "/data*"},
		{"RUN cd /srv && mkdir shop", "/srv/shop"},
		{"RUN install -d -m 755 -o root /srv/shop", "/srv/shop"},
		{"RUN mkdir -p /etc/x /usr/share/x /tmp/x /var/lib/apt/lists /opt", ""},
		{"RUN mkdir -p /var/log/x /var/run/x /run/y /var/lib/x", "/var/log/x /run/x /run/y /var/lib/x"},
		{"RUN mkdir /x && rm -r /x", ""},
		{"RUN mkdir /x\nRUN rm -rf /x/*", "/x"},
		{"RUN mkdir /x && cd /x && make", ""},
		{"WORKDIR /data\nWORKDIR /shop", "/shop* /data"},
		{"WORKDIR /src\nRUN make\nWORKDIR /shop", "/shop*"},
		{"WORKDIR /", ""},
		{"ENV LOG_FILE=/var/log/shop/x.log", "+/var/log/shop"},
		{"ENV SQLITE_PATH=/shop/shop.db APP_HOME=/shop JAVA_HOME=/opt/java", "+/shop"},
		{"ENV UPLOAD_DIR=/etc/shop", "?"},
		{"ENV TMPDIR=/tmp CACHE_DIR=/tmp/c", ""},
		{"COPY db/ /srv/db/", "/srv/db*"},
		{"COPY db/ /opt/shop/", ""},
	}
	for _, tt := range tests {
		folders, obstacle := programOf(t, "FROM debian:12\n"+tt.lines+"\nCMD [\"/a\"]\n", nil).Folders()
		var got []string
		for _, f := range folders {
			name := f.Path
			if f.Missing {
				name = "+" + name
			}
			if f.Whole {
				name += "*"
			}
			got = append(got, name)
		}
		if obstacle != "" {
			got = []string{"?"}
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s: %s, want %s", tt.lines, text, tt.want)
		}
	}
}

func TestOwnFolder(t *testing.T) {
	for dir, own := range map[string]bool{
		"/app": true, "/data/in": true, "/opt": true, "/opt/app": true, "/srv": true, "/home/app": true, "/usr/src/app": true, "/usr/local/app": true, "/var/www/html": true, "/var/app": true, "/etcetera": true,
		"": false, "/": false, "app": false, "/etc/app": false, "/usr": false, "/usr/app": false, "/usr/local": false, "/usr/local/bin": false, "/var": false, "/var/lib/app": false, "/var/www": false, "/tmp/app": false, "/root": false, "/a b": false, "/$A": false,
	} {
		if got := OwnFolder(dir); got != "" != own {
			t.Errorf("%s: %q", dir, got)
		}
	}
}

// TestSizeOfCopies checks at which size a folder is given by COPY.
func TestSizeOfCopies(t *testing.T) {
	for size, whole := range map[int]bool{4 << 20: true, 6 << 20: false} {
		tree := fstest.MapFS{"shop.py": {Data: []byte("1")}, "model/x.bin": {Data: make([]byte, size)}, ".dockerignore": {Data: []byte("ignored")}, "ignored/y.bin": {Data: make([]byte, 6<<20)}}
		folders, _ := programOf(t, "FROM python:3.13\nWORKDIR /shop\nCOPY . .\nCMD [\"python\", \"shop.py\"]\n", tree).Folders()
		if len(folders) != 1 || folders[0].Whole != whole || whole == (len(folders[0].Copies) == 1) {
			t.Errorf("%d bytes: %+v", size, folders)
		}
	}
}

func TestWantsHome(t *testing.T) {
	tests := []struct {
		lines string
		tree  fstest.MapFS
		want  bool
	}{
		{"COPY shop.py /\nCMD [\"python3\", \"/shop.py\"]", nil, false},
		{"COPY . /shop\nRUN pip install -r /shop/requirements.txt\nCMD [\"python3\", \"/shop/shop.py\"]", nil, false},
		{"RUN pip install matplotlib\nCMD [\"python3\", \"/shop.py\"]", nil, true},
		{"RUN pip install --upgrade pip\nCMD [\"python3\", \"/shop.py\"]", nil, false},
		{"CMD [\"uv\", \"run\", \"shop.py\"]", nil, true},
		{"CMD [\"python3\", \"-m\", \"shop\"]", nil, true},
		{"ENV HOME=/shop\nCMD [\"uv\", \"run\", \"shop.py\"]", nil, false},
		{"COPY . .\nCMD [\"python3\", \"shop.py\"]", fstest.MapFS{"shop.py": {Data: []byte("open(os.path.expanduser('~/.shop'))")}}, true},
		{"COPY . .\nCMD [\"python3\", \"shop.py\"]", fstest.MapFS{"shop.py": {Data: []byte("print('home')")}}, false},
		{"COPY . .\nCMD [\"python3\", \"shop.py\"]", fstest.MapFS{"shop.py": {}, "requirements.txt": {Data: []byte("flask")}}, true},
	}
	for _, tt := range tests {
		if got := programOf(t, "FROM debian:12\n"+tt.lines+"\n", tt.tree).WantsHome(); got != tt.want {
			t.Errorf("%s: %v", tt.lines, got)
		}
	}
}
