# Everything runs from .venv, made from Python 3.11 or 3.12 with the hashed lists in requirements/.
# Where packages come from is pip's own configuration; nothing here names an index.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test bench pictures lint clean venv venv-dev

FITS := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))
CANDIDATES := python3.12 python3.11 python3 $(wildcard $(HOME)/.pyenv/versions/3.1[12]*/bin/python3)
RUN := .venv/bin/python
WORKERS ?= auto

# Bytecode is kept even where the machine says not to: else each process compiles 3,000 modules anew.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make demo    everything on this machine, with data; Ctrl-C stops it (PLUMBLINE_PORT, PLUMBLINE_DATA_DIR, PLUMBLINE_PACE)"
	@echo "make test    every test, on engines of its own"
	@echo "make lint    style, types, import order, missing migrations"
	@echo "make bench   the speed figures, as ratios on this machine"
	@echo "make pictures   every screen at two widths in two themes, full and empty, under .data/pictures"
	@echo "make clean   remove what can be made again; data stays"

demo: venv
	@DJANGO_SETTINGS_MODULE=$${DJANGO_SETTINGS_MODULE:-config.settings.demo} $(RUN) manage.py serve --demo

test: venv-dev
	@$(RUN) -m pytest -n $(WORKERS) -rs $(ARGS)

bench: venv-dev
	@$(RUN) -m bench $(ARGS)

pictures: venv-dev
	@PLUMBLINE_BROWSER_REQUIRED=1 PLUMBLINE_SNAPSHOTS=$(CURDIR)/.data/pictures \
	    $(RUN) -m pytest -n $(WORKERS) -q tests/browser $(ARGS)

lint: venv-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports --no-cache
	$(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	.venv/bin/mypy .

clean:
	@if [ -x $(RUN) ]; then $(RUN) manage.py engines stop || true; fi
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.data/*' -prune -exec rm -rf {} +

venv: .venv/base.stamp

venv-dev: .venv/dev.stamp

.venv/made.stamp:
	@python=""; for each in $(CANDIDATES); do \
	    if $$each -c '$(FITS)' 2>/dev/null; then python=$$each; break; fi; done; \
	if [ -z "$$python" ]; then \
	    echo "Plumbline needs Python 3.11 or 3.12 with venv (on Debian: python3 and python3-venv)."; exit 1; fi; \
	echo "Making .venv with $$($$python --version)"; $$python -m venv .venv
	@touch $@

define install
	@echo "Installing $(1) (log: .venv/install.log)"; begun=$$SECONDS; \
	if $(RUN) -m pip install --disable-pip-version-check --no-input --no-deps --require-hashes --no-compile \
	    -r $(1) > .venv/install.log 2>&1; then echo "Installed in $$((SECONDS - begun)) s"; \
	else tail -n 20 .venv/install.log; exit 1; fi
	@touch $@
endef

.venv/base.stamp: requirements/base.txt | .venv/made.stamp
	$(call install,requirements/base.txt)

# The development list contains the other one.
.venv/dev.stamp: requirements/dev.txt | .venv/made.stamp
	$(call install,requirements/dev.txt)
	@touch .venv/base.stamp
