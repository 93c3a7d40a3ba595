# Two commands for everybody: `make demo` and `make test`. The rest is for people who work on it.
SHELL := /bin/sh
PORT ?= 8000
PYTHON ?= python3
export PORT

.PHONY: demo demo-reset test check check-full bench install install-dev lock format types catalogues screenshots

demo: install ## Install, prepare the embedded database and the demonstration, serve it
	@exec .venv/bin/python manage.py demo --port $(PORT)

demo-reset: install ## Forget the demonstration's data and prepare it afresh
	@.venv/bin/python manage.py demo --reset --prepare-only

test: install-dev ## Install and run the tests: SQLite, no services, no browser
	@.venv/bin/python manage.py compile_catalogues
	@.venv/bin/python -m pytest -q -n 2 -m "not slow and not postgres and not broker and not browser and not full" $(ARGS)

check: ## Everything CI runs
	@bash .ci/run

check-full: install-dev ## Full-size chaos and simulation runs
	@.venv/bin/python -m pytest -q -m full $(ARGS)

bench: install ## `make bench` lists the benchmarks, `make bench NAME=answers` runs one
	@.venv/bin/python -m benchmarks $(NAME)

install:
	@sh scripts/install.sh "$(PYTHON)" requirements/runtime.txt

install-dev:
	@sh scripts/install.sh "$(PYTHON)" requirements/development.txt

lock: ## Pin the dependencies of pyproject.toml again (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/runtime.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements/development.txt

format: install-dev
	.venv/bin/ruff check --fix . && .venv/bin/ruff format .

types: install-dev
	.venv/bin/mypy .

catalogues: install-dev ## Collect the strings into locale/*/LC_MESSAGES/django.po (needs gettext)
	sh scripts/catalogues.sh

screenshots: install-dev ## Pictures of the main pages into docs/screenshots (needs Chromium)
	.venv/bin/python scripts/screenshots.py
