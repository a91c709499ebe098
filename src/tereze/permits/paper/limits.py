# SPDX-License-Identifier: EUPL-1.2
"""How often somebody who is no member of staff may have something set in type.

A page is set in some 20 ms of a processor, the most that anybody can have for nothing here.
"""

from math import ceil
from threading import Lock
from typing import Final

from tereze.core.buckets import Buckets, learn
from tereze.core.caching import forget_with_everything
from tereze.core.charging import charge_buckets
from tereze.core.errors import TooOften
from tereze.people.rules import network_of

#: Prints at once, then one every so many seconds: a library's whole room behind one address.
PRINTS_AT_ONCE: Final = 60
PRINT_SECONDS: Final = 5

_prints = Buckets("prints", size=PRINTS_AT_ONCE, seconds=PRINT_SECONDS, most=100_000)
forget_with_everything(_prints.forget)
_lock = Lock()


def count_print_of_network(address: str) -> None:
    """Count what somebody prints who is not known. Those who can't be told apart share what one
    network may. Raises TooOften."""
    _count(network_of(address) or "")


def count_print_of_resident(resident_id: int) -> None:
    """Count what a resident prints. Raises TooOften."""
    _count(f"resident {resident_id}")


def _count(holder: str) -> None:
    with _lock:
        if wait := _prints.wait(holder, 1):
            raise TooOften(seconds=ceil(wait))
    charge = _prints.charge(holder, 1)
    full_in = charge_buckets([charge])
    with _lock:
        learn([charge], full_in)
