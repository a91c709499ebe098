# SPDX-License-Identifier: EUPL-1.2
"""Pages of those who run checkpoints: counts for all, names for a duty officer with a reason."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from integration.web.conftest import ADMINISTRATOR, INSPECTOR, OFFICER, Employ
from integration.web.steps import ask, code_of, text
from tereze.core.caching import forget_everything
from tereze.people import selectors as people
from tereze.people.types import ROLES, ResidentFacts, Role
from tereze.permits.checkpoints import figures, services
from tereze.permits.checkpoints.models import Checkpoint, Crossing, CrossingCount, Device
from tereze.permits.checkpoints.staff_urls import urlpatterns
from tereze.permits.models import Permit
from town import NOON, SHIPPED, add_checkpoint, turkistan

#: who may open what; every address has to be here
ACCESS: dict[str, set[Role]] = {
    "staff-checkpoints": {OFFICER, ADMINISTRATOR, INSPECTOR},
    "staff-checkpoint-add": {ADMINISTRATOR},
    "staff-checkpoint": {OFFICER, ADMINISTRATOR},
    "staff-checkpoint-close": {ADMINISTRATOR},
    "staff-device-close": {OFFICER, ADMINISTRATOR},
    "staff-over-time": {OFFICER},
}
ONLY_POST = {"staff-checkpoint-close", "staff-device-close"}
HOUR = timedelta(hours=1)
_nonces = itertools.count()


@pytest.fixture
def checkpoint(town: None) -> Checkpoint:
    return Checkpoint.objects.get(pk=add_checkpoint(name="Shymkent highway").id)


def count(checkpoint: Checkpoint, people: int, **parts: Any) -> None:
    values: dict[str, Any] = {
        "direction": "in",
        "verdict": "valid",
        "basis": "permit",
        "kind": "entry",
        "passed": True,
    }
    CrossingCount.objects.create(
        hour=NOON,
        checkpoint_id=checkpoint.pk,
        count=people,
        people=people,
        **{**values, **parts},
    )


def cross(checkpoint: Checkpoint, code: str, **parts: Any) -> None:
    values: dict[str, Any] = {"direction": "in", "kind": "entry", "at": NOON}
    Crossing.objects.create(
        device_id=1,
        hour=NOON,
        nonce=f"nonce-{next(_nonces)}",
        checkpoint_id=checkpoint.pk,
        lane=1,
        received_at=NOON,
        verdict="valid",
        basis="permit",
        passed=True,
        code=code,
        purpose="needs",
        people=1,
        offline=False,
        **{**values, **parts},
    )


@pytest.fixture
def ended(browser: Client, aina: ResidentFacts) -> str:
    """The code of a permit of Aina's, as of somebody from elsewhere, that ended an hour ago."""
    code = code_of(ask(browser, key="1"))
    Permit.objects.filter(code=code).update(
        kind="entry", starts_at=NOON - 3 * HOUR, ends_at=NOON - HOUR
    )
    return code


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_pages_and_no_others(
    employ: Employ, checkpoint: Checkpoint, role: Role
) -> None:
    assert {one.name for one in urlpatterns} == set(ACCESS)
    client = employ(role)
    for name, allowed in ACCESS.items():
        pattern = next(one for one in urlpatterns if one.name == name)
        parts = dict.fromkeys(pattern.pattern.converters, checkpoint.pk)
        address = reverse(name, kwargs=parts)
        page = client.post(address) if name in ONLY_POST else client.get(address)
        assert (page.status_code == 403) == (role not in allowed), name


def test_an_administrator_adds_changes_and_closes_a_checkpoint(administrator: Client) -> None:
    values = {"name": "Airport road", "place": "KZ-61-KENTAU", "lanes": 1, "queue_minutes": 10}
    administrator.post("/staff/checkpoints/add", values)
    made = Checkpoint.objects.get()
    assert (made.name, made.place, made.lanes) == ("Airport road", "KZ-61-KENTAU", 1)

    changed = {"name": "Old airport road", "lanes": 3, "queue_minutes": 20}
    administrator.post(f"/staff/checkpoints/{made.pk}", changed)
    made.refresh_from_db()
    assert (made.name, made.lanes, made.queue_minutes) == ("Old airport road", 3, 20)

    administrator.post(f"/staff/checkpoints/{made.pk}/close")
    made.refresh_from_db()
    assert made.closed_at == NOON
    assert administrator.get(f"/staff/checkpoints/{made.pk}").status_code == 200


