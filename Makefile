# `make run` serves a newsroom full of stories; `make test` proves it. Both need Python 3.11 and git alone.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= 1
# The Nu HTML checker, a Java program that npm carries; its own install script would fetch another.
VNU := $(VENV)/vnu/node_modules/vnu-jar/build/dist/vnu.jar
# By hash alone, the whole list as it stands, and no code of a package runs while it is installed. So no pip, however old,
# has to work out what needs what.
INSTALL := install -q --disable-pip-version-check --no-deps --require-hashes --only-binary :all:
# For all systems and every Python from 3.11 on at once; versions that stand stay, but for UPGRADE=1.
LOCK = $(VENV)/tools/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make requirements" $(if $(UPGRADE),--upgrade)
NOT_FETCHED = echo "The packages could not be fetched (no network?): see $(VENV)/pip.log"; exit 1;
export DEMO

.PHONY: run test check bench soak messages screenshots lighthouse icons html requirements audit

run: $(VENV)/run.ok
	@$(BIN)/python manage.py serve

# Much of the time a browser is waited for: four keep two cores busy. Each takes the next test, the longest first.
test: $(VENV)/dev.ok
	@DEMO=0 $(BIN)/python -m pytest -q -n 4 --dist load --maxschedchunk 1 $(if $(COVER),--cov --cov-report=term:skip-covered --cov-fail-under=$(COVER))

screenshots: $(VENV)/dev.ok
	$(BIN)/python bench/screenshots.py

lighthouse: $(VENV)/dev.ok
	$(BIN)/python bench/lighthouse.py

check: $(VENV)/dev.ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy .
	DEMO=0 $(BIN)/python manage.py makemigrations --check --dry-run
	DEMO=0 $(BIN)/python manage.py check --fail-level WARNING

bench: $(VENV)/dev.ok
	DEMO=0 $(BIN)/python bench/import_archive.py
	@case "$$DATABASE_URL" in postgres*) DEMO=0 PYTHONPATH=. $(BIN)/python bench/desk_lists.py;; esac
	DEMO=0 $(BIN)/python bench/search.py
	$(BIN)/python bench/keys.py
	DEMO=0 $(BIN)/python bench/pages.py --sizes 1000,10000
	DEMO=0 $(BIN)/python bench/scratch.py bench/counter.py
	DEMO=0 $(BIN)/python bench/scratch.py bench/house.py visible
	@case "$$BENCH_POSTGRES" in postgres*) DEMO=0 $(BIN)/python bench/scratch.py bench/house.py gone;; esac
	DEMO=0 $(BIN)/python bench/scratch.py bench/proxies.py

soak: $(VENV)/dev.ok
	DEMO=0 $(BIN)/python -m pytest -q -m soak
	DEMO=0 SOAK=1 $(BIN)/python -m pytest -q tests/editions/test_search.py -k nothing_typed
	DEMO=0 SOAK=1 $(BIN)/python -m pytest -q tests/browser/test_gates_at_large.py
	DEMO=0 $(BIN)/python tests/sabotage/run.py
	DEMO=0 INTERLEAVINGS=10000 $(BIN)/python -m pytest -q -n 2 tests/journeys/test_interleavings.py

html: $(VENV)/dev.ok
	@test -f $(VNU) || npm install --silent --no-save --ignore-scripts --prefix $(VENV)/vnu vnu-jar@26.9.27
	DEMO=0 $(BIN)/python -m pytest -q tests/editions/test_markup.py

icons: $(VENV)/dev.ok
	$(BIN)/python bench/icons.py

messages:
	$(BIN)/python manage.py makemessages -l id -l en --no-location --no-obsolete -i .venv -i var -d django
	$(BIN)/python manage.py compilemessages -i .venv

requirements: $(VENV)/tools.ok
	@$(LOCK) pyproject.toml -o requirements.txt >/dev/null
	@$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt >/dev/null
	@$(LOCK) --group tools -o requirements-tools.txt >/dev/null

audit: $(VENV)/tools.ok
	$(VENV)/tools/bin/pip-audit --strict --disable-pip --require-hashes $(foreach list,$(wildcard requirements*.txt),-r $(list))

$(VENV)/run.ok: requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is missing: install it, or say make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11"; exit 1; }
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip $(INSTALL) -r requirements.txt >$(VENV)/pip.log 2>&1 || { $(NOT_FETCHED) }
	@touch $@

$(VENV)/dev.ok: requirements-dev.txt $(VENV)/run.ok
	@$(BIN)/pip $(INSTALL) -r requirements-dev.txt >$(VENV)/pip.log 2>&1 || { $(NOT_FETCHED) }
	@touch $@

# Apart from what the newsroom runs on: these have packages of their own.
$(VENV)/tools.ok: requirements-tools.txt $(VENV)/run.ok
	@test -d $(VENV)/tools || $(BIN)/python -m venv $(VENV)/tools
	@$(VENV)/tools/bin/pip $(INSTALL) -r requirements-tools.txt >$(VENV)/pip.log 2>&1 || { $(NOT_FETCHED) }
	@touch $@
