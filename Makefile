# What can be done here: `make help`. Nothing is installed outside this folder, except that setup
# may apt-get python3-venv where it is missing and it runs as root.
.POSIX:
.DEFAULT_GOAL := help
.PHONY: help setup spark demo test lint types layers bench docs lock clean

BIN := .venv/bin
STAMP := .venv/.set-up
RESIDENTS ?= 20000
DIR ?= var/demo
SETUP_READS := scripts/setup.sh requirements/dev.txt pyproject.toml

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## make .venv with everything, from the locked requirements

$(STAMP): $(SETUP_READS)
	@sh scripts/setup.sh
	@touch $(STAMP)

spark: setup ## add Apache Spark, for nights on a cluster and the tests of it (needs Java)
	@WITH_SPARK=yes sh scripts/setup.sh

demo: setup ## the whole loop on a synthetic city of RESIDENTS=20000, into DIR=var/demo
	@$(BIN)/sakimawari demo --residents $(RESIDENTS) --dir $(DIR)

test: setup lint types layers ## lint, types, layers, then every test
	@# one process more than cores: those that wait for a browser or a server leave theirs idle
	@$(BIN)/python -m pytest -n $$(expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist worksteal

lint: setup
	@echo "lint: ruff check, ruff format"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

types: setup
	@echo "types: mypy --strict"
	@$(BIN)/mypy

layers: setup
	@echo "layers: import-linter"
	@out=$$($(BIN)/lint-imports --no-logo --no-cache) || { echo "$$out"; exit 1; }

bench: setup ## every benchmark at its default size (minutes); each also runs alone
	@for file in benchmarks/[a-z]*.py; do echo "bench: $$file"; $(BIN)/python "$$file" || exit 1; done

docs: setup ## build the documentation into site/; a warning is an error
	@$(BIN)/python docs/generate.py
	@$(BIN)/sphinx-build -q -W --keep-going -b html -d build/doctrees docs site
	@echo "docs: site/index.html"

lock: setup ## work the locked requirements out anew (UPGRADE=--upgrade for newer versions)
	@sh scripts/lock.sh $(UPGRADE)

clean: ## remove what was made here: .venv, caches, built pages; never var/ or keys
	rm -rf .venv site build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +
