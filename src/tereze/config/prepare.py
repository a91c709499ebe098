# SPDX-License-Identifier: EUPL-1.2
"""Bring database and files up to this version of the code: `python -m tereze.config.prepare`.

Safe to repeat. What was done is remembered by a digest of code and packs, so that the second
start of an instance does not do it again.
"""

import hashlib
import os
import sys
from datetime import UTC, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 (models can be imported from here on)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from tereze.config import demo, shipped  # noqa: E402
from tereze.core import clock  # noqa: E402
from tereze.core.compile_messages import compile_messages  # noqa: E402
from tereze.people.services import ensure_roles  # noqa: E402
from tereze.permits import services as permits  # noqa: E402

#: Partitions are kept made for so many days ahead; the worker renews them daily.
DAYS_AHEAD = 40

#: The command line as an actor in the audit trail.
ACTOR = "command-line"


def prepare() -> None:
    """Do what this version of the code needs and was not done before."""
    stamp = Stamp(settings.HOME / "prepared")
    if not stamp.is_current():
        _migrate()
        _fill()
        report("Gathering texts and static files …")
        compile_messages()
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.renew()
    greet()


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        report("Making tables …")
        call_command("migrate", interactive=False, verbosity=0)


def _fill() -> None:
    now = clock.now()
    yesterday = now.astimezone(UTC).date() - timedelta(days=1)
    permits.make_partitions(first=yesterday, days=DAYS_AHEAD)
    permits.ensure_signing_key(actor=ACTOR, now=now)
    ensure_roles()
    shipped.install_packs(report)
    if settings.DEMO:
        demo.seed(report)


def greet() -> None:
    """Say where everything is."""
    url = settings.URL
    report(f"\nTereze is at {url}   (Ctrl-C stops everything)")
    report(f"  check a code   {url}/v")
    report(f"  staff          {url}/staff/")
    report(f"  API            {url}/api/v1/openapi.json")
    if settings.DEMO:
        report(demo.describe_sign_ins(url))
    report("")


def report(line: str) -> None:
    """Tell the operator."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Stamp:
    """Remembers for which code, packs and database preparation was done."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._now = self._digest()

    def is_current(self) -> bool:
        """Whether preparation was done for what is here now."""
        return self._file.exists() and self._file.read_text() == self._now

    def renew(self) -> None:
        """Preparation is done."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(self._now)

    @staticmethod
    def _digest() -> str:
        digest = hashlib.sha256(f"{settings.DATABASE_URL} {settings.DEMO}".encode())
        for root in (Path(__file__).parents[1], shipped.folder()):
            for file in sorted(root.rglob("*")):
                # Compiled files are made by preparing and must not ask for it again.
                if file.is_file() and file.suffix not in {".pyc", ".mo"}:
                    stat = file.stat()
                    digest.update(f"{file} {stat.st_size} {stat.st_mtime_ns}".encode())
        return digest.hexdigest()


if __name__ == "__main__":
    prepare()
