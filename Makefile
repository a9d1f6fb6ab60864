# Everything is installed into .venv, from the pinned and hashed constraints.txt.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
WORK ?= training/work
MINUTES ?= 100
TRAINED ?= $(WORK)/recogniser
TOLD ?= $(WORK)/diarization
SHIPPED = podscribe/models/embedded
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
MIX = $(BIN)/python -m training.mix_many
LEARN = $(foreach kind,varied clean hard clean2 varied2 hard2 varied3 hard3 varied4 hard4 hard5 clean3 varied5 hard6 clean4 varied6 hard7 varied7 hard8,$(WORK)/learn-$(kind))
TELL = $(foreach kind,varied clean hard,$(WORK)/learn-$(kind))
SCORE = $(foreach kind,varied clean hard,$(WORK)/score-$(kind))
TUNE = $(foreach kind,varied clean hard,$(WORK)/tune-$(kind))

.PHONY: help install demo test lint types docs site pictures fuzz licences constraints build release-check clean \
	train-speech train-conversations train-held-out train-recogniser train-further train-diarization train-segmentation-further train-export \
	train-ship train-score train-smoke examples whisperx

help: ## show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort

install: $(INSTALLED) ## make .venv and install podscribe with all it needs

$(INSTALLED): constraints.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(INSTALLED)

demo: $(INSTALLED) ## run an example episode through the whole pipeline, and show what comes of it
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

site: $(INSTALLED) ## build the docs site into build/site, and fail at a link that leads nowhere
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

pictures: $(INSTALLED) ## make the pictures of the docs from real runs; needs Chromium
	$(BIN)/python -m docs.picturing

licences: $(INSTALLED) ## write the list of what is shipped and needed, with licences
	$(BIN)/python -m release.licences

fuzz: $(INSTALLED) ## feed 100,000 mutated inputs to all readers
	$(BIN)/python -m tests.fuzz --count 100000

train-speech: $(INSTALLED) ## speak single sentences for the recogniser
	$(BIN)/python -m training.speak --count 4000 --seed 17 --out $(WORK)/sentences

# seeds of 7100 are to learn from, of 7200 to tune on, of 7300 to score on
train-conversations: $(INSTALLED) ## make conversations to learn from
	$(MIX) --count 200 --seconds 120 --seed 7101 --quality varied --out $(WORK)/learn-varied
	$(MIX) --count 60 --seconds 120 --seed 7102 --quality clean --out $(WORK)/learn-clean
	$(MIX) --count 70 --seconds 120 --seed 7103 --quality hard --out $(WORK)/learn-hard
	$(MIX) --count 100 --seconds 120 --seed 7112 --quality clean --out $(WORK)/learn-clean2
	$(MIX) --count 300 --seconds 120 --seed 7111 --quality varied --out $(WORK)/learn-varied2
	$(MIX) --count 120 --seconds 120 --seed 7113 --quality hard --out $(WORK)/learn-hard2
	$(MIX) --count 400 --seconds 120 --seed 7121 --quality varied --out $(WORK)/learn-varied3
	$(MIX) --count 140 --seconds 120 --seed 7123 --quality hard --out $(WORK)/learn-hard3
	$(MIX) --count 260 --seconds 120 --seed 7131 --quality varied --out $(WORK)/learn-varied4
	$(MIX) --count 200 --seconds 120 --seed 7133 --quality hard --out $(WORK)/learn-hard4
	$(MIX) --count 200 --seconds 120 --seed 7134 --quality hard --out $(WORK)/learn-hard5
	$(MIX) --count 240 --seconds 120 --seed 7147 --quality clean --out $(WORK)/learn-clean3
	$(MIX) --count 680 --seconds 120 --seed 7146 --quality varied --out $(WORK)/learn-varied5
	$(MIX) --count 600 --seconds 120 --seed 7145 --quality hard --out $(WORK)/learn-hard6
	$(MIX) --count 150 --seconds 120 --seed 7150 --quality clean --out $(WORK)/learn-clean4
	$(MIX) --count 390 --seconds 120 --seed 7149 --quality varied --out $(WORK)/learn-varied6
	$(MIX) --count 390 --seconds 120 --seed 7148 --quality hard --out $(WORK)/learn-hard7
	$(MIX) --count 440 --seconds 120 --seed 7152 --quality varied --out $(WORK)/learn-varied7
	$(MIX) --count 440 --seconds 120 --seed 7151 --quality hard --out $(WORK)/learn-hard8

