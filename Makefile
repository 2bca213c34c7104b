# make run | test | verify RAW=DIR | bench | soak
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
RAW ?= data/raw

run: .venv/run
	$(BIN)/wohnmonitor serve --open

test: .venv/test
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n 3 --dist worksteal

verify: .venv/test
	$(BIN)/python -m pytest tests/verify -m official --raw "$(RAW)" -s

bench: .venv/test
	$(BIN)/python -m tests.benchmarks.run

soak: .venv/test
	$(BIN)/python -m tests.benchmarks.soak

lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -q -o .ci/run.lock
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -q -o .ci/test.lock

.venv/run: .ci/run.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/test: .ci/test.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run

.PHONY: run test verify bench soak lock
