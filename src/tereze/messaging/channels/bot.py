# SPDX-License-Identifier: EUPL-1.2
"""What a wire has to do that people write to: a bot.

A vendor hands over what people write in one of two ways. It posts it to an address of ours (a
webhook): `hear`. Or it is asked for what is new, where it can't reach us: `poll`, for those that
can do that.

A bot's address in the settings says who we are with the vendor, and our token:

    telegram://TOKEN                        vk://GROUP:TOKEN
    messenger://PAGE:TOKEN#app_secret=…     whatsapp://PHONE-ID:TOKEN#app_secret=…

`…@host/path` behind the token is another server than the vendor's own (a proxy, an emulator), and
`telegram+http:` one without TLS.
"""

import hmac
import logging
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, TypeVar
from urllib.parse import unquote, urlsplit

import msgspec

from tereze.core.errors import BadInput, Misconfigured
from tereze.core.sealing import keys_for
from tereze.messaging.channels.channel import Account, Finding, Undelivered, Wire
from tereze.messaging.errors import NotFromVendor
from tereze.messaging.types import Incoming, Report

T = TypeVar("T")

log = logging.getLogger(__name__)


class NotUnderstood(BadInput):
    """This is no message of the vendor's."""

    code = "not-understood"


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """What came to our address."""

    body: bytes
    #: by their names in lower case
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What a vendor told, and what it is to be answered at once."""

    incoming: tuple[Incoming, ...] = ()
    #: what became of messages of ours, by the vendor's numbers of them
    reports: tuple[tuple[str, Report], ...] = ()
    #: what the vendor takes for "thank you"
    answer: bytes = b""
    content_type: str = "text/plain"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who we are with a vendor, and where it is."""

    #: what the vendor calls us: a group, a page, a phone
    name: str
    token: str = field(repr=False)
    base_url: str


class Bot(Wire):
    """A wire that people write to."""

    #: what people call the app
    app: ClassVar[str]
    #: so many messages a second its vendor takes, a little less than it says (#per_second=…)
    pace: ClassVar[int]

    def __init__(self, account: Account) -> None:
        options = {"per_second": str(self.pace), **account.options}
        super().__init__(replace(account, options=options))

    @abstractmethod
    def hear(self, posted: Posted, *, now: datetime) -> Heard:
        """Understand what came to our address.

        Raises NotFromVendor where nothing proves that the vendor sent it, and NotUnderstood. What
        is the vendor's and means nothing to us (somebody reads, somebody types) is no error.
        """

    def confirm(self, asked: Mapping[str, str]) -> str:
        """Answer a vendor that asks by GET whether an address is ours, before it posts to it."""
        raise NotFromVendor

    @abstractmethod
    def check(self, url: str) -> Iterator[Finding]:
        """Ask the vendor whether we can send, and whether it hands over what people write to the
        address of ours; empty: none, it is asked. Raises Undelivered where it can't be asked."""

    @abstractmethod
    def set_webhook(self, url: str) -> str:
        """Have what people write posted to this address; what is left to do by hand, in words."""

    @abstractmethod
    def link(self, token: str) -> str | None:
        """A link that opens a talk with us and says this token to us as `/start TOKEN`.

        A token is of letters, digits, - and _, at most 64. None: we don't know the bot's name.
        """


class PollingBot(Bot):
    """A bot that can also be asked for what people wrote, where the vendor can't reach us."""

    @abstractmethod
    def poll(self, *, now: Callable[[], datetime]) -> Iterator[Heard]:
        """What is new, for ever; nothing now and then, so that whoever asks can stop.

        The vendor forgets what it told when it is asked the next time: keep each before that.
        Raises Undelivered.
        """

    @property
    def polls(self) -> bool:
        """Whether the operator wants it to be asked (#polling=1)."""
        return self.account.options.get("polling") == "1"


def identity_of(account: Account, *, home: str) -> Identity:
    """Read the address of an account. Raises Misconfigured.

    >>> read = lambda url: identity_of(Account(name="city", url=url), home="https://api.vk.ru/method")
    >>> read("vk://77:secret").base_url, read("vk://77:secret").name
    ('https://api.vk.ru/method', '77')
    >>> read("vk+http://77:secret@127.0.0.1:8090/method").base_url
    'http://127.0.0.1:8090/method'
    """
    parts = urlsplit(account.url)
    proof, _, host = parts.netloc.rpartition("@") if "@" in parts.netloc else (parts.netloc, "", "")
    name, colon, token = unquote(proof).partition(":")
    if not (name and colon and token):
        raise Misconfigured(
            f"The address of {account.name} in TEREZE_BOTS has to hold a name and a token, like "
            f"{parts.scheme}://NAME:TOKEN. docs/howto/connect-a-bot.md tells where to find them."
        )
    scheme = "http" if parts.scheme.endswith("+http") else "https"
    return Identity(
        name=name,
        token=token,
        base_url=f"{scheme}://{host}{parts.path}".rstrip("/") if host else home,
    )


def unless_refused(hand_over: Callable[[], T]) -> T | None:
    """What came of handing a picture over; None: it is not taken, so the words go without it.

    The words hold the permit's code, so they never wait for a picture. Raises Undelivered where
    we are asked to send nothing for a while.
    """
    try:
        return hand_over()
    except Undelivered as refused:
        if refused.retry_after:
            raise
        log.warning("a permit goes without its picture, because of the messenger: %s", refused)
        return None


def webhook_secrets(account: Account) -> tuple[str, ...]:
    """What a vendor shows us with each message, once we have told it; the first is told.

    Made from TEREZE_SECRET, so that nobody has to keep one more secret. More than one while that
    secret is being changed.
    """
    return tuple(key.hex()[:48] for key in keys_for(f"messaging.webhook.{account.name}"))


def is_one_of(shown: str, secrets: tuple[str, ...]) -> bool:
    """Compare without telling by the time it takes how much of it was right."""
    return any(hmac.compare_digest(shown.encode(), secret.encode()) for secret in secrets)


def decode(decoder: msgspec.json.Decoder[T], posted: bytes | msgspec.Raw) -> T:
    """Read what a vendor posted. Raises NotUnderstood."""
    try:
        return decoder.decode(posted)
    except (msgspec.MsgspecError, RecursionError):
        raise NotUnderstood from None
