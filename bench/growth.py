# SPDX-License-Identifier: EUPL-1.2
"""Does it get slower as a country moves in? The gate of a small instance against the gate of one with
ten million residents and fifty million permits, in turns, each with a database of its own."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg

from bench.asking import Queue
from bench.filling import fill
from bench.gate import Gate, Turn, open_gate
from bench.inhabitants import settle
from bench.instance import Instance, folder, open_instance, serve_tereze
from bench.progress import Progress
from bench.results import Figure, figure, ratios
from bench.scale import Scale
from tereze.permits import records
from tereze.permits.shards import SHARDS, shard_of

#: Permits are kept for as long by Turkistan's rules, today among them.
DAYS = 13
#: measured, with indexes and some air
_BYTES_A_PERMIT, _BYTES_A_RESIDENT = 620, 1_800
#: Residents, ledgers and the permits of today, with their indexes.
_READ_WHAT_IS_ASKED_FOR = """
    SELECT pg_prewarm(c.oid, 'read')
    FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.relkind IN ('r', 'i') AND coalesce(i.indrelid, c.oid)::regclass::text IN (
        'people_resident', 'people_residentdocument', 'permits_ledger',
        to_char(now() AT TIME ZONE 'UTC', '"permits_permit_"YYYYMMDD')
    )
"""
#: As long ago as a use has to be not to be in the way.
_LONG_AGO = timedelta(days=3)


def measure_growth(scale: Scale, progress: Progress) -> list[Figure]:
    """Rounds of the small one and the grown one."""
    _check_space(scale)
    small = replace(scale, residents=min(scale.residents, Scale().residents))
    with _open_grown(scale, progress) as grown, open_gate(small, progress) as usual:
        _warm(usual.instance)
        _warm(grown.instance)
        slow: list[Turn] = []
        quick: list[Turn] = []
        with progress.task("small, grown", scale.rounds * 2) as tell:
            for _ in range(scale.rounds):
                quick.append(usual.turn(scale.seconds))
                tell(1)
                slow.append(grown.turn(scale.seconds))
                tell(1)
        memory = grown.memory_mb()
        usual.account()
        grown.account()
    rates = [turn.outcome.per_second for turn in slow]
    return [
        ratios("growth_50m", rates, [turn.outcome.per_second for turn in quick]),
        figure("growth_per_s", rates, "permits/s"),
        figure("growth_p99_ms", [turn.outcome.p99_ms for turn in slow], "ms"),
        figure("growth_memory_mb", [memory], "MB"),
    ]


@contextlib.contextmanager
def _open_grown(scale: Scale, progress: Progress) -> Iterator[Gate]:
    with open_instance("grown") as instance:
        with progress.task("Settling residents", scale.residents) as tell:
            settle(instance.url, scale.residents, tell=tell)
        queue = _queue(instance, scale.residents)
        # Some permits have to be there for the others to be made like them.
        with _open(instance, queue, scale) as gate:
            gate.turn(scale.warm_up)
        with progress.task("Filling in permits", scale.permits) as tell:
            fill(
                instance,
                permits=scale.permits,
                residents=scale.residents,
                days=DAYS,
                with_today=True,
                tell=tell,
            )
        _fill_ledgers(instance, scale.residents)
        with _open(instance, queue, scale) as gate:
            gate.turn(scale.warm_up)
            yield gate


@contextlib.contextmanager
def _open(instance: Instance, queue: Queue, scale: Scale) -> Iterator[Gate]:
    with serve_tereze(instance, workers=scale.workers) as service:
        yield Gate(instance, service, queue=queue, scale=scale)


def _queue(instance: Instance, residents: int) -> Queue:
    """Those who have not asked in any run so far."""
    # Named by their number, because it makes the order in which they come.
    file = instance.home / f"asked-of-{residents}"
    if others := [other for other in instance.home.glob("asked-of-*") if other != file]:
        raise SystemExit(
            f"{instance.home} was made for {others[0].name.rpartition('-')[2]} residents. Delete it "
            "to measure with another number."
        )
    asked = int(file.read_text()) if file.exists() else 0
    return Queue(instance, residents, first=asked, keep=lambda now: file.write_text(str(now)))


def _fill_ledgers(instance: Instance, residents: int) -> None:
    """Everybody used something some days ago."""
    if instance.ask("SELECT count(*) FROM permits_ledger") >= residents:
        return
    known = instance.ask("SELECT uses::text FROM permits_ledger ORDER BY keep_until DESC LIMIT 1")
    uses = [
        replace(use, starts_at=use.starts_at - _LONG_AGO, ends_at=use.ends_at - _LONG_AGO)
        for use in records.decode_uses(known)
    ]
    with psycopg.connect(instance.url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO permits_ledger (shard, holder, version, uses, keep_until) "
            "SELECT (%s::smallint[])[id %% %s + 1], id, 1 << 16, %s::jsonb, "
            "now() + interval '30 days' FROM people_resident ON CONFLICT DO NOTHING",
            [list(map(shard_of, range(SHARDS))), SHARDS, records.encode_uses(uses)],
        )
        connection.execute("VACUUM ANALYZE permits_ledger")


def _warm(instance: Instance) -> None:
    """Read what every permit touches, as it is in memory where people have asked for days, and write
    what the filling left to be written. Of each resident it is asked once here, so nothing that is
    measured would warm it."""
    with psycopg.connect(instance.url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        connection.execute(_READ_WHAT_IS_ASKED_FOR)
        connection.execute("CHECKPOINT")


def _check_space(scale: Scale) -> None:
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    wanted = scale.permits * _BYTES_A_PERMIT + scale.residents * _BYTES_A_RESIDENT
    there = sum(path.stat().st_size for path in (place / "grown").rglob("*") if path.is_file())
    free = shutil.disk_usage(place).free + there
    if free < wanted:
        raise SystemExit(
            f"{scale.residents:,} residents and {scale.permits:,} permits take "
            f"{wanted / 1e9:.0f} GB below {place}; {free / 1e9:.0f} GB are free. Name another place "
            "with TEREZE_BENCH, or a smaller number with --permits."
        )