def test_places_of_every_order_have_their_names(administrator: Client) -> None:
    turkistan(folder=SHIPPED / "az-8103" / "2020-04")
    page = text(administrator.get("/staff/checkpoints/add"))
    assert ">Kentau<" in page
    assert ">Baku<" in page


def test_two_checkpoints_of_one_name_would_be_mistaken_for_each_other(
    administrator: Client, checkpoint: Checkpoint
) -> None:
    values = {"name": checkpoint.name, "place": "KZ-61", "lanes": 1, "queue_minutes": 10}
    page = administrator.post("/staff/checkpoints/add", values)
    assert page.status_code == 422
    assert "Another checkpoint has this name." in page.content.decode()


def test_a_device_that_was_lost_is_closed(officer: Client, checkpoint: Checkpoint) -> None:
    device, _ = services.open_device(checkpoint_id=checkpoint.pk, lane=1, actor="staff:1", now=NOON)
    assert "Lane 1" in officer.get(f"/staff/checkpoints/{checkpoint.pk}").content.decode()
    officer.post(f"/staff/checkpoints/devices/{device.id}/close")
    assert Device.objects.get().closed_at == NOON


def test_the_page_counts_who_passed_and_who_is_inside(
    inspector: Client, checkpoint: Checkpoint
) -> None:
    count(checkpoint, 30)
    count(checkpoint, 10, direction="out")
    count(checkpoint, 7, direction="out", kind="exit")
    count(checkpoint, 4, verdict="ended", passed=False)

    live = inspector.get("/staff/checkpoints/").context["live"]

    (here,) = live.checkpoints
    assert (here.passed["in"].through, here.passed["out"].through) == (30, 17)
    assert here.passed["in"].turned_back == 4
    (inside,) = live.inside
    assert (inside.visitors, inside.away) == (20, 7)


def test_how_many_wait_stands_there_with_the_share_to_check(
    officer: Client, checkpoint: Checkpoint
) -> None:
    Checkpoint.objects.update(waiting=200, waiting_at=NOON)
    page = " ".join(officer.get("/staff/checkpoints/").content.decode().split())
    assert "1 in 4" in page
    assert "14 of 15 min" in page


def test_over_time_is_whose_permit_ended_before_they_came_back(
    checkpoint: Checkpoint, ended: str
) -> None:
    def late() -> dict[str, int]:
        forget_everything()
        return dict(figures.count_over_time(NOON))

    assert late() == {}
    cross(checkpoint, ended, at=NOON - 2 * HOUR)
    assert late() == {"KZ-61-TURKISTAN": 1}
    cross(checkpoint, ended, at=NOON - HOUR, direction="out")
    assert late() == {}


def test_names_are_shown_for_a_reason_that_the_person_reads(
    officer: Client, checkpoint: Checkpoint, ended: str, aina: ResidentFacts
) -> None:
    cross(checkpoint, ended, at=NOON - 2 * HOUR)

    page = officer.get("/staff/checkpoints/over-time")
    assert aina.person.name not in page.content.decode()
    without_reason = officer.post("/staff/checkpoints/over-time", {"why": ""})
    assert without_reason.status_code == 422
    assert not people.list_looks(aina.id)
    named = officer.post("/staff/checkpoints/over-time", {"why": "Asking whether you need help"})

    assert aina.person.name in named.content.decode()
    (look,) = people.list_looks(aina.id)
    assert (look.what, look.why) == ("crossing", "Asking whether you need help")


def test_inspectors_see_counts_and_no_names(inspector: Client, checkpoint: Checkpoint) -> None:
    assert inspector.get("/staff/checkpoints/").status_code == 200
    assert inspector.post("/staff/checkpoints/over-time", {"why": "x"}).status_code == 403
