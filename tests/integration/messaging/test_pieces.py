# SPDX-License-Identifier: EUPL-1.2
"""Long messages are put together from pieces that come in any order, twice, or never."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tereze.messaging import services
from tereze.messaging.models import InboxMessage, IncomingPiece
from tereze.messaging.sealed import open_incoming
from tereze.messaging.services.pieces import PIECES_ARE_AWAITED, PIECES_ARE_KEPT
from tereze.messaging.types import Incoming, Piece

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
PHONE = "+77011234567"
#: the smile is divided between two pieces
TEXT = "Дәріханаға барамын 😀 2 AZE12345678"


def pieces(text: str = TEXT, *, reference: int = 7, sender: str = PHONE) -> list[Piece]:
    octets = text.encode("utf-16-be")
    cut = octets.index("😀".encode("utf-16-be")) + 2 if "😀" in text else 10
    parts = [octets[:10], octets[10:cut], octets[cut:]]
    return [
        Piece(
            incoming=Incoming(
                channel="sms",
                account="kcell",
                id=f"{reference}.{number}.{sender}",
                sender=sender,
                at=NOW,
            ),
            reference=reference,
            number=number,
            of=3,
            octets=part,
            data_coding=8,
            default_alphabet="gsm",
        )
        for number, part in enumerate(parts, start=1)
    ]


def taken_in() -> list[str]:
    return [open_incoming(row.sealed).text for row in InboxMessage.objects.order_by("pk")]


def test_pieces_in_any_order_and_twice_become_one_message() -> None:
    several = pieces() * 2
    random.Random(1).shuffle(several)
    for piece in several:
        services.receive_pieces([piece])
    assert taken_in() == [TEXT]


def test_pieces_of_two_people_at_once_are_not_mixed_up() -> None:
    other = [replace(each, octets=each.octets) for each in pieces(sender="+77019999999")]
    mixed = [piece for pair in zip(pieces(), other, strict=True) for piece in pair]
    services.receive_pieces(mixed)
    assert taken_in() == [TEXT, TEXT]


def test_pieces_lie_sealed() -> None:
    services.receive_pieces(pieces()[:1])
    row = IncomingPiece.objects.get()
    assert PHONE.encode() not in bytes(row.sealed) + bytes(row.message)
    assert TEXT[:3].encode() not in bytes(row.sealed)


def test_when_the_senders_numbers_come_round_another_message_begins() -> None:
    services.receive_pieces(pieces())
    services.receive_pieces(
        [
            replace(each, incoming=replace(each.incoming, id=f"x{each.number}"))
            for each in pieces("Another message that is long enough")
        ]
    )
    assert taken_in() == [TEXT, "Another message that is long enough"]


def test_who_wrote_what_never_came_whole_is_asked_and_no_half_of_it_is_read() -> None:
    services.receive_pieces(pieces()[:2])
    assert services.give_up_pieces(NOW + PIECES_ARE_AWAITED - timedelta(seconds=1)) == 0
    assert services.give_up_pieces(NOW + PIECES_ARE_AWAITED) == 1
    assert services.give_up_pieces(NOW + PIECES_ARE_AWAITED) == 0
    assert taken_in() == [""]
    services.receive_pieces(pieces()[2:])  # it comes too late
    services.give_up_pieces(NOW + PIECES_ARE_AWAITED)
    assert taken_in() == [""]


def test_pieces_are_forgotten_soon() -> None:
    services.receive_pieces(pieces())
    services.give_up_pieces(NOW + PIECES_ARE_KEPT)
    assert not IncomingPiece.objects.exists()
