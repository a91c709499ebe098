# SPDX-License-Identifier: EUPL-1.2
"""What those who work here do, in a real browser at a desk: with JavaScript, and without."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from acceptance.visitor import DESK_SIZE, PHONE_SIZE, Visit, Visitor
from tereze.messaging.selectors import list_outbox
from tereze.packs.services import install_pack
from tereze.people import services as people
from tereze.people.types import ResidentFacts
from tereze.permits import office, services
from tereze.permits.checkpoints import services as checkpoints
from tereze.permits.types import Answer, Granted, Refused, Request
from town import NOON, PHONE, SHIPPED, add_checkpoint, resident

PASSWORD = "open-the-window"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def worker(request: pytest.FixtureRequest, visit: Visit) -> Visitor:
    """Somebody at a desk, not signed in yet."""
    return at_work(visit, scripts=request.param, size=DESK_SIZE)


@pytest.fixture
def refused(aina: ResidentFacts) -> Refused:
    """Aina got medicine twice today, and wants to go a third time."""
    given = [ask(aina, "medicine", hours_ago=hours) for hours in (9, 7, 5)][-1]
    assert isinstance(given, Refused)
    return given


@pytest.fixture
def appeal(refused: Refused) -> int:
    made = services.appeal_refusal(
        resident_id=refused.resident_id,
        day=refused.day,
        number=refused.number,
        sentence="Two pharmacies had no insulin.",
        now=NOON - timedelta(minutes=30),
    )
    return int(made.pk)


@pytest.fixture
def permit(aina: ResidentFacts) -> str:
    given = ask(aina, "needs")
    assert isinstance(given, Granted)
    return given.permit.code


def ask(person: ResidentFacts, purpose: str, *, hours_ago: int = 0) -> Answer:
    request = Request(purpose=purpose, door="web")
    at = NOON - timedelta(hours=hours_ago)
    return services.ask_permit(resident=person, request=request, door="web", now=at)


def at_work(visit: Visit, **options: Any) -> Visitor:
    people.ensure_demo_staff(password=PASSWORD, now=NOON)
    return visit(**options)


def sign_in(worker: Visitor, role: str) -> None:
    worker.open("/staff/sign-in")
    worker.write(name=role, password=PASSWORD)
    worker.tap("Sign in", role="button")


# --- journeys ---------------------------------------------------------------------------------------


def test_an_appeal_is_granted(worker: Visitor, appeal: int) -> None:
    sign_in(worker, "duty-officer")
    worker.sees("1 appeal waits.")
    worker.tap("Medicine")
    worker.sees("Two pharmacies had no insulin.")
    worker.page.get_by_label("Grant").check()
    worker.write(reason="Go, and stay healthy.")
    worker.tap("Answer")
    worker.sees("Granted: permit")
    worker.sees("No appeal waits")
    code = re.search(r"\b([0-9A-Z]{4}) ([0-9A-Z]{4})\b", list_outbox()[0].text)
    assert code
    worker.open(f"/v?code={code[1]}{code[2]}")
    expect(worker.page.get_by_role("heading", name="Valid")).to_be_visible()


def test_a_permit_is_taken_back(worker: Visitor, permit: str) -> None:
    sign_in(worker, "duty-officer")
    worker.tap("A permit")
    worker.write(code=permit)
    worker.tap("Find", role="button")
    worker.unfold("Take this permit back")
    worker.write(why="The person is ill and has to stay at home.")
    worker.tap("Take back", role="button")
    worker.sees("is taken back. The resident is told by message.")
    worker.open(f"/v?code={permit}")
    expect(worker.page.get_by_role("heading", name="Withdrawn")).to_be_visible()
    # Whoever has the code learns that it holds no more, and nothing about the person.
    expect(worker.page.get_by_text("The person is ill")).to_have_count(0)


def test_an_operator_helps_somebody_who_calls(worker: Visitor, site: str) -> None:
    resident(verified=False)
    sign_in(worker, "operator")
    worker.tap("A resident")
    worker.write(number=PHONE, why="Call 12: wants to work")
    worker.tap("Look", role="button")
    worker.sees("You look because: Call 12: wants to work")
    worker.tap("I have seen the document: confirm")
    worker.sees("Confirmed. The person can ask for everything now.")
    worker.tap("Change the phone")
    worker.write(phone="8 701 000 00 09")
    worker.tap("I have seen the document: change")
    worker.sees("+77010000009")
    assert PHONE not in worker.path


def test_an_order_is_previewed_and_prepared(worker: Visitor, refused: Refused) -> None:
    install_pack(folder=SHIPPED / "moscow-2020" / "2020-04", actor="tests", now=NOON)
    sign_in(worker, "administrator")
    worker.tap("Prepare an order")
    worker.tap("moscow-2020 2020-04")
    worker.write(title="As in Moscow", signed_by="The mayor")
    worker.tap("See what it would change")
    worker.sees("What would have changed yesterday")
    worker.sees("aged 30 to 39, Turkistan city")
    worker.tap("Change something")
    worker.write(title="As in Moscow in April")
    worker.tap("See what it would change")
    worker.tap("Prepare this order")
    worker.sees("The order is prepared. It binds from its start on.")
    worker.tap("End it before its time")
    worker.write(why="The council said no.")
    worker.tap("End the order")
    worker.sees("Ended early")


def test_whoever_is_signed_out_sees_nothing_any_more(worker: Visitor, appeal: int) -> None:
    sign_in(worker, "duty-officer")
    worker.tap("Sign out")
    worker.sees("You are signed out.")
    worker.open(f"/staff/appeals/{appeal}")
    assert worker.path.startswith("/staff/sign-in")


# --- every page -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Busy:
    """What there is to look at after a day with a bit of everything."""

    appeal: int
    permit: str
    emergency: str
    order: int
    checkpoint: int
    #: digests of the pack in force, and of another
    pack: str
    other_pack: str


@pytest.fixture
def busy(aina: ResidentFacts, appeal: int, permit: str) -> Busy:
    child = resident(name="Жарық Терезеұлы")
    people.add_dependant(
        guardian_id=aina.id,
        person=child.person,
        documents=child.documents,
        relation="child",
        now=NOON,
    )
    resident(name="Күтіп Терезеұлы", phone="+77010000007", verified=False)
    services.take_emergency_pass(now=NOON)
    told = services.declare_emergency(
        code=None, resident_id=aina.id, account="My father fell.", now=NOON
    )
    other = install_pack(folder=SHIPPED / "az-8103" / "2020-04", actor="tests", now=NOON)
    (act,) = office.list_acts()
    post = add_checkpoint()
    checkpoints.open_device(checkpoint_id=post.id, lane=1, actor="tests", now=NOON)
    return Busy(
        appeal=appeal,
        permit=permit,
        emergency=told.code,
        order=act.id,
        checkpoint=post.id,
        pack=act.digest,
        other_pack=other.digest,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE_SIZE, DESK_SIZE], ids=["phone", "desk"])
def test_every_page_is_good_for_everybody(visit: Visit, busy: Busy, size: Any, scheme: str) -> None:
    worker = at_work(visit, size=size, color_scheme=scheme)
    worker.open("/staff/sign-in")
    worker.tap("Sign in", role="button")  # with mistakes
    look_as_a_duty_officer(worker, busy)
    sign_in(worker, "inspector")
    worker.open("/staff/checkpoints/")
    look_as_an_operator(worker)
    look_as_an_administrator(worker, busy)
    assert len(worker.looked_at) > 35


def look_as_a_duty_officer(worker: Visitor, busy: Busy) -> None:
    sign_in(worker, "duty-officer")
    for path in ("appeals/", "emergencies/", f"emergencies/{busy.emergency}", "figures/"):
        worker.open(f"/staff/{path}")
    worker.unfold("The figures as a table")
    worker.open(f"/staff/appeals/{busy.appeal}")
    worker.tap("Answer")  # with mistakes
    worker.page.get_by_label("Decline").check()
    worker.write(reason="No.")
    worker.tap("Answer")
    worker.open(f"/staff/appeals/{busy.appeal}")  # decided
    worker.open("/staff/permits/?code=12")
    worker.open(f"/staff/permits/{busy.permit}")
    worker.unfold("Take this permit back")
    worker.tap("Take back", role="button")  # with a mistake
    for path in ("checkpoints/", f"checkpoints/{busy.checkpoint}", "checkpoints/over-time"):
        worker.open(f"/staff/{path}")
    worker.tap("Show the names")  # with a mistake


def look_as_an_operator(worker: Visitor) -> None:
    sign_in(worker, "operator")
    worker.tap("Password")
    worker.tap("Change it")  # with mistakes
    worker.open("/staff/residents/waiting")
    worker.write(why="")
    worker.tap("Open", role="button")  # with a mistake
    worker.open("/staff/residents/")
    worker.tap("Look", role="button")  # with mistakes
    worker.write(number=PHONE, why="Call 12")
    worker.tap("Look", role="button")
    worker.sees("Several people share this phone")
    for path in ("1", "1/phone", "1/dependants/1", "2"):
        worker.open(f"/staff/residents/{path}")


def look_as_an_administrator(worker: Visitor, busy: Busy) -> None:
    sign_in(worker, "administrator")
    for path in (
        "orders/",
        f"orders/{busy.order}",
        f"orders/{busy.order}/end",
        "orders/new",
        "packs/",
    ):
        worker.open(f"/staff/{path}")
    for path in ("checkpoints/add", f"checkpoints/{busy.checkpoint}"):
        worker.open(f"/staff/{path}")
    worker.open(f"/staff/packs/{busy.pack}?with={busy.other_pack}")
    worker.unfold("Every rule, word by word")
    worker.open(f"/staff/orders/new?pack={busy.other_pack}")
    worker.tap("See what it would change")  # with mistakes
    worker.write(title="As in Baku", signed_by="The mayor")
    worker.tap("See what it would change")
    worker.sees("Who is hit")
