# SPDX-License-Identifier: EUPL-1.2
"""What an order offers to one person over one wire, and what it asks: the conversation's menu.

Pure but for the texts: the same questions as on the page for asking (`permits/questions.py`).
"""

from collections.abc import Iterator, Sequence
from functools import partial

from django.conf import settings

from tereze.core.wording import people_duration
from tereze.messaging.conversation.types import Menu, Option, Question, Wish
from tereze.packs.types import DoorKind, Purpose
from tereze.permits.conversation.types import Speaker
from tereze.permits.questions import find_questions
from tereze.permits.types import OrderInForce
from tereze.permits.words import Words, tell_kind, tell_people, tell_transport

_LENGTHS = 8


def make_menu(order: OrderInForce, words: Words, speaker: Speaker) -> Menu:
    """The menu of an order."""
    return Menu(
        order=f"{order.id} {order.digest}",
        by=order.regime.identification.by,
        purposes=tuple(
            Option(
                value=purpose.id,
                label=words.purpose(purpose.id),
                code=next(iter(purpose.sms), ""),
            )
            for purpose in open_purposes(order, speaker.door)
        ),
        people=lambda: tuple(
            Option(value=whom.value, label=whom.label) for whom in speaker.everybody
        ),
        questions=partial(_questions, order, words, speaker),
        languages=tuple(code for code, _ in settings.LANGUAGES),
    )


def open_purposes(order: OrderInForce, door: DoorKind) -> list[Purpose]:
    """What may be asked for through a door. Whoever is in danger does not ask, but goes."""
    doors = order.regime.doors
    return [
        purpose
        for purpose in order.regime.purposes
        if not purpose.emergency and door in doors and door in (purpose.doors or doors)
    ]


def find_purpose(order: OrderInForce, purpose_id: str | None) -> Purpose | None:
    """A purpose of an order's regime."""
    return next((one for one in order.regime.purposes if one.id == purpose_id), None)


def home_of(speaker: Speaker, wish: Wish) -> str | None:
    """Where the person lives for whom it is; of a document that was only typed we do not say."""
    for whom in speaker.everybody if wish.whom else ():
        if whom.value == wish.whom:
            return whom.resident.person.home
    return None


def choose_few(lengths: Sequence[int], *, usual: int | None) -> list[int]:
    """As many lengths as a small screen shows: the usual, the shortest, the longest, and of the others
    those that differ most. Who wants another one writes it.

    >>> choose_few([15, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720], usual=180)
    [15, 30, 60, 120, 180, 360, 480, 720]
    """
    few = list(lengths)
    while len(few) > _LENGTHS:
        others = [at for at in range(1, len(few) - 1) if few[at] != usual]
        del few[min(others, key=lambda at: (few[at + 1] / few[at - 1], at))]
    return few


def _questions(
    order: OrderInForce, words: Words, speaker: Speaker, wish: Wish
) -> tuple[Question, ...]:
    purpose = find_purpose(order, wish.purpose)
    if purpose is None:
        return ()
    home = home_of(speaker, wish)
    asked = _ask(order, words, purpose, home, wish)
    # A question more is one tap where there are buttons, and a message of its own elsewhere.
    return tuple(one for one in asked if speaker.has_buttons or one.needed)


def _ask(
    order: OrderInForce, words: Words, purpose: Purpose, home: str | None, wish: Wish
) -> Iterator[Question]:
    asked = find_questions(order, purpose, home=home)
    if asked.kinds:
        kinds = tuple(Option(value=kind, label=tell_kind(kind)) for kind in asked.kinds)
        yield Question(part="kind", options=kinds, needed=False)
    if asked.places:
        places = tuple(Option(value=code, label=words.place(code)) for code in asked.places)
        yield Question(part="place", options=places)
    if asked.lengths:
        few = choose_few(asked.lengths, usual=asked.usual_length)
        lengths = tuple(Option(value=str(n), label=people_duration(n)) for n in few)
        yield Question(part="minutes", options=lengths, needed=asked.usual_length is None)
    if asked.transports:
        ways = tuple(Option(value=way, label=tell_transport(way)) for way in asked.transports)
        yield Question(part="transport", options=ways, needed=not wish.plate)
    by_car = wish.transport in ("car", "motorcycle")
    if asked.plate_needed or (asked.plate_if_by_car and by_car):
        yield Question(part="plate")
    if asked.companions_at_most:
        party = range(1, asked.companions_at_most + 2)
        people = tuple(Option(value=str(n), label=tell_people(n)) for n in party)
        yield Question(part="party", options=people, needed=False)
    if rule := asked.certificate:
        papers = tuple(
            Option(value=name, label=words.certificate(name).title) for name in rule.accepted
        )
        yield Question(part="certificate", options=papers, needed=rule.needed)
        if rule.number and wish.certificate:
            yield Question(part="certificate_number", needed=rule.needed)
