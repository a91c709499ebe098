# SPDX-License-Identifier: EUPL-1.2
"""The gate: asking for and checking permits over HTTP, without Django.

It is the hot path, so nothing stands around the request: ASGI, msgspec, asyncpg. What it decides
and writes comes from `permits/decisions.py` and the named SQL that pages and commands use too, so
every door gives the same answer. It reads the same tables and sends no messages.

    app.py       which path, which method, which status
    contract.py  the bodies that go in and out
    engine.py    one request: find the person, decide, claim, write
    store.py     what it reads from PostgreSQL, and how long it believes it
    openapi.py   the contract, described for programs
"""
