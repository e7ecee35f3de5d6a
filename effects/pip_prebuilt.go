package effects

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// readyBuilt are PyPI packages that are pure Python or have wheels for the common
// platforms, according to their files on pypi.org.
var readyBuilt = strings.Fields(`
	aiohttp alembic anyio attrs bcrypt beautifulsoup4 black boto3 botocore bottle bs4 cachetools celery certifi cffi charset-normalizer click colorama cryptography
	dash datasets django djangorestframework fastapi flask flask-cors flask-sqlalchemy gevent google-cloud-storage greenlet grpcio gunicorn h11 httpx huggingface-hub idna
	itsdangerous jinja2 joblib jsonschema langchain loguru lxml markdown markupsafe marshmallow matplotlib networkx nltk numpy openai orjson packaging pandas pillow pip
	plotly prometheus-client protobuf psutil psycopg2-binary pyarrow pydantic pydantic-settings pyjwt pymongo pymysql pytest python-dateutil python-dotenv python-multipart
	pytz pyyaml redis requests rich scikit-learn scipy seaborn sentencepiece setuptools six sqlalchemy starlette streamlit sympy tensorflow tokenizers toml torch torchvision
	tornado tqdm transformers typer typing-extensions tzdata ujson urllib3 uvicorn uvloop waitress websockets werkzeug wheel whitenoise xgboost zstandard`)

// PipReadyBuilt reports whether everything a pip call installs is known to need no compiler. read returns a
// file of the build context, nil for one that isn't known.
func PipReadyBuilt(call *shell.PackageCall, read func(name string) []byte) bool {
	names, ok := PipPackages(call, read)
	return ok && len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(readyBuilt, name) })
}

// PipPackages returns the names of what a pip call installs from an index, in lower case and with `-` for
// `_`. ok is false if it installs anything else, or if that isn't known. read is as for PipReadyBuilt.
func PipPackages(call *shell.PackageCall, read func(name string) []byte) (names []string, ok bool) {
	var wanted []string
	for _, w := range call.Packages {
		if !w.Literal {
			return nil, false
		}
		wanted = append(wanted, w.Value)
	}
	for _, file := range call.OptionValues("-r", "--requirement") {
		text := read(file.Value)
		if text == nil {
			return nil, false
		}
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				wanted = append(wanted, line)
			}
		}
	}
	for _, text := range wanted {
		m := Requirement.FindStringSubmatch(text)
		if m == nil || strings.Contains(text, "/") {
			return nil, false
		}
		names = append(names, strings.ReplaceAll(strings.ToLower(m[1]), "_", "-"))
	}
	return names, len(call.OptionValues("-e", "--editable")) == 0
}

// PipCompilesLater reports whether a PyPI package may call a compiler while the program runs, or may be
// asked to: `torch.compile`, kernels of triton, models of Stan and PyMC.
func PipCompilesLater(name string) bool {
	return slices.Contains(compileLater, name)
}

var compileLater = strings.Fields("torch triton jax cython cffi cppyy pythran pystan cmdstanpy pymc pytensor theano keopscore pykeops xformers vllm deepspeed flash-attn jupyter jupyterlab notebook pip setuptools")
