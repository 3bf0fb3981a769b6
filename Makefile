# Every command anyone runs. Needs only Python >= 3.11 and make.

VENV := .venv
PY := $(VENV)/bin/python
LOCK := requirements.lock
SERVICE_LOCK := requirements-service.lock
TEST_LOCK := requirements-test.lock
NODE_LOCK := requirements-node.lock
PDF_LOCK := requirements-pdf.lock
DOCS_LOCK := requirements-docs.lock
AUDIT_LOCK := requirements-audit.lock

# The first interpreter that runs and is new enough (a shim may be there and not run).
FIND_PYTHON = for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; exit 0; }; \
	done; exit 1

.PHONY: plan serve setup test check docs fix soak fuzz bite bench load clean help

help:            ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## */\t/'

# The day is fixed: on a later one the example's kidney value would be stale.
plan: $(VENV)/run ## plan for the example patient: out/plan.html, out/plan.json
	$(VENV)/bin/baclofen plan examples/ms_spasticity.json --out out --today 2026-11-22

serve: $(VENV)/page ## pages with made-up patients on this machine, http://127.0.0.1:8080
	$(VENV)/bin/baclofen serve --demo

setup: $(VENV)/test ## add the test tools to the same .venv

test: setup $(VENV)/audit ## everything: lint, types, contracts, all tests
	PYTHON=$(PY) sh scripts/check all

check: setup     ## two minutes: lint, types, contracts, fast tests
	PYTHON=$(PY) sh scripts/check fast

docs: $(VENV)/docs ## the documentation as a site without network, its links checked: out/site
	$(PY) scripts/docs.py

fix: setup       ## let ruff mend what it can
	$(PY) -m ruff check --fix src tests bench
	$(PY) -m ruff format src tests bench

soak: setup      ## the laws at all their people, a hundred thousand random ones, and a hundred killed writers
	BACLOFEN_WHOLE_TESTS=1 $(PY) -m pytest tests/laws
	$(PY) -m tests.laws.soak 100000
	$(PY) -m tests.laws.everyone 100000
	$(PY) -m tests.laws.soak_dangers 100000
	$(PY) -m tests.unit.store.kills 100
	$(PY) -m tests.unit.engine.sanitized

fuzz: setup      ## 20,000 damaged inputs of each kind: refused by name or read, never a crash
	$(PY) -m tests.fuzz.fhir 20000
	$(PY) -m tests.fuzz.typed 20000
	$(PY) -m tests.fuzz.devices 20000
	$(PY) -m tests.fuzz.answers 20000
	$(PY) -m tests.fuzz.nmtran 20000
	$(PY) -m tests.fuzz.studies 20000
	$(PY) -m tests.fuzz.hooks 20000

bite: setup      ## puts the faults that once lived, and 200 new ones, into copies: tests must see them
	$(PY) -m tests.bite --kept
	$(PY) -m tests.bite

bench: setup     ## speed, as ratios within one run
	$(PY) -m bench

load: setup      ## hooks at 50 requests a second, then pages for 20 clinicians: seven minutes, their times
	$(PY) -m bench.load
	$(PY) -m bench.clicks

clean:           ## remove what was made
	rm -rf $(VENV) out

$(VENV)/bin/python:
	@python=$$($(FIND_PYTHON)) || { \
	  echo "baclofen needs Python 3.11 or newer; none of python3.14, 3.13, 3.12, 3.11, python3 is."; exit 2; }; \
	$$python -c 'import ensurepip, venv' 2>/dev/null || { \
	  v=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  echo "$$python cannot make a virtual environment: its ensurepip is missing."; \
	  echo "On Debian and Ubuntu install the package python$$v-venv, then run make again."; exit 2; }; \
	echo "Making $(VENV) with $$python"; \
	$$python -m venv $(VENV)

# Hashed packages first, then the project itself, built by the locked back end.
$(VENV)/run: $(LOCK) pyproject.toml | $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/service: $(SERVICE_LOCK) $(VENV)/run
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(SERVICE_LOCK)
	@touch $@

# WeasyPrint for sheets as PDF. Without it, or without the system's pango, they print from the browser.
$(VENV)/pdf: $(PDF_LOCK) $(VENV)/service
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(PDF_LOCK) || \
	  echo "WeasyPrint could not be installed: no PDF is made."
	@touch $@

# htmx for the pages, from npm: that of the machine, else Node comes as a wheel. Without it they
# work by plain forms.
$(VENV)/page: package-lock.json scripts/from_npm.py $(VENV)/pdf
	@command -v npm >/dev/null 2>&1 || \
	  $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(NODE_LOCK) || \
	  echo "Node could not be installed."
	$(PY) scripts/from_npm.py
	@touch $@

# pip-audit stands apart: what it needs is none of ours. Where it cannot be had, that is said.
$(VENV)/audit: $(AUDIT_LOCK) | $(VENV)/bin/python
	@$(PY) -m venv $@ && $@/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(AUDIT_LOCK) || \
	  echo "pip-audit could not be installed."
	@touch $@

$(VENV)/docs: $(DOCS_LOCK) $(VENV)/test
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(DOCS_LOCK)
	@touch $@

$(VENV)/test: $(TEST_LOCK) $(VENV)/page
	$(PY) scripts/from_npm.py --tests
	@sh scripts/browser
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(TEST_LOCK)
	@touch $@