train-held-out: $(INSTALLED) ## make conversations to tune on and held-out ones to score on
	$(MIX) --count 20 --seconds 180 --seed 7201 --quality varied --out $(WORK)/tune-varied
	$(MIX) --count 4 --seconds 180 --seed 7202 --quality clean --out $(WORK)/tune-clean
	$(MIX) --count 8 --seconds 180 --seed 7203 --quality hard --out $(WORK)/tune-hard
	$(MIX) --held-out --count 20 --seconds 180 --seed 7301 --quality varied --out $(WORK)/score-varied
	$(MIX) --held-out --count 8 --seconds 180 --seed 7302 --quality clean --out $(WORK)/score-clean
	$(MIX) --held-out --count 8 --seconds 180 --seed 7303 --quality hard --out $(WORK)/score-hard

train-recogniser: $(INSTALLED) ## train the recogniser for MINUTES
	$(BIN)/python -m training.recogniser.train --data $(WORK)/sentences --conversations $(LEARN) \
		--out $(WORK)/recogniser --minutes $(MINUTES)

train-further: $(INSTALLED) ## go on from the recogniser that is shipped for MINUTES
	$(BIN)/python -m training.recogniser.restore --out $(WORK)/start
	$(BIN)/python -m training.recogniser.train --start $(WORK)/start --data $(WORK)/sentences \
		--conversations $(LEARN) --out $(WORK)/further --minutes $(MINUTES)

train-diarization: $(INSTALLED) ## train segmentation and embedding for MINUTES each
	$(BIN)/python -m training.diarization.segmentation --data $(TELL) --work $(WORK)/diarization --minutes $(MINUTES)
	$(BIN)/python -m training.diarization.embedding --data $(TELL) --work $(WORK)/diarization --minutes $(MINUTES)

train-segmentation-further: $(INSTALLED) ## go on from the segmentation that is shipped for MINUTES
	$(BIN)/python -m training.diarization.segmentation --start $(SHIPPED)/pyannote --data $(TELL) \
		--work $(WORK)/diarization-further --minutes $(MINUTES)

train-export: $(INSTALLED) ## write both models as their users load them, the pipeline tuned
	$(BIN)/python -m training.recogniser.export --training $(TRAINED) --out $(WORK)/export/whisper
	$(BIN)/python -m training.diarization.export --data $(TELL) --work $(TOLD) --before $(SHIPPED)/pyannote \
		--out $(WORK)/export/pyannote
	$(BIN)/python -m training.diarization.tune --folder $(WORK)/export/pyannote --data $(TUNE)

train-ship: $(INSTALLED) ## put the exported models into the package, and score them
	$(BIN)/python -m training.ship --export $(WORK)/export
	$(BIN)/python -m training.score --data $(SCORE) --out $(WORK)/scores.json
	$(BIN)/python -m training.ship --scores $(WORK)/scores.json

train-score: $(INSTALLED) ## score the embedded models on held-out conversations
	$(BIN)/python -m training.score --data $(SCORE)

examples: $(INSTALLED) ## make the example episodes
	$(BIN)/python -m training.examples --out examples

train-smoke: $(INSTALLED) ## every training step on tiny settings
	$(BIN)/python -m training.smoke --work $(WORK)/smoke

whisperx: $(INSTALLED) ## make WhisperX an environment of its own, for the benchmark against it
	$(BIN)/python benchmarks/whisperx.py --setup

constraints: ## pin every package anew, with hashes and without index addresses
	@test -x $(BIN)/uv || { $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet uv; }
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev \
		--generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make constraints" --output-file constraints.txt pyproject.toml

build: $(INSTALLED) ## build wheel and sdist into dist
	$(BIN)/python -m hatchling build

release-check: $(INSTALLED) ## build wheel and sdist and try them out; FULL=1 with all engines on every Python
	$(BIN)/python -m release.check $(if $(FULL),--full)

clean: ## remove what was built, not the environment
	rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
