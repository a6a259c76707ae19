PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8501
# `make matrix` takes those that are here; PYTHONS="/path/to/python3.14 ..." names others.
PYTHONS ?= python3.11 python3.12 python3.13 python3.14
# As many processes as cores, each with one thread: threads of several would be in each other's way.
# Who has nothing left to do takes over from the other's end. What is compiled is kept, also where
# the environment forbids it: every process, and every game that a test starts, would compile anew.
ALONE := PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 $(BIN)/python -m pytest
PYTEST := $(ALONE) --numprocesses auto --dist worksteal
# What drives a browser is not even imported.
WITHOUT_BROWSER := --ignore tests/browser
# Where `make check` looks for tests: the game and what it comes to. `make check CHECKED=` looks at data
# and models too.
CHECKED ?= game tests/game tests/golden $(wildcard tests/test_*.py)

.PHONY: play install install-dev lint check quickly test counted looked-at long hostile matrix bench load verdicts film teaching messages lock clean

play: install  ## play in the browser
	@echo "Turbofan Tycoon: http://localhost:$(PORT), for a class: http://localhost:$(PORT)/rooms"
	@$(BIN)/streamlit run app.py --server.port $(PORT)

install: $(VENV)/installed  ## .venv with what the game runs on

install-dev: $(VENV)/installed-dev

$(VENV)/installed: requirements.txt requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Turbofan Tycoon needs Python 3.11 or newer, this is " + sys.version.split()[0] + ": call make with PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -c requirements.lock
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c requirements.lock
	@touch $@

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@command -v tsc >/dev/null || echo "tsc is not here, the types of the scripts stay unchecked: npm install --global typescript@7"
	@! command -v tsc >/dev/null || tsc --project jsconfig.json

# Beside each other: the types of a fresh clone take nearly a minute of one core.
check: install-dev  ## the quick gate: lint, types, contracts, fast tests of the game but its drawn pages
	@$(MAKE) --no-print-directory --jobs=2 lint quickly

quickly: install-dev
	$(PYTEST) $(WITHOUT_BROWSER) -q -m "not slow and not long and not page" $(CHECKED)

# Browsers after the others: both at once make browsers late on two cores.
test: install-dev  ## everything but what takes long
	@$(MAKE) --no-print-directory --jobs=2 lint counted
	@$(MAKE) --no-print-directory looked-at

# Tests wait for databases, clocks and pages: one process more than cores. With more browsers still, pages
# that wait for a core draw meanwhile, and cost more (ADR 99).
ONE_MORE := $$($(BIN)/python -c 'import os; print(os.cpu_count() + 1)')

# What waits for ever is told and ended: no test takes a tenth of these seconds. (Those that drive a browser end it.)
ENDS := -o faulthandler_timeout=180 -o faulthandler_exit_on_timeout=true

# Coverage where it can see: the app that browsers look at is a process of its own. The table is made
# once: pytest-cov would look through all modules for the total, and once more for the table.
counted: install-dev
	$(PYTEST) $(ENDS) --numprocesses $(ONE_MORE) $(WITHOUT_BROWSER) -m "not long" --cov --cov-report= --cov-fail-under=0
	$(BIN)/coverage report --show-missing --skip-covered

# Those that ask an app first. A file stays with one browser, which starts what its tests share once.
# A busy machine must not refuse what is right: what failed (1; any other end is no test's failure) is
# tried once more, with no other test beside it. Who needed that is named, and a defect to mend.
LOOKED_AT := -m "browser and not long" tests/browser
looked-at: install-dev
	@$(ALONE) --numprocesses $(ONE_MORE) --dist loadfile --no-loadscope-reorder $(LOOKED_AT) || { test $$? -eq 1 \
		&& echo "A SECOND LOOK at what failed, alone: what passes now is a test to mend." \
		&& $(ALONE) -v --last-failed --last-failed-no-failures none $(LOOKED_AT); }

long: install-dev  ## what a change of the engines or of the models must pass too
	$(PYTEST) -m long

hostile: install-dev  ## 10,000 hostile links, names, payloads and files each, 300 hostile labs
	HOSTILE_EXAMPLES=10000 $(PYTEST) -q -k hostile

matrix:  ## `make check` of all packages on each Python that is here, in an environment of its own
	@for python in $(PYTHONS); do \
		$$python -c '' 2>/dev/null || { echo "$$python is not here: left out"; continue; }; \
		version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		$(MAKE) check CHECKED= PYTHON=$$python VENV=.matrix/$$version || exit 1; \
	done

bench: install-dev  ## the table of ratios
	$(BIN)/python -m benchmarks

load: install-dev  ## what this machine holds of a crowd (PLAYERS, SEEDS, PACE, SECONDS) and of a room (SEATS)
	$(BIN)/python -m benchmarks load rooms

verdicts: install-dev  ## what the lab's prepared experiments say from 20 seeds, into docs/verdicts.md
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks verdicts

film: install-dev  ## the README's moving picture, played and drawn anew
	$(BIN)/python -m benchmarks film

teaching: install-dev  ## the documents for teachers: figures, charts, pages and what is printed, anew
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks teaching

messages: install  ## write the catalogue of all texts anew
	$(BIN)/python -m game.text.catalogue

lock:  ## renew requirements.lock after a change of a pin
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate requirements-dev.txt -o requirements.lock

clean:
	rm -rf .venv .matrix .pytest_cache .mypy_cache .ruff_cache .hypothesis
