# Tereze: `make run` starts everything, `make test` proves it.
.PHONY: run test check

run:
	@scripts/setup
	@exec .venv/bin/tereze up --demo

test:
	@scripts/test

check:
	@scripts/check
