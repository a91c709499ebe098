# SPDX-License-Identifier: EUPL-1.2
"""Any permit can be decided again from what is kept of it, whatever it rests on and whatever came
since; and whoever looks at the machine is on record like everybody else."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner

from tereze.core import clock
from tereze.core.caching import forget_everything
from tereze.packs.selectors import get_pack
from tereze.packs.services import install_pack
from tereze.people.selectors import list_looks
from tereze.people.types import ResidentFacts
from tereze.permits import cli, replaying, services
from tereze.permits.models import Order, Permit
from tereze.permits.types import Granted, PermitFacts, Refused, Request
from town import NOON, TURKISTAN, resident, turkistan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> Order:
    forget_everything()
    return turkistan()


def ask(person: ResidentFacts, purpose: str, minutes_later: int = 0) -> Granted | Refused:
    return services.ask_permit(
        resident=person,
        request=Request(purpose=purpose, door="web"),
        door="web",
        now=NOON + timedelta(minutes=minutes_later),
    )


def by_the_rules(person: ResidentFacts) -> PermitFacts:
    answer = ask(person, "needs")
    assert isinstance(answer, Granted)
    return answer.permit


def in_an_emergency(person: ResidentFacts) -> PermitFacts:
    by_the_rules(person)
    answer = ask(person, "emergency", 5)
    assert isinstance(answer, Granted)
    return answer.permit


def on_appeal(person: ResidentFacts) -> PermitFacts:
    by_the_rules(person)
    no = ask(person, "needs", 180)
    assert isinstance(no, Refused)
    appeal = services.appeal_refusal(
        resident_id=person.id, day=no.day, number=no.number, sentence="Bread.", now=NOON
    )
    permit = services.decide_appeal(
        appeal_id=appeal.pk,
        grant=True,
        reason="Go.",
        actor="staff:1",
        now=NOON + timedelta(hours=4),
    )
    assert permit is not None
    return permit


@pytest.mark.parametrize(
    ("get", "basis"),
    [(by_the_rules, "rules"), (in_an_emergency, "emergency"), (on_appeal, "appeal")],
)
def test_the_same_facts_give_the_same_permit_whatever_came_since(
    order: Order, tmp_path: Path, get: Callable[[ResidentFacts], PermitFacts], basis: str
) -> None:
    person = resident()
    permit = get(person)
    later = NOON + timedelta(days=3)
    services.revoke_permit(code=permit.code, why="error", actor="tests", now=permit.starts_at)
    services.end_order(order_id=order.pk, why="over", actor="tests", now=later)
    # The same version with other rules, and the old one again.
    other = copytree(TURKISTAN, tmp_path / "other")
    regime = other / "regime.yaml"
    regime.write_text(regime.read_text() + "\n# revised\n")
    for folder in (other, TURKISTAN):
        install_pack(folder=folder, actor="tests", now=later)
    get_pack.cache_clear()
    forget_everything()

    assert Permit.objects.get(code=permit.code).basis == basis
    replayed = replaying.replay_permit(permit.code, later)
    assert replayed.then == replayed.again


@pytest.mark.parametrize("command", ["show", "replay"])
def test_looking_at_the_machine_is_on_record_too(
    order: Order, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    person = resident()
    permit = by_the_rules(person)

    answer = CliRunner().invoke(
        cli.permit, [command, permit.code, "--why", "A complaint", "--json"], obj=None
    )

    assert json.loads(answer.stdout)["code"] == permit.code
    (look,) = list_looks(person.id)
    assert (look.who, look.what, look.why) == ("command-line", "permit", "A complaint")
