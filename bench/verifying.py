# SPDX-License-Identifier: EUPL-1.2
"""Looking permits up by their codes, against PostgreSQL selecting rows by primary key, and against
what the same gate grants, in turns."""

from http import HTTPStatus

import psycopg

from bench.filling import fill, some_codes
from bench.gate import Gate, Turn
from bench.load import Load, Outcome, run
from bench.progress import Progress
from bench.reference import SCRIPTS, Pgbench, Reference, row_width
from bench.results import Figure, figure, ratios
from bench.servers import spread_tables

#: over so many days are permits spread, and so many are asked for, each again and again
_DAYS = 5
_CODES = 200_000


def measure_verifying(gate: Gate, progress: Progress) -> list[Figure]:
    """Rounds of pgbench selecting, the gate looking up, the gate granting."""
    scale = gate.scale
    with progress.task("Filling in permits", scale.permits) as tell:
        fill(
            gate.instance,
            permits=scale.permits,
            residents=scale.residents,
            days=_DAYS,
            tell=tell,
        )
    requests = [_request(code) for code in some_codes(gate.instance, _CODES)]
    pgbench = _reference(gate)
    _look_up(gate, requests, scale.warm_up)
    selects: list[Reference] = []
    lookups: list[Outcome] = []
    grants: list[Turn] = []
    with progress.task("pgbench, looking up, granting", scale.rounds * 3) as tell:
        for _ in range(scale.rounds):
            selects.append(pgbench.run("lookup.sql", scale.seconds, rows=scale.permits))
            tell(1)
            lookups.append(_look_up(gate, requests, scale.seconds))
            tell(1)
            grants.append(gate.turn(scale.seconds))
            tell(1)
    gate.account()
    rates = [outcome.per_second for outcome in lookups]
    return [
        figure("verify_per_s", rates, "look-ups/s"),
        figure("verify_p99_ms", [outcome.p99_ms for outcome in lookups], "ms"),
        figure("pgbench_select_per_s", [s.per_second for s in selects], "selects/s"),
        ratios("verify_vs_gate", rates, [turn.outcome.per_second for turn in grants]),
        ratios("verify_vs_pgbench", rates, [s.per_second for s in selects]),
    ]


def _request(code: str) -> bytes:
    return f"GET /api/v1/permits/{code} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def _reference(gate: Gate) -> Pgbench:
    tables = (SCRIPTS / "lookup_tables.sql").read_text()
    filled = tables.format(width=row_width(gate.instance), rows=gate.scale.permits)
    with psycopg.connect(gate.instance.url, autocommit=True) as connection:
        for statement in filled.split(";\n"):
            connection.execute(statement.encode())
    spread_tables(gate.instance.server, "reference_lookup", column="id")
    pgbench = Pgbench(gate.instance, clients=gate.scale.connections)
    pgbench.run("lookup.sql", gate.scale.warm_up, rows=gate.scale.permits)
    return pgbench


def _look_up(gate: Gate, requests: list[bytes], seconds: float) -> Outcome:
    return run(
        Load(
            port=gate.service.port,
            connections=gate.scale.connections,
            seconds=seconds,
            requests=requests,
            again=True,
        )
    ).insist_on(HTTPStatus.OK)
