# Tereze: `make run` starts everything, `make test` proves it.
.PHONY: run test check bench bench-growth

# PORT=8001 make run: where something else listens on 8000.
PORT ?= 8000

run:
	@scripts/setup
	@exec .venv/bin/tereze up --demo --port $(PORT)

test:
	@scripts/test

check:
	@scripts/check

# A quarter of an hour; leave the machine alone meanwhile. docs/internals/performance.md
bench:
	@scripts/setup dev
	@scripts/browser
	@scripts/peers
	@.venv/bin/python -m bench all
	@.venv/bin/python -m bench page

# Needs 95 GB below /var/tmp (or TEREZE_BENCH) and an hour the first time.
bench-growth:
	@scripts/setup dev
	@.venv/bin/python -m bench growth --residents 10_000_000 --permits 50_000_000
