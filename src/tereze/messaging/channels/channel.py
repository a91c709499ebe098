# SPDX-License-Identifier: EUPL-1.2
"""What a wire has to do, whoever carries the words."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from tereze.core.errors import Misconfigured
from tereze.messaging.types import Channel, Incoming, Piece, Reply, Report


class Undelivered(Exception):
    """A vendor did not take a message. Says why without a word of the message: it is logged."""

    def __init__(
        self, why: str, *, is_final: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(why)
        #: trying again is no help: the vendor understood, and does not want it
        self.is_final = is_final
        #: how long the vendor asks to be left alone, by this whole account
        self.retry_after = retry_after


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """What the operator has with a vendor: a carrier of short messages, a bot."""

    #: how the operator calls it; stands in tables and logs
    name: str
    #: where it is and how we prove ourselves there: keep it out of logs
    url: str = field(repr=False)
    #: what was written behind the # of the address: how *we* use it, which the vendor never sees;
    #: what signatures are checked with is among it
    options: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def per_second(self) -> float | None:
        """So many messages a second the vendor takes at most; None: no limit that we know of."""
        return self.number("per_second", 0.0) or None

    def number(self, option: str, default: float) -> float:
        """An option that has to be a number."""
        try:
            return float(self.options.get(option, default))
        except ValueError:
            raise Misconfigured(f"{self.name}: {option} has to be a number.") from None

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Numbers that begin so go this way; none: whatever goes no other way."""
        return tuple(filter(None, self.options.get("prefixes", "").split(",")))


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """One message on its way out. Personal data: do not keep it."""

    #: the outbox's own number of it: the same each time it is tried, so that a vendor that wants a
    #: number for that can know a message again
    number: int
    #: an address on the channel: a phone number (E.164), a chat
    to: str
    reply: Reply
    #: the vendor's number of an earlier message of ours, whose choices are over with this one
    closes: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A message that somebody is about to send."""

    message: Outgoing
    #: this time counted
    tries: int
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of a claimed message."""

    claimed: Claimed
    #: the vendor took it, and calls its parts so
    vendor_ids: Sequence[str] = ()
    #: it did not
    refused: Undelivered | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at, in words for the operator."""

    is_good: bool
    word: str


class Carriage(ABC):
    """How the words of one account travel: over a wire or a line."""

    channel: ClassVar[Channel]

    def __init__(self, account: Account) -> None:
        self.account = account


class Wire(Carriage):
    """Hands messages to a vendor who is asked anew for each. The worker does that."""

    #: so many messages are handed over at once
    at_once: ClassVar[int] = 8

    @property
    def batch(self) -> int:
        """So many messages are taken from the outbox in one go: some seconds' worth, and no more than
        go out before the lease is over, if each takes its longest."""
        per_second = self.account.per_second
        most = 8 * self.at_once
        return most if per_second is None else max(1, min(most, int(per_second * 10)))

    @abstractmethod
    def send(self, message: Outgoing) -> Sequence[str]:
        """Hand one message over within some seconds; the vendor's numbers of its parts, if it gives any.

        Raises Undelivered. A message may come twice, when a process died between handing it over
        and writing that down. Called from several threads at once, never for one person at once.
        """


class Exchange(Protocol):
    """What a line needs of the rest of the house: an outbox to empty and an inbox to fill.

    Each call returns when it is written down, however long that takes. Only taking in and reporting
    fail where it can't be: what the vendor brought it keeps, and brings again.
    """

    async def claim(self, at_most: int) -> list[Claimed]:
        """Messages that are due, for the caller alone for some minutes."""

    async def wait_for_more(self) -> None:
        """Return when there may be something to claim, or after a moment."""

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Write down what became of claimed messages."""

    async def take_in(self, messages: Sequence[Incoming], pieces: Sequence[Piece]) -> None:
        """Take in what people wrote: from here on it is ours."""

    async def report(self, reports: Sequence[tuple[str, Report]]) -> list[bool]:
        """Write down what is reported of messages, by the vendor's numbers; which are known."""

    async def list_doubtful(self, since: datetime) -> list[str]:
        """The numbers of messages that were taken in since."""

    def is_leaving(self) -> bool:
        """Whether to finish what is under way and begin nothing new."""


class Line(Carriage):
    """Keeps a connection with a vendor open, over which words go both ways: `tereze serve --carrier`."""

    @abstractmethod
    async def hold(self, exchange: Exchange) -> None:
        """Carry words both ways until the exchange is leaving; whatever breaks is begun anew."""
