# SPDX-License-Identifier: EUPL-1.2
"""Runs the baseline (`bench/drf`) under gunicorn, in a database of its own in the same server."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg

from bench.instance import Instance, Service, serve
from bench.ports import free_port

DATABASE = "baseline"
#: gunicorn's own advice is twice the cores and one; threads keep connections open cheaply
_THREADS = 2


@contextlib.contextmanager
def serve_baseline(instance: Instance, *, residents: int) -> Iterator[Service]:
    """The baseline, with its residents, asked by nobody yet."""
    _ensure_database(instance)
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.drf.settings",
        "BENCH_DRF_DATABASE": instance.server.url_of(DATABASE),
        "BENCH_DRF_KEY": str(instance.home / "baseline-key.pem"),
    }
    subprocess.run(
        [
            *(sys.executable, "-m", "bench.with_django", "bench.drf.furnish"),
            *(str(residents), instance.key),
        ],
        env=surroundings,
        check=True,
    )
    port, workers = free_port(), 2 * len(os.sched_getaffinity(0)) + 1
    with serve(
        [
            *(sys.executable, "-m", "gunicorn", "bench.drf.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--workers", str(workers)),
            *("--worker-class", "gthread", "--threads", str(_THREADS)),
            *("--keep-alive", "60", "--log-level", "warning"),
        ],
        port=port,
        answers="/up",
        surroundings=surroundings,
        log=instance.home / "baseline.log",
    ) as service:
        yield service


def granted(instance: Instance) -> int:
    """How many permits it gave."""
    with psycopg.connect(instance.server.url_of(DATABASE)) as connection:
        row = connection.execute("SELECT count(*) FROM drf_permit").fetchone()
    return int(row[0]) if row else 0


def _ensure_database(instance: Instance) -> None:
    with psycopg.connect(instance.url, autocommit=True) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if found.rowcount == 0:
            connection.execute(f"CREATE DATABASE {DATABASE}")
