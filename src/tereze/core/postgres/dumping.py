# SPDX-License-Identifier: EUPL-1.2
"""Backups of the embedded database, with PostgreSQL's own programs.

A dump is taken while people use the database, and is in the file whole or not at all. Restoring
never writes over anything: the dump is read into a new database, which takes the name of the old
one at the end, and the old one stays beside it under another name.
"""

import os
import subprocess
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from tereze.core.postgres.account import choose_account, clean_environment
from tereze.core.postgres.errors import DumpFailed, DumpUnreadable, RestoreFailed
from tereze.core.postgres.places import DATABASE, Places
from tereze.core.postgres.programs import Programs, find_programs
from tereze.core.postgres.server import Report, say_nothing, start
from tereze.core.postgres.sharing import use

_RESTORED = f"{DATABASE}_restored"


def dump(home: Path, file: Path, *, report: Report = say_nothing) -> None:
    """Write all of the database into a file that only this user may read."""
    unfinished = file.with_name(file.name + ".unfinished")
    with use(home, report=report) as url:
        programs = _programs(home, report)
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        try:
            complaint = _run(programs, "pg_dump", "--format=custom", f"--file={unfinished}", url)
            if complaint:
                raise DumpFailed(file=file, output=complaint)
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)


def restore(home: Path, file: Path, *, now: datetime, report: Report = say_nothing) -> str:
    """Put a dump in the place of the database; under which name the old one is kept.

    The instance must not run meanwhile; AlreadyRunning says when it does.
    """
    if not os.access(file, os.R_OK):
        raise DumpUnreadable(file=file)
    kept = f"{DATABASE}_until_{now:%Y%m%d_%H%M%S}"
    with start(home, report=report) as server:
        with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
            connection.execute(_command("DROP DATABASE IF EXISTS {}", _RESTORED))
            connection.execute(_command("CREATE DATABASE {}", _RESTORED))
        target = f"--dbname={server.url_of(_RESTORED)}"
        complaint = _run(
            _programs(home, report),
            "pg_restore",
            "--exit-on-error",
            "--no-owner",
            target,
            str(file),
        )
        with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
            if complaint:
                connection.execute(_command("DROP DATABASE {}", _RESTORED))
                raise RestoreFailed(file=file, output=complaint)
            with connection.transaction():
                connection.execute(_command("ALTER DATABASE {} RENAME TO {}", DATABASE, kept))
                connection.execute(_command("ALTER DATABASE {} RENAME TO {}", _RESTORED, DATABASE))
    return kept


def _programs(home: Path, report: Report) -> Programs:
    return find_programs(choose_account(report), shelf=Places.below(home).folder, report=report)


def _run(programs: Programs, name: str, *arguments: str) -> str:
    """Run a program; what it complained of, empty when all went well."""
    answer = subprocess.run(
        [programs.path(name), *arguments],
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stderr.strip() or name if answer.returncode else ""


def _command(template: str, *names: str) -> sql.Composed:
    return sql.SQL(template).format(*map(sql.Identifier, names))
