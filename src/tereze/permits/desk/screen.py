# SPDX-License-Identifier: EUPL-1.2
"""What stands on an operator's screen during a call: who calls, what to say, what came of it.

Two languages meet here. What is read out is in the caller's; the rest is in the operator's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from tereze.packs.types import DoorKind
from tereze.people import selectors as people
from tereze.people.errors import UnknownResident
from tereze.people.types import Relation, ResidentFacts
from tereze.permits import own
from tereze.permits import selectors as permits
from tereze.permits.desk import script, selectors
from tereze.permits.desk.spelling import spell
from tereze.permits.desk.types import AnswerFacts, CallFacts, LoggedCall
from tereze.permits.errors import NoSuchPermit
from tereze.permits.outlook import Outlook, get_outlook
from tereze.permits.own import NoSuchRefusal
from tereze.permits.reasons import tell_reason
from tereze.permits.types import OrderInForce, PermitFacts, QuotaLeft, Refusal
from tereze.permits.words import Words

DOORS: Final[tuple[DoorKind, ...]] = ("desk",)
#: Purposes that have a key of their own.
_KEYS: Final = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody for whom the caller may ask."""

    number: int
    #: only initials until they are opened
    name: str
    relation: Relation | None
    is_asked_for: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A purpose, with the key that chooses it."""

    key: str
    purpose: str
    #: what is left, or in a few words why there is nothing; the whole rule is said when it is chosen
    hint: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """Something to ask for instead."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What the call brought, with the words to say."""

    facts: AnswerFacts
    #: the latest one, to which the keys belong
    is_last: bool
    said: tuple[str, ...] = ()
    #: characters of the code, each with its word
    spelled: tuple[tuple[str, str], ...] = ()
    said_after: str = ""
    initials: str = ""
    ways: tuple[Way, ...] = ()
    appealable: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen:
    """All of it."""

    call: CallFacts
    language: str
    order: OrderInForce | None
    #: in the caller's language
    words: Words | None
    caller: ResidentFacts | None
    whom: ResidentFacts | None
    found: tuple[ResidentFacts, ...]
    everybody: tuple[Person, ...]
    outlook: Outlook | None
    choices: tuple[Choice, ...]
    outcomes: tuple[Outcome, ...]
    history: tuple[LoggedCall, ...]
    #: sentences, in the order in which they are said
    greeting: str
    #: by whose answer the caller shows who they are
    compare: str
    question: str
    farewell: str

    @property
    def last(self) -> Outcome | None:
        """What was answered last."""
        return self.outcomes[0] if self.outcomes else None


def draw_screen(call: CallFacts, *, now: datetime) -> Screen:
    """Everything about a call that an operator has."""
    language = call.language or get_language() or ""
    caller = _get(call.resident_id)
    whom = caller if call.whom_id == call.resident_id else _get(call.whom_id)
    order = permits.get_order_in_force(whom.person.home if whom else None, now)
    with translation.override(language):
        words = Words.of_order(order, now) if order else None
        outlook = get_outlook(whom, now=now, doors=DOORS) if whom else None
        return Screen(
            call=call,
            language=language,
            order=order,
            words=words,
            caller=caller,
            whom=whom,
            found=tuple(filter(None, map(_get, call.found))),
            everybody=tuple(_everybody(call, caller)) if caller else (),
            outlook=outlook,
            choices=tuple(_choices(call, outlook, words)) if outlook and words else (),
            outcomes=tuple(_outcomes(call, now)),
            history=selectors.list_history(call),
            greeting=script.greet(),
            compare=script.ask_born(),
            question=_question(order, words, outlook),
            farewell=script.bid_farewell(),
        )


def ask_url(call: CallFacts, purpose: str, start: datetime | None = None) -> str:
    """Where a purpose is asked for."""
    url = reverse("desk-ask", args=[call.id, purpose])
    return f"{url}?{urlencode({'from': start.isoformat()})}" if start else url


def _question(order: OrderInForce | None, words: Words | None, outlook: Outlook | None) -> str:
    if order is None:
        return script.nothing_in_force()
    if outlook is None:
        return script.ask_who(order, words)
    return script.ask_need() if outlook.purposes else script.not_by_phone()


def _get(resident_id: int | None) -> ResidentFacts | None:
    """None also for somebody who was forgotten meanwhile."""
    try:
        return people.get_resident(resident_id) if resident_id is not None else None
    except UnknownResident:
        return None


