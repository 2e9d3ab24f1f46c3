# Each verb sets up what it needs first: a virtual environment in .venv, from pinned and hashed packages.
PYTHON ?= python3
BIN := .venv/bin
FAST := tests/domain tests/client tests/backend/http/test_openapi.py tests/test_walk.py::test_a_scan_and_a_few_keys_end_with_the_card_on_the_screen

.PHONY: run test fast setup check bench pictures

run: setup       ## start the kiosk with the invented ward
	@$(BIN)/kiosk run --demo

test: setup      ## the whole suite
	@$(BIN)/python -m pytest -n auto --dist worksteal

fast: setup      ## between two edits, under a minute: domain, client, contract, one walk
	@$(BIN)/python -m pytest -n auto -q -k "not postgres" $(FAST)

check: setup     ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup     ## ratios against bare programs, in one run
	@$(BIN)/python -m tests.bench

pictures: setup  ## photograph every screen in a real terminal, for README and docs
	@$(BIN)/python -m tests.terminal.pictures

setup: .venv/ready  ## .venv, only when it is missing or out of date

.venv/ready: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch .venv/ready
