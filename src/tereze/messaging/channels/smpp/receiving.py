# SPDX-License-Identifier: EUPL-1.2
"""What a carrier brings over one session: words of people, parts of them, and receipts.

All is written down first and acknowledged then, many at once. While the database is away the carrier
is told to come again: it keeps what we don't take.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from smpplib import consts
from smpplib.command import Command

from tereze.core import clock
from tereze.core.errors import origin
from tereze.messaging import alphabets
from tereze.messaging.channels.channel import Exchange
from tereze.messaging.channels.smpp import pieces
from tereze.messaging.channels.smpp.doubts import Doubts
from tereze.messaging.channels.smpp.gathering import Gathered
from tereze.messaging.channels.smpp.receipts import Receipt, plain_id, read_receipt
from tereze.messaging.channels.smpp.session import Session
from tereze.messaging.channels.smpp.unsettled import Unsettled
from tereze.messaging.failing import tell_failure
from tereze.messaging.types import Incoming, Piece, Report

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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Arrival:
    """Something that the carrier brought."""

    delivery: Command
    #: of a receipt: so often its message was looked for
    looks: int = 0
    #: the carrier has our word for it, and does not bring it again
    is_acknowledged: bool = False


class Receiver:
    """Takes in what a session delivers until that breaks."""

    def __init__(
        self, exchange: Exchange, reading: Reading, doubts: Doubts, unsettled: Unsettled
    ) -> None:
        self._exchange = exchange
        self._reading = reading
        self._doubts = doubts
        self._unsettled = unsettled
        self._arrived: Gathered[_Arrival] = Gathered()

    def deliver(self, delivery: Command) -> None:
        """Note that something came."""
        self._arrived.put(_Arrival(delivery=delivery))

    async def run(self, session: Session) -> None:
        """Take in what comes, for ever."""
        while True:
            batch = await self._arrived.take()
            await asyncio.shield(self._take_in(session, batch))

    async def _take_in(self, session: Session, batch: list[_Arrival]) -> None:
        words: list[tuple[Command, Incoming | Piece]] = []
        receipts: list[tuple[_Arrival, Receipt]] = []
        for arrival in batch:
            try:
                said = self._read(arrival.delivery)
            except Exception as error:
                # It never will be readable. Alone: the others of its batch must not be brought again
                # and again with it.
                logger.warning("a carrier brought what we can't read: %s", origin(error))
                session.acknowledge(arrival.delivery, consts.SMPP_ESME_RX_P_APPN)
                continue
            match said:
                case Incoming() | Piece():
                    words.append((arrival.delivery, said))
                case Receipt():
                    receipts.append((arrival, said))
                case None:
                    session.acknowledge(arrival.delivery)
        await self._take_words(session, words)
        await self._take_receipts(session, receipts)

    async def _take_words(
        self, session: Session, words: list[tuple[Command, Incoming | Piece]]
    ) -> None:
        status = consts.SMPP_ESME_ROK
        try:
            await self._exchange.take_in(
                [said for _, said in words if isinstance(said, Incoming)],
                [said for _, said in words if isinstance(said, Piece)],
            )
        except Exception as error:
            status = _come_again(error)
        for delivery, _ in words:
            session.acknowledge(delivery, status)

    def _read(self, delivery: Command) -> Incoming | Piece | Receipt | None:
        """What it is; None: nothing that we need. Raises whatever may go wrong."""
        if (delivery.esm_class or 0) & _KIND == _RECEIPT:
            return self._read_receipt(delivery)
        return self._read_words(delivery, clock.now())

    async def _take_receipts(
        self, session: Session, receipts: list[tuple[_Arrival, Receipt]]
    ) -> None:
        final: list[tuple[_Arrival, tuple[str, Report]]] = []
        for arrival, receipt in receipts:
            key = self._key(receipt)
            if receipt.report is None:
                session.acknowledge(arrival.delivery)
            elif key in self._unsettled:
                _acknowledge(session, arrival)
                self._look_later(replace(arrival, is_acknowledged=True))
            else:
                final.append((arrival, (key, receipt.report)))
        if final:
            await self._report(session, final)

    async def _report(
        self, session: Session, final: list[tuple[_Arrival, tuple[str, Report]]]
    ) -> None:
        """Write down what receipts say; what fits nothing yet is looked at again."""
        try:
            known = await self._exchange.report([report for _, report in final])
        except Exception as error:
            status = _come_again(error)
            for arrival, _ in final:
                _acknowledge(session, arrival, status)
                if arrival.is_acknowledged:
                    self._look_later(arrival)
            return
        for is_known, (arrival, _) in zip(known, final, strict=True):
            if is_known:
                _acknowledge(session, arrival)
            elif arrival.looks < _LOOKED_FOR:
                self._look_later(replace(arrival, looks=arrival.looks + 1))
            else:
                logger.info("a receipt is about no message of ours")
                _acknowledge(session, arrival)

    def _look_later(self, arrival: _Arrival) -> None:
        asyncio.get_running_loop().call_later(_LOOK_AGAIN_AFTER, self._arrived.put, arrival)

    def _key(self, receipt: Receipt) -> str:
        return plain_id(receipt.message_id, is_decimal=self._reading.has_decimal_receipts)

    def _read_receipt(self, delivery: Command) -> Receipt | None:
        text = _octets(delivery).decode("latin-1")
        number = _text(getattr(delivery, "receipted_message_id", None))
        state = getattr(delivery, "message_state", None)
        return read_receipt(text, message_id=number, state=state)

    def _read_words(self, delivery: Command, now: datetime) -> Incoming | Piece | None:
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


def _acknowledge(session: Session, arrival: _Arrival, status: int = consts.SMPP_ESME_ROK) -> None:
    if not arrival.is_acknowledged:
        session.acknowledge(arrival.delivery, status)


def _come_again(error: Exception) -> int:
    """What to tell the carrier while nothing can be kept."""
    tell_failure(logger, "keeping what a carrier brought", error)
    return int(consts.SMPP_ESME_RX_T_APPN)


def _octets(delivery: Command) -> bytes:
    octets = getattr(delivery, "message_payload", None) or getattr(delivery, "short_message", None)
    return bytes(octets or b"")


def _text(value: bytes | None) -> str:
    return (value or b"").rstrip(b"\0").decode("latin-1")


def _digest(delivery: Command) -> str:
    """What two deliveries of the same message have in common; SMPP gives messages no number."""
    parts = (delivery.source_addr, delivery.destination_addr, _octets(delivery))
    return sha256(b"\0".join(part or b"" for part in parts)).hexdigest()[:24]
