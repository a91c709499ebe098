# SPDX-License-Identifier: EUPL-1.2
"""Charging buckets on Django's connection. (The gate runs the same statement on its own.)"""

from collections.abc import Iterable

from tereze.core.buckets import SQL, Charge, parameters_of
from tereze.core.database import change, run_prepared


def charge_buckets(charges: Iterable[Charge]) -> dict[bytes, float]:
    """Take tokens out of the instance's buckets; seconds until full, for each holder's index."""
    return {
        bytes(holder): full_in
        for holder, full_in in run_prepared(SQL["charge"], parameters_of(charges))
    }


def delete_full_buckets() -> int:
    """Delete buckets that are full again; says how many."""
    return change(SQL["delete_full"], {})
