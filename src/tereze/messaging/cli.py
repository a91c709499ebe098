# SPDX-License-Identifier: EUPL-1.2
"""`tereze door`: ways in for programs, and their keys. `tereze bot` and `tereze carrier`: accounts with
vendors, in messengers and for short messages."""

import json
from collections.abc import Iterable, Iterator

import click
from django.conf import settings
from django.urls import reverse
from rich.console import Console
from rich.table import Column, Table

from tereze.core import clock
from tereze.core.errors import Conflict
from tereze.messaging import selectors, services
from tereze.messaging.channels import Undelivered, list_accounts, open_account
from tereze.messaging.channels.bot import Bot, PollingBot
from tereze.messaging.channels.carrier import Carrier
from tereze.messaging.channels.channel import Finding
from tereze.messaging.errors import NoSuchBot, NoSuchCarrier
from tereze.messaging.types import DOOR_KINDS, SCOPES, DoorFacts, DoorKind, Scope

_ACTOR = "command-line"

_as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group()
def door() -> None:
    """Doors: ways in for programs, such as a call centre's desk or an employer's portal."""


@door.command("add")
@click.argument("name")
@click.option(
    "--kind",
    type=click.Choice(DOOR_KINDS),
    default="api",
    show_default=True,
    help="What kind of door the rules see.",
)
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    default=("ask",),
    show_default=True,
    help="What the door may do; give it several times for several scopes.",
)
@_as_json
def add(name: str, kind: DoorKind, scopes: tuple[Scope, ...], as_json: bool) -> None:
    """Open a door called NAME and print its key, which is shown this once.

    The program sends the key with every request: Authorization: Bearer KEY
    """
    key = services.add_door(name=name, kind=kind, scopes=scopes, actor=_ACTOR, now=clock.now())
    _show_key(name, key, as_json)


@door.command("rotate")
@click.argument("name")
@_as_json
def rotate(name: str, as_json: bool) -> None:
    """Give the door NAME a new key; the old one opens nothing any more."""
    key = services.rotate_door_key(name=name, actor=_ACTOR, now=clock.now())
    _show_key(name, key, as_json)


@door.command("close")
@click.argument("name")
@_as_json
def close(name: str, as_json: bool) -> None:
    """Close the door NAME for good."""
    services.close_door(name=name, actor=_ACTOR, now=clock.now())
    click.echo(json.dumps({"name": name, "closed": True}) if as_json else f"{name} is closed.")


@door.command("list")
@_as_json
def list_all(as_json: bool) -> None:
    """Show all doors. Keys are not kept, so they can't be shown."""
    doors = selectors.list_doors()
    if as_json:
        click.echo(json.dumps([_plain(facts) for facts in doors], indent=2))
        return
    table = Table("name", "kind", "scopes", "since", "state")
    for facts in doors:
        state = f"closed {facts.closed_at:%Y-%m-%d}" if facts.closed_at else "open"
        scopes = ", ".join(sorted(facts.scopes))
        table.add_row(facts.name, facts.kind, scopes, f"{facts.added_at:%Y-%m-%d}", state)
    Console(markup=False).print(
        table if doors else "No doors yet. Open one with `tereze door add NAME`."
    )


def _show_key(name: str, key: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"name": name, "key": key}))
        return
    click.echo(key)
    click.echo(
        f"This is the key of {name}. It is not shown again: keep it where only "
        "the program can read it.",
        err=True,
    )


def _plain(facts: DoorFacts) -> dict[str, object]:
    return {
        "name": facts.name,
        "kind": facts.kind,
        "scopes": sorted(facts.scopes),
        "added_at": facts.added_at.isoformat(),
        "closed_at": facts.closed_at.isoformat() if facts.closed_at else None,
    }


@click.group()
def bot() -> None:
    """Bots: where people write to us in messengers. TEREZE_BOTS says which there are."""


