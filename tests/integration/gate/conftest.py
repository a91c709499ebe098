# SPDX-License-Identifier: EUPL-1.2
"""The town that the gate's tests happen in. It is committed, because the gate has connections of
its own."""

from collections.abc import Iterator

import pytest

from tereze.core.caching import forget_everything
from town import Town


@pytest.fixture
def town(transactional_db: None) -> Iterator[Town]:
    forget_everything()
    town = Town.found()
    yield town
    town.leave()
