# SPDX-License-Identifier: EUPL-1.2
"""How many short messages the commonest texts take: each is paid for, and a second may get lost.

What a person meets on the way to a permit fits one, in every language, for the packs that people ask
by message with few purposes. Where one cannot hold all that matters, it is two, and no more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from tereze.messaging.alphabets import parts_needed
from tereze.messaging.conversation import machine
from tereze.messaging.conversation.reading import ask_back, read
from tereze.messaging.conversation.types import Option, Paper, Question, Talk, Wish
from tereze.messaging.types import Choice
from tereze.packs.reading import read_folder
from tereze.packs.types import Pack, Purpose
from tereze.permits.conversation import telling
from tereze.permits.conversation.menus import open_purposes
from tereze.permits.conversation.types import Told
from tereze.permits.types import OrderInForce, PermitFacts, QuotaLeft
from tereze.permits.words import Words
from town import NOON
from unit.permits.messages_read import BY_MESSAGE, PACKS, grammar_of

#: Of six purposes with long names not even the shortest menu fits one.
FEW_PURPOSES = [pack for pack in BY_MESSAGE if not pack.startswith("gr-")]
LANGUAGES = [code for code, _ in settings.LANGUAGES]
WHOSE = "Lalə *5678"
OWN = {"az-8103": "AZE12345678", "moscow-2020": "4510123456"}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def pack_of(name: str) -> Pack:
    return read_folder(PACKS / name.replace("@", "/"))


def order_of(pack: Pack) -> OrderInForce:
    return OrderInForce(
        id=1,
        regime_name=pack.info.pack,
        version="1",
        legal_basis="",
        digest=pack.digest,
        regime=pack.regime,
        places=("AZ",),
        starts_at=NOON,
        ends_at=NOON + timedelta(days=9),
    )


def sent(told: Told) -> str:
    """As it goes out by short message."""
    offered = machine.offer(Talk(), told.options, by_number=True)
    choices = tuple(Choice(label=one.label, says=one.key) for one in offered)
    reply = telling.cut(told, choices, has_buttons=False)
    return telling.written_out(reply.text, reply.choices)


def asked(pack: Pack, question: Question) -> str:
    told = telling.tell_question(question, order_of(pack), asks_phone=False)
    return sent(replace(told, options=question.options))


def menu_of(pack: Pack, words: Words) -> tuple[Option, ...]:
    return tuple(
        Option(value=one.id, label=words.purpose(one.id), code=next(iter(one.sms), ""))
        for one in open_purposes(order_of(pack), "sms")
    )


def permit_of(pack: Pack, purpose: Purpose) -> PermitFacts:
    return PermitFacts(
        resident_id=1,
        code="7K3M9QXA",
        order_id=1,
        regime_name=pack.info.pack,
        digest=pack.digest,
        purpose=purpose.id,
        kind="movement",
        door="sms",
        places=("AZ-BA",),
        party=1,
        asked_at=NOON,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=2),
        basis="rules",
        initials="А. Б.",
        document_digest=b"",
    )


@pytest.mark.parametrize("name", FEW_PURPOSES)
def test_the_menu_and_for_whom_fit_one_part(language: str, name: str) -> None:
    pack = pack_of(name)
    purposes = menu_of(pack, Words(pack, now=NOON))
    menu = asked(pack, Question(part="purpose", options=purposes))
    assert parts_needed(menu) == 1, menu
    people = tuple(Option(value=one, label=one) for one in ("Anar *4321", "Leyla *1234"))
    whom = asked(pack, Question(part="whom", options=people))
    assert parts_needed(whom) == 1, whom


@pytest.mark.parametrize("name", BY_MESSAGE)
def test_what_is_read_back_and_what_was_given_fits_one_part(language: str, name: str) -> None:
    pack = pack_of(name)
    words = Words(pack, now=NOON)
    for purpose in open_purposes(order_of(pack), "sms"):
        wish = Wish(purpose=purpose.id, document=Paper(type="az-id", number="AZE12345678"))
        confirm = sent(telling.tell_confirm(wish, words, whose=WHOSE, yes="yes1", no="no1"))
        assert parts_needed(confirm) == 1, confirm
        assert WHOSE in confirm
        status = sent(telling.tell_permits([permit_of(pack, purpose)], words, {1: "*5678"}))
        assert parts_needed(status) == 1, status
        assert "7K3M 9QXA" in status


@pytest.mark.parametrize("name", FEW_PURPOSES)
@pytest.mark.parametrize(
    "written",
    ["2", "salam", "2 {short}", "2 {long}", "1 2 {own}", "2 {own} {other}", "not 2 {own}"],
)
def test_a_question_about_a_message_fits_one_part(language: str, name: str, written: str) -> None:
    assert parts_needed(question_about(written, name, language)) == 1


@pytest.mark.parametrize("name", FEW_PURPOSES)
@pytest.mark.parametrize("written", ["{own}", "9 {own}"])
def test_a_question_that_names_all_purposes_takes_two_parts_at_most(
    language: str, name: str, written: str
) -> None:
    """Whoever leaves the code out may not know the codes, so each is told with its meaning."""
    question = question_about(written, name, language)
    may_be = 1 if written == "{own}" and language != "kk" else 2
    assert parts_needed(question) <= may_be, question


def question_about(written: str, name: str, language: str) -> str:
    own = OWN[name.partition("@")[0]]
    text = written.format(own=own, short=own[:-1], long=f"{own}1", other=f"{own[:-1]}9")
    understood = read(text, grammar_of(name))
    assert not understood.requests
    return ask_back(understood, grammar_of(name), language)


@pytest.mark.parametrize("name", FEW_PURPOSES)
def test_help_says_all_in_few_parts(language: str, name: str) -> None:
    pack = pack_of(name)
    words = Words(pack, now=NOON)
    told = sent(telling.tell_help(order_of(pack), menu_of(pack, words), words))
    assert parts_needed(told) <= {"en": 1, "az": 2}.get(language, 3), told
    assert "112" in told
    assert all(words.purpose(one.id) in told for one in open_purposes(order_of(pack), "sms"))


def test_an_example_is_of_a_purpose_that_can_be_asked_for_here() -> None:
    """In Moscow code 1 was for work, and not to be had by message."""
    assert "2 4510123456" in question_about("{own}", "moscow-2020@2020-04", "en")


def test_what_is_left_is_told_once_for_purposes_under_one_rule() -> None:
    pack = pack_of("gr-13033@2020-11")
    one, two, three, four, *_ = [purpose.id for purpose in pack.regime.purposes]
    granted: Any = object()
    free = [QuotaLeft(purpose=each, answer=granted) for each in (one, three)]
    limited = [
        QuotaLeft(purpose=each, answer=granted, counter="outings-a-day", limit=12, left=9)
        for each in (two, four)
    ]
    with translation.override("en"):
        told = telling.tell_quotas([("", (*free, *limited))], Words(pack, now=NOON))
    without, under = told.text.splitlines()
    assert without.endswith(": as often as needed")
    assert without.count(";") == under.count(";") == 1
    assert under.endswith("9 of 12")