@bot.command("list")
@_as_json
def list_bots(as_json: bool) -> None:
    """Show all bots and where their vendors post to."""
    rows = [(it.account.name, it.channel, _address(it)) for it in _bots()]
    if as_json:
        names = ("name", "channel", "address")
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in rows], indent=2))
        return
    table = Table("name", "channel", Column("address", overflow="fold"))
    for name, channel, address in rows:
        table.add_row(name, channel, address or "is asked (polling)")
    Console(markup=False).print(table if rows else "No bots. TEREZE_BOTS is empty.")


@bot.command("check")
@click.argument("name", required=False)
def check_bots(name: str | None) -> None:
    """Ask the vendors of all bots, or of NAME, whether everything is as it has to be."""
    _tell((each.account.name, _check(each)) for each in _bots(name))


def _tell(checks: Iterable[tuple[str, Iterable[Finding]]]) -> None:
    """Say what was found, account by account; where something is wrong, end with 1."""
    all_good = True
    for name, findings in checks:
        click.echo(click.style(name, bold=True))
        for finding in findings:
            all_good = all_good and finding.is_good
            click.echo(f"  {'✓' if finding.is_good else '✗'} {finding.word}")
    if not all_good:
        raise SystemExit(1)


@bot.command("webhook")
@click.argument("name")
def connect_bot(name: str) -> None:
    """Have the vendor of the bot NAME post what people write to this instance."""
    (found,) = _bots(name)
    try:
        click.echo(found.set_webhook(_address(found)))
    except Undelivered as error:
        raise Conflict(f"{name}: the vendor did not take the address: {error}") from None


def _bots(name: str | None = None) -> list[Bot]:
    wires = map(open_account, list_accounts())
    found = [it for it in wires if isinstance(it, Bot) and name in {None, it.account.name}]
    if name and not found:
        raise NoSuchBot(field="name")
    return found


def _address(each: Bot) -> str:
    """Where the vendor posts to; empty: nowhere, it is asked."""
    if isinstance(each, PollingBot) and each.polls:
        return ""
    return f"{settings.URL}{reverse('bot', args=[each.account.name])}"


def _check(each: Bot) -> Iterator[Finding]:
    address = _address(each)
    if address and not address.startswith("https://"):
        yield Finding(
            is_good=False,
            word=f"No vendor posts to {address}: set TEREZE_URL to an address with https.",
        )
    try:
        yield from each.check(address)
    except Undelivered as error:
        yield Finding(is_good=False, word=f"The vendor can't be asked: {error}.")


@click.group()
def carrier() -> None:
    """Carriers of short messages. TEREZE_CARRIERS and TEREZE_SMS_URL say which there are."""


@carrier.command("list")
@_as_json
def list_carriers(as_json: bool) -> None:
    """Show all carriers, which numbers go by them, and how what people write comes in."""
    names = ("name", "server", "from", "prefixes", "hears")
    rows = [
        (
            it.account.name,
            it.server,
            it.account.options.get("from", ""),
            ",".join(it.account.prefixes),
            it.hears,
        )
        for it in _carriers()
    ]
    if as_json:
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in rows], indent=2))
        return
    hears_at = Column("what people write comes", overflow="fold")  # an address is copied from here
    table = Table("name", Column("server", overflow="fold"), "from", "numbers", hears_at)
    for name, server, source, prefixes, hears in rows:
        table.add_row(name, server, source, prefixes or "all others", hears or "not at all")
    Console(markup=False).print(table if rows else "No carriers. TEREZE_CARRIERS is empty.")


@carrier.command("check")
@click.argument("name", required=False)
def check_carriers(name: str | None) -> None:
    """Ask all carriers, or NAME, whether they let us in. Sends nothing to anybody."""
    _tell((each.account.name, each.check()) for each in _carriers(name))


def _carriers(name: str | None = None) -> list[Carrier]:
    opened = map(open_account, list_accounts())
    found = [it for it in opened if isinstance(it, Carrier) and name in {None, it.account.name}]
    if name and not found:
        raise NoSuchCarrier(field="name")
    return found
