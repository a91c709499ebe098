# SPDX-License-Identifier: EUPL-1.2
"""Whether an instance is prepared for this version of the code, found out without loading Django.

After `prepare.py` has done its work a stamp says for what: the files of code and packs, and the
migrations that the database then had. So the second start has nothing to do, while new code, a
new database and a restored backup are all noticed.
"""

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tereze.core.errors import Misconfigured

#: the oldest PostgreSQL whose SQL is enough
OLDEST_POSTGRES = 15

_HOUSE = Path(__file__).parents[1]

#: Preparing also makes partitions for weeks ahead. The worker does so daily; an instance that
#: stood still for longer than this gets them before it serves.
_FRESH_FOR_SECONDS = 7 * 24 * 3600.0

#: Compiled files are made by preparing and by Python itself, and must not ask for it again.
_COMPILED = frozenset({".pyc", ".mo"})

_MIGRATIONS = """
    SELECT md5(string_agg(concat_ws(' ', app, name, applied), ',' ORDER BY id))
      FROM django_migrations
"""


class DatabaseOutOfReach(Misconfigured):
    """The database that TEREZE_DATABASE_URL names does not let us in. Nothing was done."""


class PostgresTooOld(Misconfigured):
    """The PostgreSQL that TEREZE_DATABASE_URL names is too old. Nothing was done."""


class NotPreparedYet(Misconfigured):
    """This instance has no tables yet. Start it once with `tereze up`, then do this again."""


def shipped_packs() -> Path:
    """Where the shipped packs lie: beside the source in a checkout, inside the installed package."""
    checkout = Path(__file__).parents[3] / "packs"
    return checkout if checkout.is_dir() else _HOUSE / "shipped_packs"


def expect_tables(database_url: str) -> None:
    """Refuse to work on a database that can't be reached or was never prepared."""
    if not _migrations_of(database_url):
        raise NotPreparedYet


@dataclass(frozen=True, kw_only=True, slots=True)
class Stamp:
    """What was prepared, kept in a file of the data folder."""

    file: Path
    database_url: str
    demo: bool

    @classmethod
    def of(cls, home: Path, *, database_url: str, demo: bool) -> "Stamp":
        return cls(file=home / "prepared", database_url=database_url, demo=demo)

    def is_current(self) -> bool:
        """Whether all that is here now was prepared, and lately."""
        state = self._describe()
        if not self.file.exists() or self.file.read_text() != state:
            return False
        return time.time() - self.file.stat().st_mtime < _FRESH_FOR_SECONDS

    def renew(self) -> None:
        """Say that all that is here now is prepared."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(self._describe())

    def _describe(self) -> str:
        place = hashlib.sha256(f"{self.database_url} {self.demo}".encode()).hexdigest()
        return f"{place} {_migrations_of(self.database_url)} {_digest_of(_HOUSE, shipped_packs())}"


def _migrations_of(database_url: str) -> str:
    """A digest of what was done to the database and when; empty for one without tables."""
    try:
        with psycopg.connect(database_url) as connection:
            major = connection.info.server_version // 10_000
            if major < OLDEST_POSTGRES:
                raise PostgresTooOld(
                    f"TEREZE_DATABASE_URL names a PostgreSQL {major}; Tereze needs"
                    f" {OLDEST_POSTGRES} or newer. Nothing was done."
                )
            row = connection.execute(_MIGRATIONS).fetchone()
    except psycopg.errors.UndefinedTable:
        return ""
    except psycopg.OperationalError as error:
        raise DatabaseOutOfReach(
            f"The database does not let us in: {str(error).strip()}\n"
            "Check TEREZE_DATABASE_URL, and that this PostgreSQL runs. Nothing was done."
        ) from None
    return (row and row[0]) or ""


def _digest_of(*roots: Path) -> str:
    digest = hashlib.sha256()
    for root in roots:
        for file in sorted(_files_of(root)):
            state = file.stat()
            digest.update(f"{file} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()


def _files_of(root: Path) -> Iterable[Path]:
    return (path for path in root.rglob("*") if path.is_file() and path.suffix not in _COMPILED)
