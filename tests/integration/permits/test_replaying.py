# SPDX-License-Identifier: EUPL-1.2
"""Any permit can be decided again from what is kept of it, whatever it rests on and whatever came
since; and whoever looks at the machine is on record like everybody else."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

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


def replay(permit: PermitFacts) -> Result:
    return CliRunner().invoke(cli.permit, ["replay", permit.code], obj=None)


def test_a_person_reads_what_was_decided_in_words_and_in_the_time_of_the_place(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    answer = replay(by_the_rules(resident()))
    assert answer.exit_code == 0
    told = dict(line.strip().split(maxsplit=1) for line in answer.stdout.splitlines())
    assert told["purpose"] == "needs"
    assert told["places"] == "KZ-61, KZ-79"
    assert told["from"] == "2026-11-20 12:00 +05"
    assert not set("{}[]'") & set(answer.stdout)


def test_a_person_reads_only_what_would_be_decided_otherwise(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    permit = by_the_rules(resident())
    then = replaying.replay_permit(permit.code, NOON).then
    again = {"code": "quota-used", "purpose": then["purpose"], "ends_at": "2026-11-20T10:00:00Z"}
    other = replaying.Replay(then=then, again=again)
    monkeypatch.setattr(replaying, "replay_permit", lambda *_: other)
    answer = replay(permit)
    assert answer.exit_code == 1
    head, *rows = answer.stdout.splitlines()
    assert head == "DIFFERENT:"
    assert "  until      2026-11-20 14:00 +05  2026-11-20 15:00 +05" in rows
    assert "  code       –                     quota-used" in rows
    assert "  places     KZ-61, KZ-79          –" in rows
    assert "purpose" not in answer.stdout
