# SPDX-License-Identifier: EUPL-1.2
"""The instance that faults happen to, made once, and a copy of it for each test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.instance import Instance, Made, copy, make, serve


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that the database's own user can get to."""
    with tempfile.TemporaryDirectory(prefix="tereze-faults-", dir="/tmp") as name:
        path = Path(name)
        path.chmod(0o711)
        yield path


@pytest.fixture(scope="session")
def made(folder: Path) -> Made:
    """A town at rest."""
    return make(folder / "made")


@pytest.fixture
def instance(made: Made, folder: Path, request: pytest.FixtureRequest) -> Iterator[Instance]:
    """A copy of the town that is served, for one test."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        home = Path(name)
        copy(made, home)
        with serve(made, home) as instance:
            yield instance
