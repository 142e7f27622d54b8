# Every command of the house. `make` alone lists them.
SHELL := bash
PYTHON ?= python3
PORT ?= 8000
bin := .venv/bin
locks := requirements.txt requirements-broker.txt
export PYTHON PORT
# Compiled modules are kept: every part that starts, and every test that starts one, is quicker by seconds.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: .venv/ready ## the demo, on http://127.0.0.1:8000 (another port: make run PORT=8001)
	@DEMO=1 $(bin)/python -m trustrepair.supervise

start: .venv/ready ## your own house; asks for its name and first administrator once
	@DEMO=0 $(bin)/python -m trustrepair.supervise

check: .venv/ready-dev ## style, types, floors, migrations, settings, security and the quick tests
	scripts/check.sh

test: .venv/ready-dev ## every test, on SQLite and on PostgreSQL, with Chromium, a real broker and a real mail server
	scripts/test.sh

audit: .venv/ready-dev ## the long runs: many random cases, Lighthouse, every page's HTML (needs Node and npm) in every look, and every letter before SpamAssassin
	scripts/test_parts.sh audit
	$(bin)/python -m pytest -q -m audit
	EVERY_LOOK=1 $(bin)/python -m pytest -q tests/journeys/test_every_page.py

bench: .venv/ready-dev ## how quick it is, with figures
	scripts/bench.sh

words: .venv/ready ## gather our words into the catalogues of locale/
	$(bin)/python scripts/words.py

lock: .venv/ready-dev ## compile the locks again, with hashes
	scripts/lock.sh

.venv/ready: $(locks) scripts/install.sh
	@scripts/install.sh

.venv/ready-dev: $(locks) requirements-dev.txt scripts/install.sh
	@scripts/install.sh dev

.PHONY: help run start check test audit bench words lock
