# SPDX-License-Identifier: EUPL-1.2
"""Bring database and files up to this version of the code: `python -m tereze.config.prepare`.

Safe to repeat. A stamp (`preparation.py`) remembers what was done, so that `tereze up` does it
once for each version.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 (models can be imported from here on)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from tereze.config import demo, shipped  # noqa: E402
from tereze.config.cast import STAFF_PASSWORD  # noqa: E402
from tereze.config.preparation import Stamp  # noqa: E402
from tereze.core import clock  # noqa: E402
from tereze.core.compile_messages import compile_messages  # noqa: E402
from tereze.people import services as people  # noqa: E402
from tereze.permits import services as permits  # noqa: E402
from tereze.permits.checkpoints import services as checkpoints  # noqa: E402

#: The command line as an actor in the audit trail.
ACTOR = "command-line"


def prepare() -> None:
    """Do what this version of the code needs."""
    _migrate()
    _fill()
    report("Gathering texts and static files …")
    compile_messages()
    call_command("collectstatic", interactive=False, verbosity=0)
    Stamp.of(settings.HOME, database_url=settings.DATABASE_URL, demo=settings.DEMO).renew()


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        report("Making tables …")
        call_command("migrate", interactive=False, verbosity=0)


def _fill() -> None:
    now = clock.now()
    permits.make_partitions_ahead(now=now)
    checkpoints.make_partitions_ahead(now=now)
    permits.ensure_signing_key(actor=ACTOR, now=now)
    people.ensure_roles()
    shipped.install_packs(report)
    if settings.DEMO:
        demo.seed(report)
    else:
        people.close_demo_staff(password=STAFF_PASSWORD, actor=ACTOR, now=now)


def report(line: str) -> None:
    """Tell the operator."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    prepare()
