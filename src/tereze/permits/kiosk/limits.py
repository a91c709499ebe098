# SPDX-License-Identifier: EUPL-1.2
"""How much may be tried at a kiosk: an attendant is near, and looks the other way at times.

Wrong documents cost the kiosk, a wrong date of birth costs the document, and visits cost the kiosk:
who came with a list of numbers would otherwise use up what others have left.
"""

from collections.abc import Sequence
from threading import Lock
from typing import Final

from tereze.core.buckets import Buckets, Charge, learn
from tereze.core.caching import forget_with_everything
from tereze.core.charging import charge_buckets
from tereze.people.types import PaperDocument

#: Wrong documents at one kiosk at once, then one every so many seconds.
WRONG_AT_ONCE: Final = 30
WRONG_SECONDS: Final = 60
#: Wrong dates of birth for one document: a date is one of some thirty thousand.
DATES_AT_ONCE: Final = 5
DATES_SECONDS: Final = 3600
#: Visits of one kiosk: more than a queue in front of it makes.
VISITS_AT_ONCE: Final = 40
VISITS_SECONDS: Final = 20

_wrong = Buckets("kiosk-wrong", size=WRONG_AT_ONCE, seconds=WRONG_SECONDS, most=10_000)
_dates = Buckets("kiosk-dates", size=DATES_AT_ONCE, seconds=DATES_SECONDS, most=100_000)
_visits = Buckets("kiosk-visits", size=VISITS_AT_ONCE, seconds=VISITS_SECONDS, most=10_000)
_lock = Lock()
for _bucket in (_wrong, _dates, _visits):
    forget_with_everything(_bucket.forget)


def may_try(kiosk: str, document: PaperDocument) -> bool:
    """Whether somebody may say who they are here, by this document."""
    with _lock:
        return (
            _wrong.left(kiosk) >= 1 and _visits.left(kiosk) >= 1 and _dates.left(_of(document)) >= 1
        )


def count_wrong(kiosk: str, document: PaperDocument) -> None:
    """Count that what was said names nobody."""
    _charge([_wrong.charge(kiosk, 1), _dates.charge(_of(document), 1)])


def count_visit(kiosk: str) -> None:
    """Count that somebody began."""
    _charge([_visits.charge(kiosk, 1)])


def _charge(charges: Sequence[Charge]) -> None:
    full_in = charge_buckets(charges)
    with _lock:
        learn(charges, full_in)


def _of(document: PaperDocument) -> str:
    return f"{document.type}:{document.number}"
