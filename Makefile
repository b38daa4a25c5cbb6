# Everything runs in .venv, which the first target that needs it makes; PYTHON names the interpreter it is made of.
PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
.PHONY: serve test build lint fuzz bench proto image lock

serve: build ## both doors, on the loopback
	$(BIN)/python -m marginline serve $(ARGS)

test: build ## the suite; also builds tests/probe*.pyx, which no wheel holds (see .ci/compile)
	$(BIN)/python -m pytest $(ARGS)

build: .venv/ready ## the calculator, in place; recompiles what changed, and what depends on it
	.ci/compile

lint: build ## every linter, and that generated code and stubs are true
	.ci/lint

fuzz: build ## the properties, with many more examples
	$(BIN)/python -m pytest --hypothesis-profile=fuzz $(ARGS)

bench: build ## the calculator and both doors against their floors
	$(BIN)/python loadtests/floors.py $(ARGS)

proto: .venv/ready ## messages and stubs of the contract
	.ci/proto service

image: ## the container image
	docker build -t marginline:local .

lock: .venv/ready ## requirements/*.txt anew, from pyproject.toml
	$(LOCK) pyproject.toml -o requirements/runtime.txt
	for group in build dev; do $(LOCK) --group $$group -c requirements/runtime.txt -o requirements/$$group.txt; done

.venv/ready: requirements/build.txt requirements/runtime.txt requirements/dev.txt
	$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps $(addprefix -r ,$^)
	printf '$(CURDIR)/%s\n' service native tests >"$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/marginline.pth"
	touch $@
