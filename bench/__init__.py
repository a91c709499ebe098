# SPDX-License-Identifier: EUPL-1.2
"""Measured, not promised: how quickly this machine gives permits and checks them.

Every measurement is a command (`python -m bench NAME`, all of them `make bench`) that prints its
figures and writes them to `bench/results.json`. docs/internals/performance.md shows the last ones.

How it is kept fair:

- Whatever is compared runs in turns on the same machine, at least three rounds, and the ratio is
  made within each round. So what else the machine does hits all of them.
- The reference is PostgreSQL itself, asked by its own `pgbench` to do what a permit needs of it, in
  the same server with the same settings; `fsync` and `synchronous_commit` are looked up to be on.
- Everything is on one machine: PostgreSQL, Tereze and who asks. Who asks is a process of its own,
  and says how much of a core it used, because that is taken from the others.
- Every answer is looked at. Afterwards the database has to hold exactly the permits that were
  answered, and nobody more than their quota; otherwise there is no figure.
"""
