# SPDX-License-Identifier: EUPL-1.2
"""Answers by short message fit one part, in every language, for every pack that is asked by message."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import get_args

import pytest
from django.conf import settings
from django.utils import translation

from tereze.config.shipped import list_folders
from tereze.messaging.alphabets import parts_needed
from tereze.messaging.types import Choice
from tereze.packs.reading import read_folder
from tereze.packs.types import Pack, Purpose, RefusalCode
from tereze.permits.conversation import telling
from tereze.permits.conversation.types import Told
from tereze.permits.types import EmergencyFacts, PermitFacts, Refusal
from tereze.permits.words import Words
from town import NOON

PACKS = [one for one in map(read_folder, list_folders()) if one.regime.sms]
LANGUAGES = [code for code, _ in settings.LANGUAGES]
WHOSE = "Нұрсұлтан-Ғали *5678"


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def sent(told: Told) -> str:
    """As it goes out by short message."""
    choices = tuple(
        Choice(label=option.label, says=str(number))
        for number, option in enumerate(told.options, start=1)
    )
    reply = telling.cut(told, choices, has_buttons=False)
    return telling.written_out(reply.text, reply.choices)


def granted(pack: Pack, purpose: Purpose, *, begins: timedelta, lasts: timedelta) -> PermitFacts:
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
        starts_at=NOON + begins,
        ends_at=NOON + begins + lasts,
        basis="rules",
        initials="А. Б.",
        document_digest=b"",
    )


@pytest.mark.parametrize("begins", [timedelta(), timedelta(minutes=15), timedelta(days=2)])
def test_a_permit_fits_one_part_with_document_time_and_code(
    language: str, begins: timedelta
) -> None:
    for pack in PACKS:
        words = Words(pack, now=NOON)
        for purpose in pack.regime.purposes:
            permit = granted(pack, purpose, begins=begins, lasts=timedelta(hours=30))
            text = sent(telling.tell_granted(permit, words, whose=WHOSE, qr=None))
            assert parts_needed(text) == 1, text
            assert "*5678" in text
            assert "7K3M 9QXA" in text
            local: datetime = permit.ends_at.astimezone(words.zone)
            assert f"{local:%H:%M}" in text


def test_an_ordinary_permit_also_says_what_for(language: str) -> None:
    for pack in PACKS:
        words = Words(pack, now=NOON)
        for purpose in pack.regime.purposes:
            if not purpose.sms or purpose.emergency:
                continue
            permit = granted(pack, purpose, begins=timedelta(), lasts=timedelta(hours=2))
            text = sent(telling.tell_granted(permit, words, whose="*5678", qr=None))
            title = words.purpose(purpose.id).partition(",")[0]
            assert title in text or f" {purpose.sms[0]} " in text, text


@pytest.mark.parametrize("later", [None, NOON + timedelta(hours=15)])
def test_every_refusal_fits_one_part_and_says_why(language: str, later: datetime | None) -> None:
    for pack in PACKS:
        words = Words(pack, now=NOON)
        for code in get_args(RefusalCode):
            refusal = Refusal(code=code, rule="needs", legal_basis="", next_eligible=later)
            text = sent(telling.tell_refused(refusal, words, whose="*5678", ways=()))
            assert parts_needed(text) == 1, text
            assert len(text) > len("*5678: ") + 5
            if later:
                assert f"{later.astimezone(words.zone):%H:%M}" in text


def test_what_a_stranger_hears_fits_one_part(language: str) -> None:
    assert parts_needed(sent(telling.tell_not_yours("*5678"))) == 1
    assert parts_needed(sent(telling.tell_unknown_document("AZE12345678"))) == 1


def test_danger_is_answered_in_one_part(language: str) -> None:
    taken = EmergencyFacts(code="7K3M9QXA", taken_at=NOON)
    text = sent(telling.tell_pass(taken, may_declare=True))
    assert parts_needed(text) == 1
    assert "112" in text
    assert "7K3M 9QXA" in text
