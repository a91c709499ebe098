# SPDX-License-Identifier: EUPL-1.2
"""Tables are what the migrations make, and jobs wait where they belong."""

import ast

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from procrastinate.contrib.django import app

from architecture.sources import SOURCE

#: A migration runs on databases of years to come, so it leans on nothing that will change.
MAY_BE_LEANT_ON = {"tereze.core.ids"}


def test_migrations_make_the_tables_that_the_models_describe() -> None:
    migrations = MigrationLoader(None)
    assert not migrations.detect_conflicts()
    wanted = ProjectState.from_apps(apps)
    detector = MigrationAutodetector(migrations.project_state(), wanted)
    missing = detector.changes(graph=migrations.graph)
    assert not missing, "run: python -m django makemigrations"


def test_migrations_do_not_lean_on_code_that_will_change() -> None:
    for path in SOURCE.rglob("migrations/0*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tereze"):
                assert node.module in MAY_BE_LEANT_ON, f"{path} imports {node.module}"


def test_every_task_has_a_queue_of_its_kind() -> None:
    ours = [task for name, task in app.tasks.items() if name.startswith("tereze.")]
    assert ours
    assert not [task.name for task in ours if task.queue == "default"]
