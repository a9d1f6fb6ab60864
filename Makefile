# Everything is installed into .venv, from the pinned and hashed constraints.txt.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: help install demo test lint types docs fuzz constraints build clean

help: ## show what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort

install: $(INSTALLED) ## make .venv and install podscribe with all it needs

$(INSTALLED): constraints.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(INSTALLED)

demo: $(INSTALLED) ## turn the example page into captions and timestamped lines, and check it
	$(BIN)/python examples/demo.py

test: $(INSTALLED) ## run the whole suite
	$(BIN)/python -m pytest

lint: $(INSTALLED) ## look for faults of style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED) ## check the types
	$(BIN)/mypy

docs: $(INSTALLED) ## write the pages that are generated from the code
	$(BIN)/python docs/generate.py

fuzz: $(INSTALLED) ## feed 100,000 mutated inputs to all readers
	$(BIN)/python -m tests.fuzz --count 100000

constraints: ## pin every package anew, with hashes and without index addresses
	@test -x $(BIN)/uv || { $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet uv; }
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev \
		--generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make constraints" --output-file constraints.txt pyproject.toml

build: $(INSTALLED) ## build wheel and sdist into dist
	$(BIN)/python -m hatchling build

clean: ## remove what was built, not the environment
	rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
