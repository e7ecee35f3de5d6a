package needs

// keeper is a call of a tool that keeps something in the home of the user who calls it, which the
// program needs later. In a build that is root's home, and other users can't read it.
type keeper struct {
	call string // the program and its first words: "playwright install"
	// moves are the variables that name another place, separated by blanks; options the options.
	moves, options string
	// started are the programs that need what is kept; "" if any program may.
	started string
}

// keepers are from the tools' manuals: where they keep things, and how that can be changed.
var keepers = []keeper{
	{call: "playwright install", moves: "PLAYWRIGHT_BROWSERS_PATH"},
	{call: "patchright install", moves: "PLAYWRIGHT_BROWSERS_PATH"},
	{call: "rebrowser-playwright install", moves: "PLAYWRIGHT_BROWSERS_PATH"},
	{call: "camoufox fetch"},
	{call: "puppeteer browsers install", moves: "PUPPETEER_CACHE_DIR", options: "--path"},
	{call: "@puppeteer/browsers install", moves: "PUPPETEER_CACHE_DIR", options: "--path"},
	{call: "pyppeteer-install", moves: "PYPPETEER_HOME"},
	{call: "cypress install", moves: "CYPRESS_CACHE_FOLDER"},
	{call: "nltk.downloader", moves: "NLTK_DATA", options: "-d --dir"},
	{call: "textblob.download_corpora", moves: "NLTK_DATA"},
	{call: "gensim.downloader", moves: "GENSIM_DATA_DIR"},
	{call: "huggingface-cli download", moves: huggingFace, options: "--local-dir --cache-dir"},
	{call: "hf download", moves: huggingFace, options: "--local-dir --cache-dir"},
	{call: "docling-tools models download", options: "-o --output-dir"},
	{call: "ollama pull", moves: "OLLAMA_MODELS"},
	{call: "uv python install", moves: "UV_PYTHON_INSTALL_DIR", options: "--install-dir -i"},
	{call: "uv tool install", moves: "UV_TOOL_DIR"},
	{call: "pipx install", moves: "PIPX_HOME", options: "--global"},
	{call: "cargo install", moves: "CARGO_HOME CARGO_INSTALL_ROOT", options: "--root"},
	{call: "rustup-init", moves: "CARGO_HOME"},
	{call: "rustup toolchain install", moves: "RUSTUP_HOME"},
	{call: "rustup default", moves: "RUSTUP_HOME"},
	{call: "nvm install", moves: "NVM_DIR"},
	{call: "pyenv install", moves: "PYENV_ROOT"},
	{call: "rbenv install", moves: "RBENV_ROOT"},
	{call: "sdk install", moves: "SDKMAN_DIR"},
	{call: "fnm install", moves: "FNM_DIR"},
	{call: "volta install", moves: "VOLTA_HOME"},
	{call: "mise install", moves: "MISE_DATA_DIR"},
	{call: "asdf install", moves: "ASDF_DATA_DIR"},
	{call: "go install", moves: "GOPATH GOBIN"},
	{call: "deno cache", moves: "DENO_DIR"},
	{call: "deno install", moves: "DENO_DIR DENO_INSTALL_ROOT"},
	{call: "bun install -g", moves: "BUN_INSTALL"},
	{call: "bun add -g", moves: "BUN_INSTALL"},
	{call: "pnpm add -g", moves: "PNPM_HOME"},
	{call: "pnpm install -g", moves: "PNPM_HOME"},
	{call: "corepack enable", moves: "COREPACK_HOME", started: "pnpm yarn pnpx"},
	{call: "corepack prepare", moves: "COREPACK_HOME", started: "pnpm yarn pnpx"},
	{call: "corepack install", moves: "COREPACK_HOME", started: "pnpm yarn pnpx"},
	{call: "dotnet tool install -g", options: "--tool-path"},
	{call: "dotnet tool install --global", options: "--tool-path"},
	{call: "composer global require", moves: "COMPOSER_HOME"},
	{call: "gem install --user-install"},
	{call: "mix local.hex", moves: "MIX_HOME", started: "mix iex"},
	{call: "mix local.rebar", moves: "MIX_HOME", started: "mix iex"},
	{call: "mvn", options: "-Dmaven.repo.local", started: "mvn mvnw"},
	{call: "mvnw", options: "-Dmaven.repo.local", started: "mvn mvnw"},
	{call: "gradle", moves: "GRADLE_USER_HOME", started: "gradle gradlew"},
	{call: "gradlew", moves: "GRADLE_USER_HOME", started: "gradle gradlew"},
	{call: "sbt", moves: "COURSIER_CACHE", started: "sbt"},
	{call: "lein deps", moves: "LEIN_HOME", started: "lein"},
	{call: "cargo build", moves: "CARGO_HOME", started: "cargo"},
	{call: "helm plugin install", moves: "HELM_DATA_HOME HELM_PLUGINS"},
	{call: "helm repo add", moves: "HELM_CONFIG_HOME HELM_REPOSITORY_CONFIG"},
	{call: "ansible-galaxy", moves: "ANSIBLE_HOME ANSIBLE_COLLECTIONS_PATH ANSIBLE_ROLES_PATH", options: "-p --roles-path --collections-path"},
	{call: "jupyter notebook --generate-config", moves: "JUPYTER_CONFIG_DIR"},
	{call: "jupyter lab --generate-config", moves: "JUPYTER_CONFIG_DIR"},
	{call: "opam init", moves: "OPAMROOT", options: "--root"},
	{call: "stack install", moves: "STACK_ROOT", options: "--local-bin-path"},
	{call: "cabal install", moves: "CABAL_DIR", options: "--installdir"},
	{call: "krew install", moves: "KREW_ROOT"},
	{call: "wineboot", moves: "WINEPREFIX"},
	{call: "winetricks", moves: "WINEPREFIX"},
	{call: "gcloud components install", moves: "CLOUDSDK_CONFIG"},
}

