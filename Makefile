# Run `make` alone to see what there is.
.DEFAULT_GOAL := help
.NOTPARALLEL:
# Tests start some hundred commands, and without it each would compile the whole program anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo test setup check soak bench serve clean lock words

BIN := .venv/bin
DOKAZ_HOME ?= $(CURDIR)/build/demo
LOCK := pip-compile --quiet --no-header --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
ARGS ?=

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

demo: setup ## Set up, show the whole job on an invented collection (and FILES="a b"), and start its office; SERVE=no stops before that
	@$(BIN)/dokaz --home "$(DOKAZ_HOME)" demo $(FILES)
	@[ "$(SERVE)" = no ] || exec $(BIN)/dokaz --home "$(DOKAZ_HOME)" serve office

test: setup ## Set up, check, and run every test; ARGS="tests/unit/verify -k merkle" for some, DATABASE=postgres for all on PostgreSQL
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n 2 -ra $(if $(DATABASE),--database=$(DATABASE)) $(ARGS)

setup: ## Make .venv and install what is needed; quick when nothing changed
	@sh tools/setup.sh

check: setup ## Lint, format, types, layers and firewalls, spelling
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo
	@$(BIN)/codespell src tests tools benchmarks docs README.md CONTRIBUTING.md changelog.d Makefile

soak: setup ## Run the long crash and fuzz tests
	@mkdir -p build
	@sh tools/debian.sh debian-soak.txt || [ $$? = 3 ]
	@$(BIN)/pytest -n 2 -ra -m soak --basetemp=build/soak $(ARGS)

bench: setup ## Measure speed and memory against stock tools; prints a table
	@$(BIN)/python -m benchmarks $(ARGS)

serve: setup ## Start the office on the practice collection of `make demo`; Ctrl-C ends it
	@$(BIN)/dokaz --home "$(DOKAZ_HOME)" serve office

clean: ## Remove what the targets made: .venv, build, caches, compiled words
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	@find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	@find src -name '*.mo' -delete

words: setup ## Collect the sentences of pages into the catalogues to be translated, and compile these
	@$(BIN)/python tools/catalogues.py collect
	@$(BIN)/python tools/catalogues.py compile

lock: setup ## Compile requirements/*.txt anew: exact versions with hashes, no addresses
	@for set in core demo dev; do (cd requirements && ../$(BIN)/$(LOCK) --output-file=$$set.txt $$set.in \
		&& { printf '# Compiled from %s.in by `make lock`: exact versions with the hashes of every file they may come from.\n' $$set; \
		cat $$set.txt; } > $$set.tmp && mv $$set.tmp $$set.txt); done
