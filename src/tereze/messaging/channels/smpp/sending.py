# SPDX-License-Identifier: EUPL-1.2
"""Messages on their way out over one session."""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

from smpplib import consts

from tereze.core.errors import origin
from tereze.messaging import alphabets
from tereze.messaging.channels.channel import Claimed, Exchange, Outcome, Undelivered
from tereze.messaging.channels.plain import written_out
from tereze.messaging.channels.smpp import pieces
from tereze.messaging.channels.smpp.gathering import Gathered
from tereze.messaging.channels.smpp.receipts import plain_id
from tereze.messaging.channels.smpp.session import (
    Broken,
    RefusedByCarrier,
    Session,
    ShortMessage,
)
from tereze.messaging.channels.smpp.tempo import Tempo
from tereze.messaging.channels.smpp.unsettled import Unsettled

logger = logging.getLogger(__name__)

#: "too many": the message is good, and goes again when the carrier has room
_TOO_MANY = {consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL}
#: "something is wrong on our side": the message may go later
_PASSING = {
    consts.SMPP_ESME_RSYSERR,
    consts.SMPP_ESME_RSUBMITFAIL,
    consts.SMPP_ESME_RX_T_APPN,
    consts.SMPP_ESME_RUNKNOWNERR,
}
#: A message waits so long here for a carrier that has no room, then in the outbox.
_PATIENCE = 45.0
#: So many messages are claimed for each that may be unanswered, so that none is waited for.
_AHEAD = 3


class Sender:
    """Empties the outbox into a session until that breaks or the exchange is leaving."""

    def __init__(
        self,
        session: Session,
        exchange: Exchange,
        *,
        source: str,
        window: int,
        tempo: Tempo,
        unsettled: Unsettled,
    ) -> None:
        self._session = session
        self._exchange = exchange
        self._source = source
        self._most = window * _AHEAD
        self._tempo = tempo
        self._unsettled = unsettled
        self._under_way: set[asyncio.Task[None]] = set()
        self._outcomes: Gathered[Outcome] = Gathered()
        self._clock = asyncio.get_running_loop().time

    async def run(self) -> None:
        """Send until there is an end; then what is under way is finished, and all is written down."""
        settling = asyncio.create_task(self._settle())
        try:
            while self._session.is_open and not self._exchange.is_leaving():
                await self._send_more()
        finally:
            while self._under_way:
                await asyncio.wait(self._under_way)
            while not self._outcomes.is_empty():
                await asyncio.sleep(0.01)
            settling.cancel()
            with suppress(asyncio.CancelledError):
                await settling

    async def _send_more(self) -> None:
        room = self._most - len(self._under_way)
        if room < self._most // 2:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return
        claimed = await self._exchange.claim(room)
        for each in claimed:
            task = asyncio.create_task(self._send(each))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        if not claimed:
            await self._exchange.wait_for_more()

    async def _settle(self) -> None:
        while True:
            batch = await self._outcomes.take()
            await asyncio.shield(self._write_down(batch))

    async def _write_down(self, outcomes: list[Outcome]) -> None:
        await self._exchange.settle(outcomes)
        for each in outcomes:
            self._unsettled.settle(each.claimed.message.number)

    async def _send(self, claimed: Claimed) -> None:
        self._outcomes.put(await self._try(claimed))

    async def _try(self, claimed: Claimed) -> Outcome:
        try:
            return Outcome(claimed=claimed, vendor_ids=await self._submit(claimed))
        except Undelivered as refused:
            return Outcome(claimed=claimed, refused=refused)
        except Broken as broken:
            return Outcome(claimed=claimed, refused=Undelivered(f"connection lost: {broken}"))
        except Exception as error:
            number = claimed.message.number
            logger.error("message %d could not be sent, because of %s", number, origin(error))
            why = f"our side failed: {type(error).__name__}"
            return Outcome(claimed=claimed, refused=Undelivered(why))

    async def _submit(self, claimed: Claimed) -> list[str]:
        message = claimed.message
        encoded = alphabets.encode(written_out(message.reply))
        taken, of = [], len(encoded.parts)
        for number, part in enumerate(encoded.parts, start=1):
            # The same number for the same message, so that a phone puts parts of two tries together.
            place = pieces.Numbering(reference=message.number, number=number, of=of)
            one = ShortMessage(
                source=self._source,
                destination=message.to,
                octets=pieces.header_for(place) + part if of > 1 else part,
                is_ucs2=encoded.coding == "ucs2",
                has_header=of > 1,
            )
            if given := await self._submit_part(one):
                taken.append(plain_id(given))
                self._unsettled.take(message=message.number, part=taken[-1])
        return taken

    async def _submit_part(self, message: ShortMessage) -> str:
        give_up_at = self._clock() + _PATIENCE
        while True:
            turn = self._tempo.turn(self._clock())
            if turn > give_up_at:
                raise Undelivered("the carrier has no room", retry_after=timedelta(seconds=15))
            if (wait := turn - self._clock()) > 0:
                await asyncio.sleep(wait)
            try:
                return await self._session.submit(message)
            except RefusedByCarrier as refused:
                if refused.status in _TOO_MANY:
                    self._tempo.told_off(self._clock())
                    continue
                is_final = refused.status not in _PASSING
                raise Undelivered(str(refused), is_final=is_final) from None
