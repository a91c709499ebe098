# SPDX-License-Identifier: EUPL-1.2
"""A carrier's account over SMPP: a connection that is kept open.

    smpp://NAME:PASSWORD@HOST:PORT#from=3013&window=10&per_second=100&prefixes=+77011,+77021

`smpps:` is the same over TLS. All behind the # is ours and may be left out: what our messages come from,
how many may be unanswered, how many a second the carrier takes, which numbers are its own.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from urllib.parse import unquote, urlsplit

from smpplib import consts
from typing_extensions import override

from tereze.core import clock, home
from tereze.core.errors import BadInput, Misconfigured
from tereze.messaging.channels.carrier import Carrier
from tereze.messaging.channels.channel import Account, Exchange, Finding, Line
from tereze.messaging.channels.registry import register
from tereze.messaging.channels.smpp.doubts import DOUBTED, Doubts
from tereze.messaging.channels.smpp.receiving import Reading, Receiver
from tereze.messaging.channels.smpp.sending import Sender
from tereze.messaging.channels.smpp.session import (
    Bind,
    Broken,
    RefusedByCarrier,
    Session,
    open_session,
)
from tereze.messaging.channels.smpp.tempo import Tempo
from tereze.messaging.channels.smpp.trying import try_bind
from tereze.messaging.channels.smpp.unsettled import Unsettled
from tereze.people.phones import read_phone

logger = logging.getLogger(__name__)

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
#: A connection that lasted so long was a good one: after it we come back at once.
_LASTING = 30.0
#: what a carrier says of a name or password that it does not know: no reason to knock every second
_NOT_LET_IN = {
    consts.SMPP_ESME_RBINDFAIL,
    consts.SMPP_ESME_RINVPASWD,
    consts.SMPP_ESME_RINVSYSID,
}

_OPTIONS = {
    "from", "window", "per_second", "prefixes", "system_type", "enquire", "alphabet", "receipts",
}  # fmt: skip


@register("smpp", "smpps")
class SmppLine(Carrier, Line):
    """One account with a carrier, over one connection."""

    ports = {"smpp": 2775, "smpps": 3550}
    hears = "over the same connection"

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        if unknown := set(account.options) - _OPTIONS:
            known = ", ".join(sorted(_OPTIONS))
            raise Misconfigured(
                f"{account.name}: no such option: {', '.join(sorted(unknown))}. There are: {known}"
            )
        self._bind = _read_bind(account)
        #: kept over breaks: how fast the carrier wants it does not change by them
        self._tempo = Tempo(account.per_second)
        self._broke_at: datetime | None = None

    @override
    async def hold(self, exchange: Exchange) -> None:
        wait = _FIRST_WAIT
        while not exchange.is_leaving():
            began = asyncio.get_running_loop().time()
            try:
                await self._carry(exchange)
            except RefusedByCarrier as refused:
                logger.error("%s does not let us in: %s", self.account.name, refused)
                wait = _LONGEST_WAIT if refused.status in _NOT_LET_IN else wait
            except (OSError, TimeoutError, Broken) as error:
                why = str(error) or type(error).__name__
                logger.warning("%s is not connected: %s", self.account.name, why)
            if asyncio.get_running_loop().time() - began > _LASTING:
                wait = _FIRST_WAIT
            await _wait(wait * random.uniform(0.8, 1.2), until=exchange.is_leaving)  # noqa: S311
            wait = min(wait * 2, _LONGEST_WAIT)

    @override
    def check(self) -> Iterator[Finding]:
        yield asyncio.run(try_bind(self._bind))

    async def _carry(self, exchange: Exchange) -> None:
        """One connection, from its begin to its end. Raises what it ended by."""
        since = (self._broke_at or clock.now()) - DOUBTED
        doubts = Doubts(await exchange.list_doubtful(since), asyncio.get_running_loop().time)
        unsettled = Unsettled()
        receiver = Receiver(exchange, self._reading(), doubts, unsettled)
        session = await open_session(self._bind, deliver=receiver.deliver)
        logger.warning("%s is connected", self.account.name)
        receiving = asyncio.create_task(receiver.run(session))
        sender = Sender(
            session,
            exchange,
            source=self.account.options.get("from", ""),
            window=self._bind.window,
            tempo=self._tempo,
            unsettled=unsettled,
        )
        try:
            await sender.run()
        finally:
            self._broke_at = clock.now()
            await self._leave(session, receiving)
        if not exchange.is_leaving():
            raise Broken(session.closed.result())

    async def _leave(self, session: Session, receiving: "asyncio.Task[None]") -> None:
        await session.end()
        receiving.cancel()
        with suppress(asyncio.CancelledError):
            await receiving

    def _reading(self) -> Reading:
        return Reading(
            account=self.account.name,
            default_alphabet=self.account.options.get("alphabet", "gsm"),
            has_decimal_receipts=self.account.options.get("receipts") == "decimal",
            phone_of=_phone_of,
        )


async def _wait(seconds: float, *, until: Callable[[], bool]) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end and not until():
        await asyncio.sleep(min(0.2, max(0.0, end - loop.time())))


def _phone_of(number: str, kind: int) -> str | None:
    """A number as the carrier writes it, in E.164; None: a short number, or none at all."""
    written = number if number.startswith("+") else f"+{number}"
    if kind != consts.SMPP_TON_INTL and not number.startswith("+"):
        written = number if len(number) > 6 else ""
    with suppress(BadInput):
        return read_phone(written, region=home.region())
    return None


def _read_bind(account: Account) -> Bind:
    url = urlsplit(account.url)
    if not (url.hostname and url.username):
        raise Misconfigured(f"{account.name} has to be like: smpp://name:password@host:2775")
    options = account.options
    password = unquote(url.password or "")
    if len(password) > 8:
        # The protocol has room for eight; smpplib would cut the rest off in silence.
        raise Misconfigured(f"{account.name}: SMPP's passwords have eight characters at most.")
    return Bind(
        host=url.hostname,
        port=url.port or SmppLine.ports[url.scheme],
        system_id=unquote(url.username),
        password=password,
        system_type=options.get("system_type", ""),
        tls=url.scheme == "smpps",
        window=int(account.number("window", 10)),
        enquire_after=account.number("enquire", 30),
    )
