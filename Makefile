PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
# As many processes as cores, each with one thread: threads of several would be in each other's way.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

.PHONY: play install install-dev check test hostile bench messages lock clean

play: install  ## play in the browser
	@echo "Turbofan Tycoon: http://localhost:$(PORT)"
	@$(BIN)/streamlit run app.py --server.port $(PORT)

install: .venv/installed  ## .venv with what the game runs on

install-dev: .venv/installed-dev

.venv/installed: requirements.txt requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Turbofan Tycoon needs Python 3.11 or newer, this is " + sys.version.split()[0] + ": call make with PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -c requirements.lock
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c requirements.lock
	@touch $@

check: install-dev  ## the quick gate: lint, types, contracts, fast tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -q -m "not browser and not slow"

test: install-dev  ## everything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) --cov --cov-report=term-missing:skip-covered

hostile: install-dev  ## 10,000 hostile links, names, payloads and files each
	HOSTILE_EXAMPLES=10000 $(PYTEST) -q -k hostile

bench: install-dev  ## the table of ratios
	$(BIN)/python -m benchmarks

messages: install  ## write the catalogue of all texts anew
	$(BIN)/python -m game.messages

lock:  ## renew requirements.lock after a change of a pin
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate requirements-dev.txt -o requirements.lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
