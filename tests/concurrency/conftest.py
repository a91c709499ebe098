# SPDX-License-Identifier: EUPL-1.2
"""A town whose database several connections share for real."""

from collections.abc import Iterator

import pytest

from town import Town


@pytest.fixture
def town(transactional_db: None) -> Iterator[Town]:
    town = Town.found()
    yield town
    town.leave()
