# Everything sets itself up: a virtual environment in .venv, the locked dependencies, what tests need.
# `make demo` and `make test` are all one has to know.

PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
BIN := .venv/bin
# The locks name everything, so nothing is left to resolve: a newer release of an extra must not be tried.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV_LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header

.PHONY: help demo run test lint locales migration bench screenshots lock clean

help:
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 14

demo: $(BIN)/.runtime ## a whole school, a phone in the browser and the web form, on this machine
	@$(BIN)/diary demo

run: $(BIN)/.runtime ## the diary for real; settings as in the README
	@$(BIN)/diary run

test: $(BIN)/.development $(BIN)/.browser ## every test, on SQLite, PostgreSQL and in a real browser
	@DIARY_TEST_BROWSER="$$(cat $(BIN)/.browser)" $(BIN)/python -m pytest --numprocesses 2 --dist loadgroup \
		--cov --cov-report=term:skip-covered $(ARGS)

lint: $(BIN)/.development ## format, types, doors between rooms, catalogues, migrations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m locales.catalogues --check
	@$(BIN)/python -m storage.migrations.check

locales: $(BIN)/.development ## bring the catalogues in step with the code
	@$(BIN)/python -m locales.catalogues

migration: $(BIN)/.development ## make migration name="what changes"
	@$(BIN)/python -m storage.migrations.new "$(name)"

bench: $(BIN)/.development ## measure speed against a baseline in the same run
	@$(BIN)/python -m bench

screenshots: $(BIN)/.development $(BIN)/.browser ## the README's pictures, taken from the demo
	@DIARY_TEST_BROWSER="$$(cat $(BIN)/.browser)" $(BIN)/python -m docs.screenshots

lock: ## refresh the locks (needs uv); no index address gets into them
	@$(UV_LOCK) pyproject.toml --group build -o requirements.lock
	@$(UV_LOCK) pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv .demo .mypy_cache .ruff_cache .pytest_cache .coverage

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "The diary needs Python 3.11 or newer; install it, then try again." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(BIN)/.runtime: $(BIN)/python requirements.lock pyproject.toml
	@echo "Installing what the diary needs…"
	@$(PIP) --require-hashes --no-deps -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/.development: $(BIN)/.runtime requirements-dev.lock
	@echo "Installing what its tests need…"
	@$(PIP) --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

$(BIN)/.browser: $(BIN)/.development
	@$(BIN)/python -m tests.find_browser > $@.part && mv $@.part $@
