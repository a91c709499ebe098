# SPDX-License-Identifier: EUPL-1.2
"""Turning away whoever guesses by what vendors prove themselves to us.

Only a proof that is wrong costs, for each network and each of our accounts by itself. So a vendor may
post as much as it likes, also when all of it comes from one address; a bot whose secret was mistyped
shuts out no other bot of that vendor; and once it is mended the vendor is let in within seconds. A
network that can't be told (a proxy that does not say for whom it asks) is not counted, as when people
sign in: it would be the vendor, too, who is turned away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from threading import Lock
from typing import Final

from tereze.core.buckets import Buckets, learn
from tereze.core.caching import forget_with_everything
from tereze.core.charging import charge_buckets
from tereze.messaging.errors import NotFromVendor, TooManyWrongProofs
from tereze.people.rules import network_of

#: Wrong proofs from one network at once, and seconds until it may show one more.
AT_ONCE: Final = 30
SECONDS: Final = 10

_WRONG: Final = Buckets("proof", size=AT_ONCE, seconds=SECONDS, most=10_000)
forget_with_everything(_WRONG.forget)
_lock = Lock()


@contextmanager
def watch_proofs(*, account: str, address: str) -> Iterator[None]:
    """Look at a proof for this account inside; NotFromVendor is counted on its way out.

    Raises TooManyWrongProofs before anything is looked at.
    """
    network = network_of(address)
    holder = f"{account} {network}"
    if network is not None:
        with _lock:
            wait = _WRONG.wait(holder, 1)
        if wait > 0:
            raise TooManyWrongProofs(seconds=ceil(wait))
    try:
        yield
    except NotFromVendor:
        if network is not None:
            _charge(holder)
        raise


def _charge(holder: str) -> None:
    charge = _WRONG.charge(holder, 1)
    full_in = charge_buckets([charge])
    with _lock:
        learn([charge], full_in)
