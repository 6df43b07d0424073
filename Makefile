# Every target sets up what it needs. `make` alone lists the targets.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup verify verify-docker test test-fast test-docker test-starters fuzz lint format generate bench conformance mutation claims facts docs locks clean

help: ## Show the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: .venv/ready ## Make .venv with samplegen, its tools, and toolchains that the machine lacks

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	$(BIN)/samplegen doctor >/dev/null || $(BIN)/python -m pip install --quiet --editable ".[toolchains]"
	touch $@

verify: setup ## Run every sample against the emulated service, and show the matrix
	$(BIN)/samplegen verify

verify-docker: setup ## The same in containers; needs nothing but Docker
	$(BIN)/samplegen verify --runner docker

test: setup lint ## Everything: lint, tests, the golden record, and the whole matrix
	$(BIN)/samplegen generate --check
	$(BIN)/samplegen docs --check --diff
	$(BIN)/python -m pytest -n auto -m "not toolchain and not docker and not starter"
	$(BIN)/python -m pytest -n 3 --dist loadscope -m "toolchain and not docker"
	$(BIN)/samplegen verify --strict --runner local
	$(BIN)/samplegen facts --check --runner local

test-fast: setup ## The tests that need no toolchain, in less than a minute
	$(BIN)/python -m pytest -n auto -m "not toolchain and not docker and not starter and not fuzz"

test-docker: setup ## The whole matrix in containers, and the tests that need an engine
	$(BIN)/samplegen verify --strict --runner docker
	SAMPLEGEN_TEST_DOCKER=1 $(BIN)/python -m pytest -m docker

test-starters: setup ## Make starter projects with an installed samplegen, and do what their READMEs say
	$(BIN)/python -m pytest -n auto --dist loadscope -m starter

fuzz: setup ## 10,000 requests that nobody would think of, to the emulated service
	FUZZ_EXAMPLES=72 $(BIN)/python -m pytest -n auto tests/mock/test_api_fuzz.py

lint: setup ## ruff, ruff format and mypy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: setup ## Format the Python code
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

generate: setup ## Render specs and templates into generated/
	$(BIN)/samplegen generate

facts: setup ## Measure what SDKs do, and write generated/facts/
	$(BIN)/samplegen facts

docs: setup ## Render pages into generated/docs/
	$(BIN)/samplegen docs

bench: setup ## Measure, and write docs/benchmarks.md
	$(BIN)/python -m benchmarks

conformance: setup ## Run the official client's tests against the service, and write docs/conformance.md
	$(BIN)/python -m tests.conformance

claims: setup ## Compare the published page with the facts, and write docs/page-versus-facts.md
	$(BIN)/python -m tests.published

mutation: setup ## Verify samples that are broken on purpose, and write docs/mutation.md
	$(BIN)/python -m tests.mutation

locks: setup ## Renew the lock files of starter projects with the tools of their languages
	$(BIN)/python -m tests.starter.locks

clean: ## Remove what make made
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
