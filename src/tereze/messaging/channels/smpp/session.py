# SPDX-License-Identifier: EUPL-1.2
"""One bind to a carrier's message centre, from connecting until it breaks: SMPP 3.4, both ways.

The codec is smpplib's; this is what it leaves to others: one connection in asyncio, a window of
messages that may be unanswered, a look now and then whether the other side lives. What comes in is
handed on and acknowledged only by whoever has taken it to heart (`acknowledge`).

Nothing here is tried again. When the connection breaks, everything unanswered fails with `Broken`.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from smpplib import consts, smpp
from smpplib.command import Command
from smpplib.exceptions import UnknownCommandError

from tereze.core.errors import origin

logger = logging.getLogger(__name__)

_HEADER = 16
#: No message is longer; a length beyond it means that we read in the wrong place.
_LONGEST = 70_000
_LARGEST_SEQUENCE = 0x7FFFFFFF


class Broken(Exception):
    """The connection is gone; what was under way may or may not have arrived."""


class RefusedByCarrier(Exception):
    """The carrier answered no; says why in its words for the status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status 0x{status:02X}: {consts.DESCRIPTIONS.get(status, 'its own')}")
        self.status = status


@dataclass(frozen=True, kw_only=True, slots=True)
class Bind:
    """Where a carrier is, how we prove ourselves, and what it bears."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    system_type: str = ""
    tls: bool = False
    #: so many messages may be unanswered
    window: int = 10
    #: seconds of silence after which we ask whether the other side is there
    enquire_after: float = 30.0
    #: seconds that an answer may take
    patience: float = 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ShortMessage:
    """One short message as it goes over the wire."""

    source: str
    destination: str
    octets: bytes
    is_ucs2: bool
    has_header: bool = False


class Session:
    """A bind that is open. `closed` is done when it is not any more."""

    def __init__(
        self,
        bind: Bind,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        *,
        deliver: Callable[[Command], None],
    ) -> None:
        self._bind = bind
        self._reader, self._writer = streams
        self._deliver = deliver
        #: smpplib asks whoever makes a message for its number
        self.sequence = 0
        self._answers: dict[int, asyncio.Future[Command]] = {}
        self._window = asyncio.Semaphore(bind.window)
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._tasks: list[asyncio.Task[None]] = []
        self.closed: asyncio.Future[str] = self._loop.create_future()

    def next_sequence(self) -> int:
        """The number of the next message."""
        self.sequence = self.sequence % _LARGEST_SEQUENCE + 1
        return self.sequence

    @property
    def is_open(self) -> bool:
        """Whether messages can go."""
        return not self.closed.done()

    async def begin(self) -> None:
        """Bind both ways. Raises RefusedByCarrier, Broken."""
        self._tasks.append(asyncio.create_task(self._read()))
        await self._ask(
            "bind_transceiver",
            system_id=self._bind.system_id,
            password=self._bind.password,
            system_type=self._bind.system_type,
        )
        self._tasks.append(asyncio.create_task(self._look_after()))

    async def submit(self, message: ShortMessage) -> str:
        """Hand one short message over; the carrier's number of it. Waits while the window is full.

        Raises RefusedByCarrier, Broken.
        """
        async with self._window:
            answer = await self._ask(
                "submit_sm",
                **_address("source_addr", message.source),
                **_address("dest_addr", message.destination),
                source_addr=message.source.removeprefix("+"),
                destination_addr=message.destination.removeprefix("+"),
                esm_class=consts.SMPP_GSMFEAT_UDHI if message.has_header else 0,
                data_coding=consts.SMPP_ENCODING_ISO10646 if message.is_ucs2 else 0,
                registered_delivery=1,
                short_message=message.octets,
            )
        number = getattr(answer, "message_id", None) or b""
        return number.decode("latin-1") if isinstance(number, bytes) else str(number)

    def acknowledge(self, delivery: Command, status: int = consts.SMPP_ESME_ROK) -> None:
        """Tell the carrier that a delivery is ours now, or (with a status) that it is not."""
        if self.is_open:
            name = "data_sm_resp" if delivery.command == "data_sm" else "deliver_sm_resp"
            self._write(name, sequence=delivery.sequence, status=status)

    async def enquire(self) -> None:
        """Ask whether the other side lives. Raises RefusedByCarrier, Broken."""
        await self._ask("enquire_link")

    async def end(self) -> None:
        """Take leave; what is unanswered then breaks."""
        if self.is_open:
            with suppress(Broken, RefusedByCarrier):
                await self._ask("unbind")
        self._close("we left")
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _ask(self, name: str, **fields: object) -> Command:
        """Send a request and wait for its answer."""
        if not self.is_open:
            raise Broken(self.closed.result())
        sequence = self.next_sequence()
        answered = self._answers[sequence] = self._loop.create_future()
        try:
            self._write(name, sequence=sequence, **fields)
            await self._drain()
            answer = await asyncio.wait_for(answered, self._bind.patience)
        except TimeoutError:
            self._close("an answer did not come in time")
            raise Broken(self.closed.result()) from None
        finally:
            self._answers.pop(sequence, None)
        if answer.is_error():
            raise RefusedByCarrier(answer.status)
        return answer

    def _write(self, name: str, *, sequence: int, **fields: object) -> None:
        message = smpp.make_pdu(name, client=self, sequence=sequence, **fields)
        message.sequence = sequence  # smpplib overlooks the one in the line before
        self._writer.write(message.generate())

    async def _drain(self) -> None:
        try:
            await self._writer.drain()
        except OSError as error:
            self._close(type(error).__name__)

    async def _read(self) -> None:
        try:
            while True:
                header = await self._reader.readexactly(4)
                length = int.from_bytes(header)
                if not _HEADER <= length <= _LONGEST:
                    self._close("it sent what is no SMPP")
                    return
                octets = header + await self._reader.readexactly(length - 4)
                self._heard_at = self._loop.time()
                self._take(octets)
        except (OSError, asyncio.IncompleteReadError) as error:
            self._close(f"the connection ended ({type(error).__name__})")
        except Exception as error:
            logger.error("a carrier's message could not be read, because of %s", origin(error))
            self._close("what it sent could not be read")

    def _take(self, octets: bytes) -> None:
        try:
            message = _parse(octets, self)
        except UnknownCommandError:
            self._write(
                "generic_nack",
                sequence=int.from_bytes(octets[12:16]),
                status=consts.SMPP_ESME_RINVCMDID,
            )
            return
        if message.is_response():
            answered = self._answers.get(message.sequence)
            if answered is not None and not answered.done():
                answered.set_result(message)
        elif message.command in {"deliver_sm", "data_sm"}:
            self._deliver(message)
        elif message.command == "enquire_link":
            self._write("enquire_link_resp", sequence=message.sequence)
        elif message.command == "unbind":
            self._write("unbind_resp", sequence=message.sequence)
            self._close("it took leave")

    async def _look_after(self) -> None:
        """Ask now and then whether the other side lives; a dead one is noticed by its silence."""
        while self.is_open:
            silent = self._loop.time() - self._heard_at
            if silent < self._bind.enquire_after:
                await asyncio.sleep(self._bind.enquire_after - silent)
                continue
            with suppress(Broken, RefusedByCarrier):
                await self.enquire()

    def _close(self, why: str) -> None:
        if not self.is_open:
            return
        self.closed.set_result(why)
        for answered in self._answers.values():
            if not answered.done():
                answered.set_exception(Broken(why))
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        self._writer.close()


async def open_session(bind: Bind, *, deliver: Callable[[Command], None]) -> Session:
    """Connect and bind. Raises OSError, TimeoutError, RefusedByCarrier, Broken."""
    connecting = asyncio.open_connection(bind.host, bind.port, ssl=bind.tls or None)
    session = Session(bind, await asyncio.wait_for(connecting, bind.patience), deliver=deliver)
    try:
        await session.begin()
    except BaseException:
        await session.end()
        raise
    return session


def _parse(octets: bytes, session: Session) -> Command:
    message = smpp.make_pdu(smpp.pdu.extract_command(octets), client=session, sequence=0)
    message.allow_unknown_opt_params = True
    try:
        message.parse(octets)
    except Exception as error:
        # Mostly a parameter that smpplib knows, but not with this command. What has to be there comes
        # before; and one odd message must not end the connection for all, again and again.
        logger.warning("a carrier's message was read in part: %s", type(error).__name__)
    return message


def _address(prefix: str, number: str) -> dict[str, int]:
    """What kind of number it is: international, a short number of the network, or a name."""
    if number.startswith("+"):
        kind = (consts.SMPP_TON_INTL, consts.SMPP_NPI_ISDN)
    elif number.isdecimal():
        kind = (consts.SMPP_TON_NWSPEC, consts.SMPP_NPI_ISDN)
    else:
        kind = (consts.SMPP_TON_ALNUM, consts.SMPP_NPI_UNK)
    return {f"{prefix}_ton": kind[0], f"{prefix}_npi": kind[1]}
