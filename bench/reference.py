# SPDX-License-Identifier: EUPL-1.2
"""The reference: what PostgreSQL does by itself, asked by its own `pgbench`, in the same server.

Its tables are spared what Tereze's have: partitions, and three indexes more. A row of it is as wide
as a row of Tereze's, and comes over the connection like one.
"""

import re
import resource
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench import machine
from bench.instance import Instance
from bench.servers import spread_tables
from tereze.core.postgres.account import choose_account, clean_environment
from tereze.core.postgres.places import Places
from tereze.core.postgres.programs import find_programs

SCRIPTS = Path(__file__).parent / "reference"
THREADS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """What pgbench said."""

    per_second: float
    mean_ms: float
    #: processor time of one transaction in PostgreSQL, in microseconds
    postgres_us: float
    #: and in pgbench
    pgbench_us: float


def lay_tables(instance: Instance) -> None:
    """Make the tables anew, empty."""
    with psycopg.connect(instance.url, autocommit=True) as connection:
        connection.execute((SCRIPTS / "tables.sql").read_bytes())
    spread_tables(instance.server, "reference_quota", "reference_permit", column="resident")


def row_width(instance: Instance) -> int:
    """Bytes of a permit's row that are more than its key and its times, as it lies in the table."""
    width = instance.ask(
        "SELECT avg(pg_column_size(p.*)) - 64 FROM "
        "(SELECT * FROM permits_permit ORDER BY asked_at DESC LIMIT 1000) p"
    )
    if width is None:
        raise SystemExit("There is no permit yet whose width could be taken.")
    return int(width)


class Pgbench:
    """Runs scripts in an instance's database; each run draws on numbers that no run had before."""

    def __init__(self, instance: Instance, *, clients: int, filler: int = 0) -> None:
        shelf = Places.below(instance.home).folder
        programs = find_programs(choose_account(_say_nothing), shelf=shelf, report=_say_nothing)
        self._program = programs.path("pgbench")
        self._instance = instance
        self._clients = clients
        self._values: dict[str, object] = {"filler": "x" * filler} if filler else {}
        self._runs = 0

    def run(self, script: str, seconds: float, **values: object) -> Reference:
        """Let the clients go through a script for some seconds."""
        numbers = {"run": self._runs, "n": 0, **self._values, **values}
        self._runs += 1
        postgres, own = self._postgres_seconds(), _cpu_of_children()
        answer = subprocess.run(
            [
                self._program,
                "--no-vacuum",
                "--protocol=prepared",
                f"--client={self._clients}",
                f"--jobs={min(THREADS, self._clients)}",
                f"--time={max(1, round(seconds))}",
                f"--file={SCRIPTS / script}",
                *(f"--define={name}={value}" for name, value in numbers.items()),
                self._instance.url,
            ],
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            raise SystemExit(answer.stderr.strip())
        done = _number_in(answer.stdout, r"transactions actually processed: (\d+)")
        return Reference(
            per_second=_number_in(answer.stdout, r"tps = ([\d.]+)"),
            mean_ms=_number_in(answer.stdout, r"latency average = ([\d.]+) ms"),
            postgres_us=(self._postgres_seconds() - postgres) / done * 1e6,
            pgbench_us=(_cpu_of_children() - own) / done * 1e6,
        )

    def _postgres_seconds(self) -> float:
        return sum(map(machine.cpu_seconds, self._instance.server.pids))


def _number_in(text: str, pattern: str) -> float:
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"pgbench did not say {pattern!r}:\n{text}")
    return float(found[1])


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _say_nothing(message: str) -> None:
    """Report to nobody."""
