# SPDX-License-Identifier: EUPL-1.2
"""Which accounts there are, and what kind of wire each is."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar
from urllib.parse import unquote

from django.conf import settings

from tereze.core.errors import Misconfigured
from tereze.messaging.channels.channel import Account, Carriage, Line, Wire
from tereze.messaging.types import Channel

C = TypeVar("C", bound=type[Carriage])

#: the account that TEREZE_SMS_URL means
SMS_ACCOUNT = "sms"

_kinds: dict[str, type[Carriage]] = {}


def register(*schemes: str) -> Callable[[C], C]:
    """Let addresses that begin so mean this kind of wire or line."""

    def enter(kind: C) -> C:
        _kinds.update(dict.fromkeys(schemes, kind))
        return kind

    return enter


def list_accounts() -> tuple[Account, ...]:
    """All accounts of this instance, in the order in which they are written down."""
    return _list(settings.SMS_URL, settings.CARRIERS, settings.BOTS)


@lru_cache(maxsize=8)
def _list(sms_url: str, carriers: str, bots: str) -> tuple[Account, ...]:
    named = (("TEREZE_SMS_URL", SMS_ACCOUNT, sms_url),) if sms_url else ()
    accounts = tuple(
        _read(variable, name, url)
        for variable, name, url in (
            *named,
            *_split("TEREZE_CARRIERS", carriers),
            *_split("TEREZE_BOTS", bots),
        )
    )
    if len({each.name for each in accounts}) < len(accounts):
        raise Misconfigured("Two accounts in TEREZE_CARRIERS and TEREZE_BOTS have the same name.")
    return accounts


def find_account(name: str) -> Account | None:
    """The account that is called so, while there is one."""
    return next((each for each in list_accounts() if each.name == name), None)


def channel_of(account: Account) -> Channel:
    """What goes over the wire of an account."""
    return _kind(account).channel


def route(channel: Channel, to: str) -> Account | None:
    """The account by which words for this address go that answer nothing.

    That is the one with the longest prefix of the number; else the first without prefixes.
    """
    return _longest(to, [each for each in list_accounts() if channel_of(each) == channel])


def _longest(to: str, accounts: list[Account]) -> Account | None:
    lengths = {
        each.name: max((len(it) for it in each.prefixes if to.startswith(it)), default=-1)
        for each in accounts
    }
    fitting = [each for each in accounts if lengths[each.name] >= 0 or not each.prefixes]
    return max(fitting, key=lambda each: lengths[each.name], default=None)


def is_line(account: Account) -> bool:
    """Whether a connection is kept, by a process of its own."""
    return issubclass(_kind(account), Line)


def open_account(account: Account) -> Carriage:
    """The wire or line of an account; one for all in this process. Raises Misconfigured."""
    return _open(account.name, account.url, tuple(sorted(account.options.items())))


def open_wire(account: Account) -> Wire:
    """The wire of an account. Raises Misconfigured where a line has to be held."""
    carriage = open_account(account)
    if not isinstance(carriage, Wire):
        raise Misconfigured(f"{account.name} needs a process of its own: tereze serve --carrier")
    return carriage


@lru_cache(maxsize=64)
def _open(name: str, url: str, options: tuple[tuple[str, str], ...]) -> Carriage:
    account = Account(name=name, url=url, options=dict(options))
    return _kind(account)(account)


def _kind(account: Account) -> type[Carriage]:
    return _kinds[account.url.partition(":")[0]]


def _split(variable: str, text: str) -> Iterator[tuple[str, str, str]]:
    for entry in text.split():
        name, equals, url = entry.partition("=")
        if not (name.isidentifier() and equals and url):
            raise Misconfigured(
                f"{variable} has to be like: beeline=smpp://… kcell=kannel+https://…"
            )
        yield variable, name, url


def _read(variable: str, name: str, written: str) -> Account:
    url, _, fragment = written.partition("#")
    if url.partition(":")[0] not in _kinds:
        known = ", ".join(f"{scheme}:" for scheme in sorted(_kinds))
        raise Misconfigured(f"An address in {variable} has to begin with one of: {known}")
    pairs = (part.partition("=") for part in fragment.split("&") if part)
    # Not parse_qs: a + begins a phone number here.
    return Account(name=name, url=url, options={key: unquote(value) for key, _, value in pairs})
