# SPDX-License-Identifier: EUPL-1.2
"""Fixtures for tests of packs."""

import pytest

from unit.packs.right_pack import FILES


@pytest.fixture
def files() -> dict[str, str]:
    """The files of a right pack, fresh for every test."""
    return dict(FILES)
