# Everything a newcomer, a developer or CI does with PilotBase. `make help` lists it.
# It needs Python 3.11 to 3.13 with venv and pip; the rest it installs here, by lock.
# Variables PILOTBASE_* pass through: `PILOTBASE_BIND=127.0.0.1:9000 PILOTBASE_DATA=other make demo`.

.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c '$(FITS)' >/dev/null 2>&1 && echo $$p && break; done)
export PYTHONDONTWRITEBYTECODE :=# each process would compile everything anew

INSTALL = $(UV) pip install --quiet --python $(PY) --require-hashes --requirement

.PHONY: help demo demo-reset test quick thorough check browser coverage bench messages reference tour format lock clean
.PHONY: ready ready-to-develop built

help: ## list what can be made
	@awk -F ': ## |: [a-z-]+ ## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ready ## install everything, fill a demonstration plant, start it, say where it is
	@$(PY) -m pilotbase demo

demo-reset: ready ## the same from the beginning: forget what the demonstration holds
	@$(PY) -m pilotbase demo --reset

test: ready-to-develop ## the whole suite: style, types, contracts, both databases, browser
	@$(PY) -m tools.suite

quick: ready-to-develop ## the part to run while working: style, and the tests on SQLite but the slow
	@$(PY) -m tools.suite style quick

thorough: ready-to-develop ## every test on both databases, each race 50 rounds, all that is hostile: before a release
	@$(PY) -m tools.suite thorough

check: ready-to-develop ## style, types, import contracts, migrations, translations; no tests
	@$(PY) -m tools.suite style types contracts migrations translations

browser: ready-to-develop ## the browser tests alone
	@$(PY) -m tools.suite browser

coverage: ready-to-develop ## what the tests on SQLite do not reach, by line and branch
	@$(PY) -m tools.coverage

bench: ready-to-develop ## the benchmarks, on PostgreSQL; they print ratios to what was measured beside them
	@$(PY) -m pytest -q -s -p tests.on_postgres tests/bench/bench_*.py

messages: ready-to-develop ## collect the texts for people into the .po files and compile them
	@$(PY) -m tools.messages

reference: ready-to-develop ## write docs/reference anew from the code
	@$(PY) -m tools.reference

tour: ready-to-develop ## take the README's screenshots anew, into docs/images
	@PILOTBASE_TOUR=docs/images $(PY) -m pytest -q -p no:cacheprovider tests/browser/test_tour.py

format: ready-to-develop ## put every file into the house's form
	@$(VENV)/bin/ruff check --quiet --fix .; $(VENV)/bin/ruff format .

lock: ready-to-develop ## write the lock files anew from pyproject.toml and package.json
	@$(PY) -m tools.lock
	@npm install --package-lock-only --silent

clean: ## remove what make made here, but not the data in var/
	@rm -rf $(VENV) node_modules pilotbase/web/static/vendor pilotbase/pdf/fonts tests/browser/vendor

ready: $(VENV)/.runtime built

ready-to-develop: $(VENV)/.develop built

built:
	@$(PY) tools/frontend.py
	@$(PY) -m tools.messages --compile

$(UV): requirements-uv.lock
	@test -n "$(PYTHON)" || { echo "PilotBase needs Python 3.11, 3.12 or 3.13 as python3"; exit 1; }
	@echo "  making .venv with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement requirements-uv.lock
	@touch $@

$(VENV)/.runtime: requirements.lock $(UV)
	@echo "  installing the locked packages"
	@$(INSTALL) requirements.lock
	@touch $@

$(VENV)/.develop: requirements-dev.lock $(VENV)/.runtime
	@echo "  installing the locked packages for development"
	@$(INSTALL) requirements-dev.lock
	@touch $@
