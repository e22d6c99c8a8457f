# `make run` serves a newsroom full of stories; `make test` proves it. Both need Python 3.11 and git alone.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= 1
export DEMO

.PHONY: run test check bench soak messages

run: $(VENV)/run.ok
	@$(BIN)/python manage.py serve

test: $(VENV)/dev.ok
	@DEMO=0 $(BIN)/python -m pytest -q -n 2 $(if $(COVER),--cov --cov-report=term:skip-covered --cov-fail-under=$(COVER))

check: $(VENV)/dev.ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy .
	DEMO=0 $(BIN)/python manage.py makemigrations --check --dry-run
	DEMO=0 $(BIN)/python manage.py check --fail-level WARNING

bench: $(VENV)/dev.ok
	DEMO=0 $(BIN)/python bench/import_archive.py

soak: $(VENV)/dev.ok
	DEMO=0 $(BIN)/python tests/sabotage/run.py

messages:
	$(BIN)/python manage.py makemessages -l id -l en --no-location --no-obsolete -i .venv -i var -d django
	$(BIN)/python manage.py compilemessages -i .venv

$(VENV)/run.ok: requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is missing: install it, or say make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11"; exit 1; }
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt >$(VENV)/pip.log 2>&1 \
		|| { echo "The packages could not be fetched (no network?): see $(VENV)/pip.log"; exit 1; }
	@touch $@

$(VENV)/dev.ok: requirements-dev.txt $(VENV)/run.ok
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt >$(VENV)/pip.log 2>&1 \
		|| { echo "The packages could not be fetched (no network?): see $(VENV)/pip.log"; exit 1; }
	@touch $@