const huggingFace = "HF_HOME HF_HUB_CACHE HUGGINGFACE_HUB_CACHE TRANSFORMERS_CACHE XDG_CACHE_HOME"

// environments are the tools that make a project's virtual environment in the home folder unless they
// are told otherwise: by variables, by an option, by a file of the tree, or by settings that a RUN
// makes. From the manuals of poetry and pipenv.
var environments = []struct {
	tool          string
	verbs         []string
	moves, option string
	settings      []string // words of `poetry config`
	file          string
}{
	{"poetry", []string{"install", "sync"}, "POETRY_VIRTUALENVS_IN_PROJECT POETRY_VIRTUALENVS_CREATE POETRY_VIRTUALENVS_PATH POETRY_CACHE_DIR VIRTUAL_ENV", "", []string{"virtualenvs.create", "virtualenvs.in-project", "virtualenvs.path", "cache-dir"}, "poetry.toml"},
	{"pipenv", []string{"install", "sync"}, "PIPENV_VENV_IN_PROJECT WORKON_HOME VIRTUAL_ENV", "--system", nil, ""},
}

// installers are scripts that install a tool into the home of whoever runs them, by a part of their
// address, with the variables that name another place.
var installers = []struct{ address, tool, moves string }{
	{"sh.rustup.rs", "rustup", "CARGO_HOME"},
	{"astral.sh/uv", "uv", "UV_INSTALL_DIR UV_UNMANAGED_INSTALL XDG_BIN_HOME"},
	{"install.python-poetry.org", "poetry", "POETRY_HOME"},
	{"python-poetry/poetry/", "poetry", "POETRY_HOME"},
	{"nvm-sh/nvm/", "nvm", "NVM_DIR"},
	{"creationix/nvm/", "nvm", "NVM_DIR"},
	{"pyenv.run", "pyenv", "PYENV_ROOT"},
	{"pyenv/pyenv-installer/", "pyenv", "PYENV_ROOT"},
	{"get.sdkman.io", "sdkman", "SDKMAN_DIR"},
	{"bun.sh/install", "bun", "BUN_INSTALL"},
	{"bun.com/install", "bun", "BUN_INSTALL"},
	{"deno.land/install.sh", "deno", "DENO_INSTALL"},
	{"deno.land/x/install", "deno", "DENO_INSTALL"},
	{"get.volta.sh", "volta", "VOLTA_HOME"},
	{"fnm.vercel.app", "fnm", "XDG_DATA_HOME"},
	{"get.pnpm.io", "pnpm", "PNPM_HOME"},
	{"foundry.paradigm.xyz", "foundry", "FOUNDRY_DIR"},
	{"get-ghcup.haskell.org", "ghcup", "GHCUP_INSTALL_BASE_PREFIX"},
	{"install.julialang.org", "juliaup", "JULIAUP_DEPOT_PATH"},
	{"mise.run", "mise", "MISE_INSTALL_PATH"},
	{"mise.jdx.dev/install", "mise", "MISE_INSTALL_PATH"},
	{"rye.astral.sh", "rye", "RYE_HOME"},
	{"install-pdm.py", "pdm", "PDM_HOME"},
	{"pixi.sh/install", "pixi", "PIXI_HOME"},
	{"claude.ai/install.sh", "claude", ""},
	{"sdk.cloud.google.com", "gcloud", "CLOUDSDK_INSTALL_DIR"},
}

// downloading are Python's modules that download models and data into the home folder, with the
// variables that name another place. Their names are looked for in the text of `python -c` and of
// scripts in the tree: text of another language, which isn't parsed.
var downloading = map[string]string{
	"nltk": "NLTK_DATA", "transformers": huggingFace, "sentence_transformers": huggingFace + " SENTENCE_TRANSFORMERS_HOME", "huggingface_hub": huggingFace, "diffusers": huggingFace,
	"datasets": huggingFace + " HF_DATASETS_CACHE", "FlagEmbedding": huggingFace, "faster_whisper": huggingFace, "open_clip": huggingFace + " TORCH_HOME", "timm": huggingFace + " TORCH_HOME",
	"torchvision": torch, "hub": torch, "whisper": "XDG_CACHE_HOME", "clip": "XDG_CACHE_HOME", "easyocr": "EASYOCR_MODULE_PATH", "stanza": "STANZA_RESOURCES_DIR", "gensim": "GENSIM_DATA_DIR",
	"flair": "FLAIR_CACHE_ROOT", "TTS": "TTS_HOME XDG_DATA_HOME", "paddleocr": "PADDLE_OCR_BASE_DIR", "deepface": "DEEPFACE_HOME", "keras": "KERAS_HOME", "tensorflow_datasets": "TFDS_DATA_DIR", "insightface": "",
	"rembg": "U2NET_HOME", "chromadb": "", "spleeter": "MODEL_PATH", "pyppeteer": "PYPPETEER_HOME", "kagglehub": "KAGGLEHUB_CACHE", "ctransformers": huggingFace, "gpt4all": "", "argostranslate": "XDG_DATA_HOME",
}

const torch = "TORCH_HOME XDG_CACHE_HOME"

// browserPackages are npm packages that download a browser when they are installed, with the variables
// that name another place or prevent it.
var browserPackages = map[string]string{
	"puppeteer": "PUPPETEER_CACHE_DIR PUPPETEER_SKIP_DOWNLOAD PUPPETEER_SKIP_CHROMIUM_DOWNLOAD",
	"cypress":   "CYPRESS_CACHE_FOLDER CYPRESS_INSTALL_BINARY",
}
