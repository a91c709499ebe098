# SPDX-License-Identifier: EUPL-1.2
"""For whom a resident acts: themselves, those in their care (`own`), and those whom they help.

Under a mandate a helper sees what they need to help, and no more: what the other person may do now,
permits that hold, and the answers to what was asked since. Each time is a look that the person reads.
What was before, appeals and data stay with whose they are.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from tereze.people import helping, mandates
from tereze.people.errors import UnknownMandate
from tereze.people.types import MandateFacts, MandateScope, ResidentFacts
from tereze.permits import own, selectors
from tereze.permits.errors import NoSuchPermit
from tereze.permits.own import NoSuchPerson, NoSuchRefusal, RefusalFacts, Whom
from tereze.permits.types import PermitFacts

#: A mandate's number in addresses is this much higher, so that it is never a dependant's place.
FIRST_NUMBER: Final = 100

#: Why a helper looked, as it is written down; the person reads it in their language.
OPENED: Final = "helper-opened"
READ_ANSWER: Final = "helper-read-answer"
CARRIES: Final = "helper-carries"
ASKED: Final = "helper-asked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Helped:
    """Somebody whom a resident helps, as an entry to choose."""

    number: int
    name: str


def list_helped(helper: ResidentFacts, now: datetime) -> tuple[Helped, ...]:
    """Whom a resident may help at `now`."""
    return tuple(
        Helped(number=number_in_address(mandate), name=mandate.giver_name)
        for mandate in mandates.list_helped(helper.id, now)
    )


def number_in_address(mandate: MandateFacts) -> int:
    """By what a helper's addresses name whom they help."""
    return FIRST_NUMBER + (mandate.number or 0)


def access_whom(resident: ResidentFacts, number: int, now: datetime) -> Whom:
    """The person of a number in an address. Raises NoSuchPerson."""
    if number <= FIRST_NUMBER:
        return own.access_whom(resident, number)
    return _open(resident, number - FIRST_NUMBER, wanted="see", what="profile", why=OPENED, now=now)


def access_permit(resident: ResidentFacts, code: str, now: datetime) -> tuple[PermitFacts, Whom]:
    """A permit of theirs, or one that holds of somebody whom they help. Raises NoSuchPermit."""
    try:
        permit = own.access_permit(resident, code, now)
    except NoSuchPermit:
        return _access_helped_permit(resident, code, now)
    return permit, own.find_whom(resident, permit.resident_id)


def access_refusal(
    resident: ResidentFacts, *, day: date, number: int, now: datetime
) -> tuple[RefusalFacts, Whom]:
    """A refusal of theirs, or one that somebody whom they help got since. Raises NoSuchRefusal."""
    try:
        facts = own.access_refusal(resident, day=day, number=number)
    except NoSuchRefusal:
        return _access_helped_refusal(resident, day, number, now)
    return facts, own.find_whom(resident, facts.resident_id)


def _access_helped_permit(
    helper: ResidentFacts, code: str, now: datetime
) -> tuple[PermitFacts, Whom]:
    permit = selectors.get_permit(code, now)
    if permit.state(now) in ("valid", "not-yet"):
        for mandate in mandates.list_helped(helper.id, now):
            if mandate.giver_id == permit.resident_id and mandate.number:
                return permit, _open(
                    helper, mandate.number, wanted="see", what="permit", why=CARRIES, now=now
                )
    raise NoSuchPermit


def _access_helped_refusal(
    helper: ResidentFacts, day: date, number: int, now: datetime
) -> tuple[RefusalFacts, Whom]:
    for mandate in mandates.list_helped(helper.id, now):
        facts = own.find_refusal([mandate.giver_id], day=day, number=number)
        if facts and mandate.number and facts.asked_at >= mandate.made_at:
            return facts, _open(
                helper, mandate.number, wanted="see", what="refusal", why=READ_ANSWER, now=now
            )
    raise NoSuchRefusal


def _open(
    helper: ResidentFacts,
    number: int,
    *,
    wanted: MandateScope,
    what: str,
    why: str,
    now: datetime,
) -> Whom:
    try:
        mandate, giver = helping.access_helped(
            helper_id=helper.id, number=number, wanted=wanted, what=what, why=why, now=now
        )
    except UnknownMandate as error:
        raise NoSuchPerson from error
    return Whom(number=number_in_address(mandate), resident=giver, mandate=mandate)
