# The two commands: `make run` serves the sample content (or CONTENT=path/to/folder), `make test` checks and tests everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
STAMP := $(VENV)/.installed-dev
# What Cornerman is compared with lives apart from it: its libraries are none of Cornerman's.
PEERS := .venv-peers
PEERS_STAMP := $(PEERS)/.installed
# --no-compile: Python compiles what it really imports: the first answer comes a third sooner.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt
# … but for what every command imports: where Python may not write what it compiled, each start would do it again.
COMPILED := aiohttp faiss jinja2 markdown_it numpy onnxruntime pydantic pydantic_settings rapidfuzz rich slack_bolt slack_sdk \
	spellchecker sqlalchemy tokenizers typer yaml
CONTENT ?=
PORT ?=
QUESTIONS ?= examples/questions.jsonl
BENCH_ARGS ?=
CONFIG ?= examples/cornerman.toml
PYTEST_ARGS ?=
# Made-up questions stay apart from real ones: both would be gathered into the same gaps.
SIMULATED ?= cornerman-data/simulated

.PHONY: help setup run simulate test check format evaluate bench bench-slack bench-teams plots audit clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(INSTALLED): pyproject.toml constraints.txt
	@echo 'Preparing $(VENV): some minutes the first time (PyTorch is among it) …'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@$(BIN)/python -m compileall -q -j 0 bot config content_index retrieval $(foreach package,$(COMPILED),$(VENV)/lib/python3*/site-packages/$(package))
	@touch $@

$(STAMP): $(INSTALLED)
	@echo 'Adding what the checks and tests need …'
	@$(PIP) --editable '.[dev]'
	@if command -v npm >/dev/null; then npm install --prefix tests/clients --no-audit --no-fund --no-package-lock --silent \
		|| echo 'npm could not install the local clients of Slack and Teams: their tests are skipped'; \
		else echo 'no npm: tests with the local clients of Slack and Teams are skipped'; fi
	@touch $@

simulate: $(INSTALLED) ## let thirty made-up days of questions pass, in a data folder of their own
	@CORNERMAN_DATA_DIR='$(SIMULATED)' $(BIN)/cornerman --config examples/cornerman.toml reindex
	@CORNERMAN_DATA_DIR='$(SIMULATED)' $(BIN)/python examples/thirty_days.py

setup: $(STAMP) ## prepare .venv for both commands

run: $(INSTALLED) ## index CONTENT (the sample content unless given) and serve the console
	@$(BIN)/cornerman serve $(if $(CONTENT),--content '$(CONTENT)',--config examples/cornerman.toml --reindex) $(if $(PORT),--port $(PORT))

check: $(STAMP) ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check ## check, then the tests
	HF_HUB_OFFLINE=1 $(BIN)/python -m pytest $(PYTEST_ARGS)

format: $(STAMP) ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

evaluate: $(INSTALLED) ## ask the golden questions: QUESTIONS=file.jsonl CONTENT=folder
	$(BIN)/cornerman evaluate '$(QUESTIONS)' --content '$(or $(CONTENT),examples/content)'

# A peer that cannot be installed is left out, and the comparison says so.
$(PEERS_STAMP): benchmarks/peers/requirements.txt
	@echo 'Preparing $(PEERS), the peers to compare with: some minutes the first time …'
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --requirement $< && touch $@ \
		|| echo 'The peers cannot be installed: Cornerman is measured alone.'

bench: $(INSTALLED) $(PEERS_STAMP) ## measure beside txtai and haystack: CONTENT= QUESTIONS= BENCH_ARGS='--quick --json out.json'
	$(BIN)/python -m benchmarks.compare --content '$(or $(CONTENT),examples/content)' --questions '$(QUESTIONS)' $(BENCH_ARGS)

bench-slack: $(INSTALLED) ## load the Slack door, two replicas: CONFIG= QUESTIONS= BENCH_ARGS='--rate 50 --seconds 30'
	$(BIN)/cornerman --config '$(CONFIG)' reindex
	$(BIN)/python -m benchmarks.slack_load --config '$(CONFIG)' --questions '$(QUESTIONS)' $(BENCH_ARGS)

bench-teams: $(INSTALLED) ## load the Teams door, two replicas: CONFIG= QUESTIONS= BENCH_ARGS='--rate 50 --seconds 30'
	$(BIN)/cornerman --config '$(CONFIG)' reindex
	$(BIN)/python -m benchmarks.teams_load --config '$(CONFIG)' --questions '$(QUESTIONS)' $(BENCH_ARGS)

plots: ## the same, and draw docs/images/latency-by-size.svg and quality-*.svg
	$(MAKE) bench BENCH_ARGS='--plots docs/images $(BENCH_ARGS)'

audit: $(STAMP) ## look for known vulnerabilities (needs the network)
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/pip-audit --skip-editable

clean: ## remove the virtual environment and everything built
	rm -rf $(VENV) $(PEERS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
