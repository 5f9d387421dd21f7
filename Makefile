# Every command a person needs. `make help` explains itself.
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
UV := $(BIN)/uv --no-config
# Tests wait for browsers, workers and servers that they started: with one more of them than cores no core stands idle.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1); [ $$n -lt 4 ] && echo $$((n + 1)) || echo 4)
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: help run test lint format docs lock bench setup setup-test demo clean

help: ## Show these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Build the demo registry in var/ and serve it on http://127.0.0.1:8000
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/registry demo

test: setup-test ## Run every test (SQLite, PostgreSQL, Chromium); TESTS="..." narrows it
	@$(BIN)/python -m tests.support.chromium
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

lint: setup-test ## Check style, types, templates and the direction of imports
	@$(BIN)/ruff check registry tests migrations benchmarks
	@$(BIN)/ruff format --check registry tests migrations benchmarks
	@$(BIN)/mypy
	@$(BIN)/lint-imports --config setup.cfg
	@$(BIN)/djlint registry/templates --lint --quiet

format: setup-test ## Rewrite the code in the house format
	@$(BIN)/ruff check --fix-only --quiet registry tests migrations benchmarks
	@$(BIN)/ruff format --quiet registry tests migrations benchmarks

docs: setup-test ## Regenerate the generated pages of docs/ (settings, commands, rooms)
	@$(BIN)/python -m tests.support.generate_docs

lock: $(BIN)/uv ## Resolve setup.cfg again into the two hash-pinned lock files
	@$(UV) pip compile -q setup.cfg --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
		--custom-compile-command "make lock" -o requirements.lock --upgrade
	@$(UV) pip compile -q setup.cfg --extra test --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
		--custom-compile-command "make lock" -c requirements.lock -o requirements-test.lock --upgrade

bench: setup-test ## Measure speed against what it is compared with, as ratios in one run
	@$(BIN)/python -m benchmarks

# Two shells may set up the same clone at once: the second waits, then finds the work done.
LOCKED := $(shell command -v flock >/dev/null 2>&1 && echo flock .setup.lock)

setup:
	@$(LOCKED) $(MAKE) --no-print-directory $(VENV)/.run-installed

setup-test:
	@$(LOCKED) $(MAKE) --no-print-directory $(VENV)/.test-installed

$(BIN)/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.run-installed: requirements.lock setup.cfg | $(BIN)/uv
	@$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.test-installed: requirements-test.lock $(VENV)/.run-installed
	@$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-test.lock
	@touch $@

clean: ## Remove the environment and the demo's data
	@rm -rf $(VENV) var build *.egg-info
