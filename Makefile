# Everything is installed into .venv, from the pinned and hashed constraints.txt.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
WORK ?= training/work
MINUTES ?= 240
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: help install demo test lint types docs fuzz constraints build clean \
	train-speech train-conversations train-recogniser train-diarization train-export train-score \
	train-smoke

help: ## show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort

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

train-speech: $(INSTALLED) ## speak single sentences for the recogniser
	$(BIN)/python -m training.speak --count 20000 --seed 1 --out $(WORK)/sentences

train-conversations: $(INSTALLED) ## make conversations to learn from, to tune on and to score on
	$(BIN)/python -m training.mix_many --count 600 --seconds 120 --seed 1 --out $(WORK)/conversations
	$(BIN)/python -m training.mix_many --held-out --count 20 --seconds 120 --seed 2 --out $(WORK)/develop
	$(BIN)/python -m training.mix_many --held-out --count 40 --seconds 120 --seed 3 --out $(WORK)/score

train-recogniser: $(INSTALLED) ## train the recogniser for MINUTES
	$(BIN)/python -m training.recogniser.train --data $(WORK)/sentences --out $(WORK)/recogniser --minutes $(MINUTES)

train-diarization: $(INSTALLED) ## train segmentation and embedding for MINUTES each
	$(BIN)/python -m training.diarization.segmentation --data $(WORK)/conversations --work $(WORK)/diarization --minutes $(MINUTES)
	$(BIN)/python -m training.diarization.embedding --data $(WORK)/conversations --work $(WORK)/diarization --minutes $(MINUTES)

train-export: $(INSTALLED) ## write both models as their users load them
	$(BIN)/python -m training.recogniser.export --training $(WORK)/recogniser --out $(WORK)/export/whisper
	$(BIN)/python -m training.diarization.export --data $(WORK)/conversations --work $(WORK)/diarization --out $(WORK)/export/pyannote

train-score: $(INSTALLED) ## score the exported models on held-out conversations
	$(BIN)/python -m training.recogniser.score --model $(WORK)/export/whisper --data $(WORK)/score
	$(BIN)/python -m training.diarization.score --folder $(WORK)/export/pyannote --develop $(WORK)/develop --data $(WORK)/score

train-smoke: $(INSTALLED) ## every training step on tiny settings
	$(BIN)/python -m pytest tests/training

constraints: ## pin every package anew, with hashes and without index addresses
	@test -x $(BIN)/uv || { $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet uv; }
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev \
		--generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make constraints" --output-file constraints.txt pyproject.toml

build: $(INSTALLED) ## build wheel and sdist into dist
	$(BIN)/python -m hatchling build

clean: ## remove what was built, not the environment
	rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
