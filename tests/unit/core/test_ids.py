# SPDX-License-Identifier: EUPL-1.2
"""Numbers for rows."""

from unittest.mock import patch

from tereze.core import ids


def test_many_numbers_of_one_moment_are_all_different() -> None:
    with patch("tereze.core.ids.time.time_ns", return_value=1_600_000_000_000_000_000):
        numbers = [ids.new_id() for _ in range(20_000)]

    assert len(set(numbers)) == 20_000


def test_numbers_are_in_the_order_of_time() -> None:
    with patch("tereze.core.ids.time.time_ns", side_effect=range(10**18, 10**18 + 10**9, 10**6)):
        numbers = [ids.new_id() for _ in range(1_000)]

    assert numbers == sorted(numbers)
