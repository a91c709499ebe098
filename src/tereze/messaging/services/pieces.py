# SPDX-License-Identifier: EUPL-1.2
"""Putting long messages together from the pieces in which they arrive.

Pieces come in any order, over several connections, and sometimes twice; each is kept before the
carrier is told that we have it. Whoever brings the last one takes the whole message in. Pieces stay
for a while after that, so that one which comes again is known and begins no new message.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from tereze.core import database
from tereze.core.sealing import blind_number
from tereze.core.sql import load_queries
from tereze.messaging.alphabets import decode
from tereze.messaging.models import IncomingPiece
from tereze.messaging.sealed import key_of, open_piece, seal_piece
from tereze.messaging.services.inbox import receive_message
from tereze.messaging.types import Incoming, Piece

#: Then the rest does not come any more, and whoever wrote is asked.
PIECES_ARE_AWAITED = timedelta(minutes=3)
#: Then a carrier does not repeat a piece, and its number may mean another message.
PIECES_ARE_KEPT = timedelta(minutes=15)

SQL = load_queries("tereze.messaging", "pieces.sql")


@transaction.atomic
def receive_pieces(pieces: Sequence[Piece]) -> None:
    """Take in parts of long messages; those that are whole now become messages."""
    names = {each: _name(each) for each in pieces}
    # In one order for everybody, so that no two processes wait for each other.
    for turn in sorted({blind_number(name, context="messaging.piece") for name in names.values()}):
        database.run_prepared(SQL["take_turn"], {"number": turn})
    for piece, name in names.items():
        _receive(piece, key_of(piece.incoming.account, name))


def _name(piece: Piece) -> str:
    return f"{piece.incoming.sender} {piece.reference} {piece.of}"


def _receive(piece: Piece, message: bytes) -> None:
    row = {
        "message": message,
        "number": piece.number,
        "of": piece.of,
        "sealed": seal_piece(piece),
        "now": piece.incoming.at,
    }
    if not database.run_prepared(SQL["insert_piece"], row):
        known = IncomingPiece.objects.get(message=message, number=piece.number)
        if not known.is_done or open_piece(known.sealed).octets == piece.octets:
            return  # the carrier repeats itself
        # The sender's numbers have come round: this begins another message.
        IncomingPiece.objects.filter(message=message).delete()
        database.run_prepared(SQL["insert_piece"], row)
    pieces = list(IncomingPiece.objects.filter(message=message).order_by("number"))
    is_given_up = any(each.is_done for each in pieces)
    if len(pieces) == piece.of and not is_given_up:
        receive_message(_join([open_piece(each.sealed) for each in pieces]))
    if len(pieces) == piece.of or is_given_up:
        IncomingPiece.objects.filter(message=message).update(is_done=True)


def _join(pieces: Sequence[Piece]) -> Incoming:
    first = pieces[0]
    # Before decoding: a character may be divided between two pieces.
    octets = b"".join(each.octets for each in pieces)
    text = decode(octets, first.data_coding, default=first.default_alphabet)
    return replace(first.incoming, text=text)


@transaction.atomic
def give_up_pieces(now: datetime) -> int:
    """Take in messages of which a part never came, without their text, so that whoever wrote is
    asked; forget old pieces. Says how many messages.

    Half a message would be worse than none: half of a document's number may be somebody else's.
    """
    IncomingPiece.objects.filter(received_at__lte=now - PIECES_ARE_KEPT).delete()
    rows = database.run_prepared(SQL["give_up"], {"before": now - PIECES_ARE_AWAITED})
    incomplete = {bytes(message): sealed for message, sealed in rows}
    for sealed in incomplete.values():
        receive_message(open_piece(sealed).incoming)
    return len(incomplete)
