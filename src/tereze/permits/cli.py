# SPDX-License-Identifier: EUPL-1.2
"""Commands of the room `permits`: `tereze order`, `permit`, `deletions`, `key`."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec
from typing_extensions import override

from tereze.core import clock
from tereze.packs import selectors as packs
from tereze.people import selectors as people
from tereze.permits import codes, replaying, selectors, services
from tereze.permits.deletions import find_break
from tereze.permits.replaying import Replay
from tereze.permits.simulation import SMALLEST_GROUP, Simulation
from tereze.permits.types import OrderInForce, PermitFacts

ACTOR = "command-line"
AS_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")
WHY_LOOK = click.option(
    "--why",
    default="Looking at a permit",
    show_default=True,
    help="Why you look. The person will read it.",
)


def show(value: Any, *, as_json: bool, words: str) -> None:
    """Print for a program or for a person."""
    click.echo(json.dumps(value, default=str, ensure_ascii=False) if as_json else words)


class LocalTime(click.ParamType[datetime]):
    """A date and time with its offset, or a number of days from now: "2020-04-20T00:00+05:00", "+30d"."""

    name = "time"

    @override
    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        if isinstance(value, datetime):
            return value
        if value == "now":
            return clock.now()
        if value.startswith("+") and value.endswith("d") and value[1:-1].isdigit():
            return clock.now() + timedelta(days=int(value[1:-1]))
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time. Write 2020-04-20T00:00+05:00, +30d, or now.")
        if moment.tzinfo is None:
            self.fail(f"{value!r} does not say its offset. Write {value}+05:00, say.")
        return moment


# --- orders -----------------------------------------------------------------------------------------


@click.group()
def order() -> None:
    """Orders put a pack version in force for places, from–until."""


@order.command("prepare")
@click.argument("pack")
@click.argument("version")
@click.option("--title", required=True, help="What people call the act.")
@click.option("--legal-basis", required=True, help="The act: number, date, article.")
@click.option("--signed-by", required=True, help="Who signed it.")
@click.option("--place", "places", multiple=True, required=True, help="Place code; may repeat.")
@click.option("--from", "starts_at", type=LocalTime(), default="now", show_default=True)
@click.option("--until", "ends_at", type=LocalTime(), required=True, help="Its sunset.")
@click.option(
    "--crossing-hours",
    type=click.IntRange(1, 72),
    help="Hours after which it is deleted who crossed at checkpoints; default: the pack's.",
)
@AS_JSON
def prepare(
    pack: str,
    version: str,
    title: str,
    legal_basis: str,
    signed_by: str,
    places: tuple[str, ...],
    starts_at: datetime,
    ends_at: datetime,
    crossing_hours: int | None,
    as_json: bool,
) -> None:
    """Prepare an order for an installed PACK VERSION. It binds from its start on."""
    prepared = services.prepare_order(
        title=title,
        digest=packs.find_pack(pack, version).digest,
        places=places,
        starts_at=starts_at,
        ends_at=ends_at,
        legal_basis=legal_basis,
        signed_by=signed_by,
        crossing_hours=crossing_hours,
        actor=ACTOR,
        now=clock.now(),
    )
    words = (
        f"Order {prepared.pk} puts {pack} {version} in force from {starts_at:%Y-%m-%d %H:%M %Z}"
        f" until {ends_at:%Y-%m-%d %H:%M %Z}."
    )
    show({"order": prepared.pk}, as_json=as_json, words=words)


@order.command("list")
@AS_JSON
def list_(as_json: bool) -> None:
    """All orders: past, in force, prepared."""
    now = clock.now()
    rows = [_describe(found, now) for found in selectors.list_orders()]
    words = "\n".join(
        f"{row['order']:>4}  {row['state']:<9} {row['pack']} {row['version']}  "
        f"{', '.join(row['places'])}  {row['from']:%Y-%m-%d %H:%M %Z} – {row['until']:%Y-%m-%d %H:%M %Z}"
        for row in rows
    )
    show(rows, as_json=as_json, words=words or "There is no order yet: tereze order prepare --help")


@order.command("end")
@click.argument("number", type=int)
@click.option("--why", required=True)
def end(number: int, why: str) -> None:
    """End order NUMBER now, before its sunset. Permits granted under it keep their time."""
    services.end_order(order_id=number, why=why, actor=ACTOR, now=clock.now())
    click.echo(f"Order {number} has ended; nothing is issued under it any more.")


@order.command("simulate")
@click.argument("pack")
@click.argument("version")
@click.option("--since", type=LocalTime(), help="Requests from here on; default: the last day.")
@AS_JSON
def simulate(pack: str, version: str, since: datetime | None, as_json: bool) -> None:
    """What would have changed, had PACK VERSION been in force: replays the requests that came."""
    now = clock.now()
    result = replaying.simulate_pack(
        digest=packs.find_pack(pack, version).digest,
        since=since or now - timedelta(days=1),
        now=now,
    )
    show(
        msgspec.to_builtins(replace(result, examples=(), hit={}))
        | {"hit": [[*trait, count] for trait, count in result.hit.items()]},
        as_json=as_json,
        words=_tell(result),
    )


# --- permits ------------------------------------------------------------------------------------------


@click.group()
def permit() -> None:
    """Permits: look, replay, revoke."""


@permit.command("show")
@click.argument("code")
@WHY_LOOK
@AS_JSON
def show_permit(code: str, why: str, as_json: bool) -> None:
    """The state of the permit with this CODE. The look is recorded, and the person can see it."""
    now = clock.now()
    found = _access(code, why, now)
    values = {
        "code": found.code,
        "state": found.state(now),
        "purpose": found.purpose,
        "kind": found.kind,
        "places": found.places,
        "from": found.starts_at,
        "until": found.ends_at,
        "order": found.order_id,
        "basis": found.basis,
    }
    zone = _zone_of(found)
    told = values | {
        "places": ", ".join(found.places),
        "from": _tell_time(found.starts_at, zone),
        "until": _tell_time(found.ends_at, zone),
    }
    words = "\n".join(f"{name:<8} {value}" for name, value in told.items())
    show(values, as_json=as_json, words=words)


@permit.command("replay")
@click.argument("code")
@WHY_LOOK
@AS_JSON
def replay(code: str, why: str, as_json: bool) -> None:
    """Decide again on the stored inputs of the permit with this CODE; is it the same?

    The look is recorded, and the person can see it.
    """
    now = clock.now()
    looked_at = _access(code, why, now)
    found = replaying.replay_permit(looked_at.code, now)
    show(
        {"code": looked_at.code, "same": found.same, "then": found.then, "now": found.again},
        as_json=as_json,
        words=_tell_replay(found, _zone_of(looked_at)),
    )
    if not found.same:
        raise SystemExit(1)


@permit.command("revoke")
@click.argument("code")
@click.option("--why", required=True, help="The resident reads this.")
def revoke(code: str, why: str) -> None:
    """Take back the permit with this CODE."""
    services.revoke_permit(code=code, why=why, actor=ACTOR, now=clock.now())
    click.echo(f"{codes.group(codes.normalise(code))} is revoked.")


# --- deletions --------------------------------------------------------------------------------------


@click.group()
def deletions() -> None:
    """The public log of what was deleted by rule."""


@deletions.command("verify")
@click.option("--hash", "noted", help="A hash that somebody noted earlier: is it still there?")
@AS_JSON
def verify(noted: str | None, as_json: bool) -> None:
    """Check the whole chain: that no entry was changed, left out or put in."""
    found = list(selectors.list_deletions())
    broken = find_break(found)
    hashes = {entry.hash for entry in found}
    missing = noted is not None and noted.strip().lower() not in hashes
    last = found[-1].hash if found else None
    words = f"{len(found)} entries, unbroken. The last hash is {last}."
    if not found:
        words = "Nothing was deleted by rule yet."
    if broken:
        words = f"BROKEN at entry {broken}: it, or one before it, is not what was written."
    elif missing:
        words = (
            "BROKEN: the hash that was noted is not in the log; its end was cut off or rewritten."
        )
    show(
        {"entries": len(found), "broken_at": broken, "noted_is_missing": missing, "last": last},
        as_json=as_json,
        words=words,
    )
    if broken or missing:
        raise SystemExit(1)


# --- keys -----------------------------------------------------------------------------------------------


@click.group()
def key() -> None:
    """The keys that sign permits."""


@key.command("rotate")
def rotate() -> None:
    """Sign with a new key from now on; the old one still verifies what it signed."""
    kid = services.rotate_signing_key(actor=ACTOR, now=clock.now())
    click.echo(f"Permits are signed by {kid} now; devices fetch it with their next list of keys.")


@key.command("list")
@AS_JSON
def list_keys(as_json: bool) -> None:
    """The public keys, the signing one first."""
    jwks = selectors.get_key_ring().jwks()
    words = "\n".join(f"{one['kid']}  {one['kty']} {one['crv']}" for one in jwks["keys"])
    show(jwks, as_json=as_json, words=words)


def _tell(result: Simulation) -> str:
    """A simulation in words."""
    lines = [
        f"{result.asked} requests: {result.granted} would be granted.",
        *(f"  refused, {code}: {count}" for code, count in result.refused.items()),
        (
            f"{result.newly_refused} that were granted would be refused; "
            f"{result.newly_granted} that were refused would be granted."
        ),
    ]
    if result.hit:
        lines.append("Who is hit:")
        lines += [
            f"  {name} {value}: {count or f'fewer than {SMALLEST_GROUP}'}"
            for (name, value), count in result.hit.items()
        ]
    return "\n".join(lines)


#: parts of an outcome that a person knows by other names
_NAMES = {
    "starts_at": "from",
    "ends_at": "until",
    "next_eligible": "again from",
    "within_km": "within km",
    "legal_basis": "basis",
    "ways_out": "ways out",
}


def _tell_replay(found: Replay, zone: ZoneInfo) -> str:
    """What was decided; where it is decided otherwise now, only what differs, side by side."""
    then = {name: _tell_part(name, value, zone) for name, value in found.then.items()}
    if found.same:
        told = {name: words for name, words in then.items() if words}
        return "\n".join(["The same:", *(f"  {_NAMES.get(n, n):<10} {told[n]}" for n in told)])
    again = {name: _tell_part(name, value, zone) for name, value in found.again.items()}
    rows = [("", "then", "now")]
    rows += [
        (_NAMES.get(name, name), then.get(name) or "–", again.get(name) or "–")
        for name in found.then | found.again
        if found.then.get(name, "") != found.again.get(name, "")
    ]
    width = max(len(before) for _, before, _ in rows)
    lines = (f"  {name:<10} {before:<{width}}  {now}" for name, before, now in rows)
    return "\n".join(["DIFFERENT:", *lines])


def _tell_part(name: str, value: Any, zone: ZoneInfo) -> str:
    """A part of an outcome in words; nothing where there is nothing to say."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_tell_part(name, one, zone) for one in value)
        case dict():
            parts = {key: _tell_part(key, one, zone) for key, one in value.items()}
            return " ".join(f"{key} {words}" for key, words in parts.items() if words)
        case str() if name in ("starts_at", "ends_at", "next_eligible", "at"):
            return _tell_time(datetime.fromisoformat(value), zone)
        case _:
            return str(value)


def _tell_time(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _zone_of(permit: PermitFacts) -> ZoneInfo:
    return ZoneInfo(selectors.get_order(permit.order_id).regime.timezone)


def _access(code: str, why: str, now: datetime) -> PermitFacts:
    """A permit, with the look recorded."""
    found = selectors.get_permit(code, now)
    people.access_resident_from_command_line(
        resident_id=found.resident_id, what="permit", why=why, now=now
    )
    return found


def _describe(found: OrderInForce, now: datetime) -> dict[str, Any]:
    state = "prepared" if now < found.starts_at else "in force"
    if now >= found.ends_at:
        state = "over"
    zone = ZoneInfo(found.regime.timezone)
    return {
        "order": found.id,
        "state": state,
        "pack": found.regime_name,
        "version": found.version,
        "places": found.places,
        "from": found.starts_at.astimezone(zone),
        "until": found.ends_at.astimezone(zone),
    }
