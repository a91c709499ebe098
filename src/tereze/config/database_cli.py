# SPDX-License-Identifier: EUPL-1.2
"""`tereze db`: backups of the embedded database, and one database on several machines.

A PostgreSQL of the operator's own is dumped as its operators do it, with all that they have for
that; docs/howto/run-an-instance.md shows the plain way.
"""

import json
import os
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tereze.config.distribute import Cluster, Distribution
from tereze.core import clock, home, postgres
from tereze.core.errors import Misconfigured
from tereze.permits.shards import SHARDS

HELP = {"help_option_names": ["-h", "--help"]}
FILE = click.Path(dir_okay=False, path_type=Path)


class NotEmbedded(Misconfigured):
    """TEREZE_DATABASE_URL names a PostgreSQL of your own; Tereze keeps no backups of that.
    Use its own tools: pg_dump --format=custom --file=FILE "$TEREZE_DATABASE_URL"
    """


class NotYourOwn(Misconfigured):
    """The embedded database is one machine's. To spread tables over several, move to a PostgreSQL of
    your own that has the extension citus, and name it in TEREZE_DATABASE_URL.
    """


@click.group(context_settings=HELP)
def db() -> None:
    """Backups of the embedded database, and one database on several machines.

    A dump holds everything but the secret: without the secret personal data in it can't be read,
    by a thief or by you. Keep a copy of the secret, and keep it apart.
    """


@db.command()
@click.argument("file", type=FILE)
def dump(file: Path) -> None:
    """Write all of the database into FILE. People may go on working."""
    postgres.dump(_embedded(), file, report=_tell)
    _tell(f"{file} has everything but the secret; keep a copy of that, apart from this file.")


@db.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Put the dump in FILE in the place of the database. Stop `tereze up` first."""
    kept = postgres.restore(_embedded(), file, now=clock.now(), report=_tell)
    _tell(f"Restored; `tereze up` brings it up to date. What was there is kept as {kept}.")


@db.command()
@click.option(
    "--shards",
    type=click.Choice(["4", "8", "16", "32"]),
    default=str(SHARDS),
    show_default=True,
    help="Parts to spread; it stays so, and no more machines than this can share them.",
)
@click.option("--check", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def distribute(shards: str, check: bool, as_json: bool) -> None:
    """Spread permits, refusals, ledgers and crossings over the machines of a cluster.

    For a PostgreSQL with the extension citus, by its coordinator's TEREZE_DATABASE_URL. Stop
    `tereze up` and `tereze serve` first. Writing waits until a table is copied: a million permits
    take about as long as restoring them. Each table is spread as a whole or not at all; when this is
    interrupted, do it again and it goes on. Machines that join later get their share with
    SELECT citus_rebalance_start().
    """
    url = os.environ.get("TEREZE_DATABASE_URL")
    if not url:
        raise NotYourOwn
    with Distribution(url) as distribution:
        before = distribution.look()
        if not check:
            distribution.expect_nobody()
            _spread(distribution, before, shards=int(shards), hidden=as_json)
        after = distribution.look()
    if as_json:
        click.echo(json.dumps(_as_plain(before, after)))
    else:
        _describe(before, after)


def _spread(distribution: Distribution, cluster: Cluster, *, shards: int, hidden: bool) -> None:
    columns = (
        *(TextColumn("{task.description}"), BarColumn()),
        *(MofNCompleteColumn(), TimeElapsedColumn()),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=hidden or not console.is_terminal) as bar:
        for table in cluster.tables:
            if not table.shards:
                # A partition without rows is not heard of, so the end is reached at once at last.
                total = table.partitions + 1
                task = bar.add_task(table.spread.table, total=total)
                distribution.spread(table, shards=shards, tell=partial(bar.advance, task))
                bar.update(task, completed=total)
            # Also of one that an earlier try had spread when it was interrupted.
            distribution.forget_copied(table)


def _describe(before: Cluster, after: Cluster) -> None:
    click.echo(f"Citus {after.citus}, {_count(after.machines, 'machine')}.")
    waited = {table.spread for table in before.waiting}
    for table in after.tables:
        if not table.shards:
            state = f"to be spread by {table.spread.column}: about {table.rows:,} rows"
        else:
            state = f"by {table.spread.column}, {_count(table.shards, 'shard')}"
            state += "" if table.spread in waited else ", as before"
        click.echo(f"  {table.spread.table:24} {state}")
    click.echo(f"Whole on the coordinator: {_count(len(after.others), 'other table')}.")


def _as_plain(before: Cluster, after: Cluster) -> dict[str, object]:
    waited = {table.spread for table in before.waiting}
    return {
        "citus": after.citus,
        "machines": after.machines,
        "distributed": [
            {
                "table": table.spread.table,
                "by": table.spread.column,
                "beside": table.spread.beside,
                "shards": table.shards,
                "rows": known.rows,
                "done": table.shards > 0,
                "now": table.shards > 0 and table.spread in waited,
            }
            for known, table in zip(before.tables, after.tables, strict=True)
        ],
        "reference": [],
        "local": list(after.others),
    }


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _embedded() -> Path:
    if os.environ.get("TEREZE_DATABASE_URL"):
        raise NotEmbedded
    return home.folder()


def _tell(line: str) -> None:
    click.echo(line, err=True)
