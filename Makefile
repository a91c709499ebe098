# Tereze: `make run` starts everything, `make test` proves it.
.PHONY: run test check

# PORT=8001 make run: where something else listens on 8000.
PORT ?= 8000

run:
	@scripts/setup
	@exec .venv/bin/tereze up --demo --port $(PORT)

test:
	@scripts/test

check:
	@scripts/check
