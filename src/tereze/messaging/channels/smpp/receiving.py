# SPDX-License-Identifier: EUPL-1.2
"""What a carrier brings over one session: words of people, parts of them, and receipts.

All is written down first and acknowledged then, many at once. While the database is away the carrier
is told to come again: it keeps what we don't take.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from smpplib import consts
from smpplib.command import Command

from tereze.core import clock
from tereze.core.errors import origin
from tereze.messaging.channels.channel import Exchange
from tereze.messaging.channels.smpp import alphabets, pieces
from tereze.messaging.channels.smpp.doubts import Doubts
from tereze.messaging.channels.smpp.gathering import Gathered
from tereze.messaging.channels.smpp.receipts import Receipt, plain_id, read_receipt
from tereze.messaging.channels.smpp.session import Session
from tereze.messaging.types import Incoming, Piece

logger = logging.getLogger(__name__)

#: bits of esm_class that say what a delivery is, and that a header comes first
_KIND, _RECEIPT, _HAS_HEADER = 0x3C, 0x04, 0x40
#: A receipt may be quicker than we write down that the message was taken.
_LOOKED_FOR, _LOOK_AGAIN_AFTER = 10, 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How to read what this carrier brings."""

    account: str
    default_alphabet: str
    #: receipts name messages in decimal that answers named in hexadecimal
    has_decimal_receipts: bool
    #: a number as the carrier writes it → E.164, or None where it is no phone's
    phone_of: Callable[[str, int], str | None]


class Receiver:
    """Takes in what a session delivers until that breaks."""

    def __init__(self, exchange: Exchange, reading: Reading, doubts: Doubts) -> None:
        self._exchange = exchange
        self._reading = reading
        self._doubts = doubts
        self._arrived: Gathered[tuple[Command, int]] = Gathered()

    def deliver(self, delivery: Command) -> None:
        """Note that something came."""
        self._arrived.put((delivery, 0))

    async def run(self, session: Session) -> None:
        """Take in what comes, for ever."""
        while True:
            batch = await self._arrived.take()
            try:
                await asyncio.shield(self._take_in(session, batch))
            except Exception as error:
                logger.warning("what came can't be kept now: %s", type(error).__name__)
                for delivery, _ in batch:
                    session.acknowledge(delivery, consts.SMPP_ESME_RX_T_APPN)

    async def _take_in(self, session: Session, batch: list[tuple[Command, int]]) -> None:
        messages: list[Incoming] = []
        parts: list[Piece] = []
        receipts: list[tuple[Command, int, Receipt]] = []
        good: list[Command] = []
        for delivery, looks in batch:
            match self._read_safely(delivery):
                case Incoming() as incoming:
                    messages.append(incoming)
                case Piece() as piece:
                    parts.append(piece)
                case Receipt() as receipt:
                    receipts.append((delivery, looks, receipt))
                case False:
                    session.acknowledge(delivery, consts.SMPP_ESME_RX_P_APPN)
                    continue
            good.append(delivery)
        await self._exchange.take_in(messages, parts)
        again = await self._report(receipts)
        for delivery in good:
            if delivery not in again:
                session.acknowledge(delivery)

    def _read_safely(self, delivery: Command) -> Incoming | Piece | Receipt | Literal[False] | None:
        """What it is; None: nothing that we need; False: it can't be read, and never will be."""
        try:
            if (delivery.esm_class or 0) & _KIND == _RECEIPT:
                return self._read_receipt(delivery)
            return self._read(delivery, clock.now())
        except Exception as error:
            # Alone: the others of its batch must not be brought again and again with it.
            logger.warning("a carrier brought what we can't read: %s", origin(error))
            return False

    async def _report(self, receipts: list[tuple[Command, int, Receipt]]) -> set[Command]:
        """Write down what receipts say; those that are to be looked at again."""
        final = [
            (delivery, looks, (self._key(receipt), receipt.report))
            for delivery, looks, receipt in receipts
            if receipt.report is not None
        ]
        if not final:
            return set()
        known = await self._exchange.report([report for *_, report in final])
        again = set()
        for is_known, (delivery, looks, _) in zip(known, final, strict=True):
            if is_known:
                continue
            if looks < _LOOKED_FOR:
                again.add(delivery)
                asyncio.get_running_loop().call_later(
                    _LOOK_AGAIN_AFTER, self._arrived.put, (delivery, looks + 1)
                )
            else:
                logger.info("a receipt is about no message of ours")
        return again

    def _key(self, receipt: Receipt) -> str:
        return plain_id(receipt.message_id, is_decimal=self._reading.has_decimal_receipts)

    def _read_receipt(self, delivery: Command) -> Receipt | None:
        text = _octets(delivery).decode("latin-1")
        number = _text(getattr(delivery, "receipted_message_id", None))
        state = getattr(delivery, "message_state", None)
        return read_receipt(text, message_id=number, state=state)

    def _read(self, delivery: Command, now: datetime) -> Incoming | Piece | None:
        """What somebody wrote; None: it is of nobody whom we could answer."""
        source = _text(delivery.source_addr)
        phone = self._reading.phone_of(source, delivery.source_addr_ton or 0)
        if phone is None and not source.isdecimal():
            logger.info("a message of a sender without a number was left")
            return None
        octets, place = _octets(delivery), None
        if (delivery.esm_class or 0) & _HAS_HEADER:
            place, octets = pieces.take_header(octets)
        else:
            place = pieces.beside(
                getattr(delivery, "sar_msg_ref_num", None),
                getattr(delivery, "sar_segment_seqnum", None),
                getattr(delivery, "sar_total_segments", None),
            )
        coding = delivery.data_coding or 0
        default = self._reading.default_alphabet
        incoming = Incoming(
            channel="sms",
            account=self._reading.account,
            id=self._doubts.number_for(_digest(delivery)),
            sender=phone or source,
            phone=phone,
            text="" if place else alphabets.decode(octets, coding, default=default),
            at=now,
        )
        if place is None:
            return incoming
        return Piece(
            incoming=incoming,
            reference=place.reference,
            number=place.number,
            of=place.of,
            octets=octets,
            data_coding=coding,
            default_alphabet=default,
        )


def _octets(delivery: Command) -> bytes:
    octets = getattr(delivery, "message_payload", None) or getattr(delivery, "short_message", None)
    return bytes(octets or b"")


def _text(value: bytes | None) -> str:
    return (value or b"").rstrip(b"\0").decode("latin-1")


def _digest(delivery: Command) -> str:
    """What two deliveries of the same message have in common; SMPP gives messages no number."""
    parts = (delivery.source_addr, delivery.destination_addr, _octets(delivery))
    return sha256(b"\0".join(part or b"" for part in parts)).hexdigest()[:24]
