# `make run` and `make test` work on a machine that has Python 3.11, make and a package registry.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
PIP := $(BIN)/pip --disable-pip-version-check -q
COMPILE := $(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-annotate --no-header --extra build pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak fmt lock clean

help: ## List what can be made
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): requirements-dev.lock $(RUN_READY)
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

run: $(RUN_READY) ## Start the bot: web chat on 127.0.0.1, no token needed
	@$(BIN)/thidua run

test: $(DEV_READY) ## Run the test suite, side by side on all cores
	$(BIN)/pytest -n auto --dist worksteal

check: $(DEV_READY) ## Lint, types, layers, content
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/thidua check

bench: $(DEV_READY) ## Measure speed, as ratios within one run
	$(BIN)/python -m tests.bench

soak: $(DEV_READY) ## The long tests: many crashes, many turns
	$(BIN)/pytest -m soak

fmt: $(DEV_READY) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(DEV_READY) ## Compile the locked requirements anew (hashes, no addresses)
	$(COMPILE) -o requirements.lock
	$(COMPILE) --extra dev -c requirements.lock -o requirements-dev.lock

clean: ## Remove what was built (not the data)
	rm -rf $(VENV) *.egg-info .mypy_cache .ruff_cache .pytest_cache
