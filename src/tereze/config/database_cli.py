# SPDX-License-Identifier: EUPL-1.2
"""`tereze database`: backups of the embedded database.

A PostgreSQL of the operator's own is dumped as its operators do it, with all that they have for
that; docs/howto/run-an-instance.md shows the plain way.
"""

import os
from pathlib import Path

import click

from tereze.core import clock, home, postgres
from tereze.core.errors import Misconfigured

HELP = {"help_option_names": ["-h", "--help"]}
FILE = click.Path(dir_okay=False, path_type=Path)


class NotEmbedded(Misconfigured):
    """TEREZE_DATABASE_URL names a PostgreSQL of your own; Tereze keeps no backups of that.
    Use its own tools: pg_dump --format=custom --file=FILE "$TEREZE_DATABASE_URL"
    """


@click.group(context_settings=HELP)
def database() -> None:
    """Backups of the embedded database.

    A dump holds everything but the secret: without the secret personal data in it can't be read,
    by a thief or by you. Keep a copy of the secret, and keep it apart.
    """


@database.command()
@click.argument("file", type=FILE)
def dump(file: Path) -> None:
    """Write all of the database into FILE. People may go on working."""
    postgres.dump(_embedded(), file, report=_tell)
    _tell(f"{file} has everything but the secret; keep a copy of that, apart from this file.")


@database.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Put the dump in FILE in the place of the database. Stop `tereze up` first."""
    kept = postgres.restore(_embedded(), file, now=clock.now(), report=_tell)
    _tell(f"Restored; `tereze up` brings it up to date. What was there is kept as {kept}.")


def _embedded() -> Path:
    if os.environ.get("TEREZE_DATABASE_URL"):
        raise NotEmbedded
    return home.folder()


def _tell(line: str) -> None:
    click.echo(line, err=True)
