# SPDX-License-Identifier: EUPL-1.2
"""`tereze checkpoint`: where permits are looked at."""

import click

from tereze.core import clock
from tereze.permits.checkpoints import selectors, services
from tereze.permits.checkpoints.types import CheckpointFacts
from tereze.permits.cli import ACTOR, AS_JSON, show


@click.group()
def checkpoint() -> None:
    """Checkpoints: places on a road where permits are looked at."""


@checkpoint.command("add")
@click.argument("name")
@click.option("--place", required=True, help="Code of the place into which one comes here.")
@click.option("--lanes", default=1, show_default=True)
@click.option(
    "--queue-minutes",
    default=15,
    show_default=True,
    help="Nobody should wait for longer; devices are told what share to check.",
)
@AS_JSON
def add(name: str, place: str, lanes: int, queue_minutes: int, as_json: bool) -> None:
    """Put the checkpoint NAME on the road into a place."""
    added = services.add_checkpoint(
        name=name,
        place=place,
        lanes=lanes,
        queue_minutes=queue_minutes,
        actor=ACTOR,
        now=clock.now(),
    )
    words = f"Checkpoint {added.id}, {added.name}: inspectors open their devices there now."
    show({"checkpoint": added.id}, as_json=as_json, words=words)


@checkpoint.command("list")
@click.option("--closed", is_flag=True, help="Those that were closed too.")
@AS_JSON
def list_(closed: bool, as_json: bool) -> None:
    """All checkpoints that are open."""
    found = selectors.list_checkpoints(closed=closed)
    words = "\n".join(map(_line, found))
    show(
        [_values(one) for one in found],
        as_json=as_json,
        words=words or "There is no checkpoint yet: tereze checkpoint add --help",
    )


@checkpoint.command("close")
@click.argument("number", type=int)
def close(number: int) -> None:
    """Close checkpoint NUMBER, and the devices there. Its counts stay."""
    closed = services.close_checkpoint(checkpoint_id=number, actor=ACTOR, now=clock.now())
    click.echo(f"{closed.name} is closed; its devices open nothing any more.")


def _line(one: CheckpointFacts) -> str:
    state = (
        "closed" if one.closed_at else f"lanes: {one.lanes}, longest wait: {one.queue_minutes} min"
    )
    return f"{one.id:>4}  {one.place:<18} {one.name}  ({state})"


def _values(one: CheckpointFacts) -> dict[str, object]:
    return {
        "checkpoint": one.id,
        "name": one.name,
        "place": one.place,
        "lanes": one.lanes,
        "queue_minutes": one.queue_minutes,
        "closed": one.closed_at,
    }