def _everybody(call: CallFacts, caller: ResidentFacts) -> Iterator[Person]:
    """Dependants stand there by their initials until they are opened."""
    for whom in own.list_whom(caller):
        person = whom.resident.person
        yield Person(
            number=whom.number,
            name=person.name if whom.resident.id in call.opened else person.initials,
            relation=whom.relation,
            is_asked_for=whom.resident.id == call.whom_id,
        )


def _choices(call: CallFacts, outlook: Outlook, words: Words) -> Iterator[Choice]:
    for number, quota in enumerate(outlook.purposes, start=1):
        yield Choice(
            key=str(number) if number <= _KEYS else "",
            purpose=words.purpose(quota.purpose),
            hint=_hint(quota, words),
            url=ask_url(call, quota.purpose),
        )


def _hint(quota: QuotaLeft, words: Words) -> str:
    refusal = quota.answer
    if isinstance(refusal, Refusal) and refusal.next_eligible is None:
        return tell_reason(refusal.code)
    return words.left(quota)


# --- what came of it --------------------------------------------------------------------------------


def _outcomes(call: CallFacts, now: datetime) -> Iterator[Outcome]:
    answers = selectors.list_answers(call.id)
    appealed = {one.refusal_number for one in answers if one.kind == "appealed"}
    for place, answer in enumerate(answers):
        is_last = place == 0
        if answer.kind == "granted":
            yield _granted(answer, now, is_last=is_last)
        elif answer.kind == "refused":
            is_open = answer.refusal_number not in appealed
            yield _refused(call, answer, now, is_last=is_last, is_open=is_open)
        elif answer.kind == "emergency":
            yield Outcome(
                facts=answer,
                is_last=is_last,
                said=tuple(script.tell_pass()),
                spelled=spell(answer.code, get_language() or ""),
            )
        elif answer.kind == "appealed":
            yield _appealed(answer, now, is_last=is_last)
        else:
            yield Outcome(facts=answer, is_last=is_last)


def _granted(answer: AnswerFacts, now: datetime, *, is_last: bool) -> Outcome:
    permit = _find_permit(answer.code, now)
    if permit is None:
        return Outcome(facts=answer, is_last=is_last)
    words = Words.of_order(permits.get_order(permit.order_id), now)
    return Outcome(
        facts=answer,
        is_last=is_last,
        said=tuple(script.tell_permit(permit, words)),
        spelled=spell(permit.code, get_language() or ""),
        said_after=script.end_of_code(),
        initials=permit.initials,
    )


def _refused(
    call: CallFacts, answer: AnswerFacts, now: datetime, *, is_last: bool, is_open: bool
) -> Outcome:
    facts = _find_refusal(answer)
    if facts is None:
        return Outcome(facts=answer, is_last=is_last)
    words = Words.of_order(facts.order, now)
    return Outcome(
        facts=answer,
        is_last=is_last,
        said=tuple(script.tell_refusal(facts, words)),
        ways=tuple(_ways(call, facts, words)),
        appealable=is_open and facts.appealable,
    )


def _ways(call: CallFacts, facts: own.RefusalFacts, words: Words) -> Iterator[Way]:
    for way in facts.refusal.ways_out:
        if way.kind == "purpose" and way.purpose:
            yield Way(title=words.purpose(way.purpose), url=ask_url(call, way.purpose))
        elif way.kind == "hour" and way.at and way.at > words.now:
            purpose = facts.request.purpose
            title = f"{words.purpose(purpose)}, {words.time(way.at)}"
            yield Way(title=title, url=ask_url(call, purpose, way.at))


def _appealed(answer: AnswerFacts, now: datetime, *, is_last: bool) -> Outcome:
    facts = _find_refusal(answer)
    if facts is None:
        return Outcome(facts=answer, is_last=is_last)
    words = Words.of_order(facts.order, now)
    due_at = facts.appeal.due_at if facts.appeal else None
    return Outcome(facts=answer, is_last=is_last, said=(script.tell_appealed(due_at, words),))


def _find_permit(code: str, now: datetime) -> PermitFacts | None:
    try:
        return permits.get_permit(code, now)
    except NoSuchPermit:  # deleted by rule meanwhile
        return None


def _find_refusal(answer: AnswerFacts) -> own.RefusalFacts | None:
    resident = _get(answer.resident_id)
    if resident is None or answer.refusal_day is None or answer.refusal_number is None:
        return None
    try:
        return own.access_refusal(resident, day=answer.refusal_day, number=answer.refusal_number)
    except NoSuchRefusal:
        return None
