# SPDX-License-Identifier: EUPL-1.2
"""Which permits a device finds in the list of its place, and what it hears of them later."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from listed import Listed, read_list
from tereze.core import sealing
from tereze.core.caching import forget_everything
from tereze.permits import records, services
from tereze.permits.changes import OVERLAP
from tereze.permits.checkpoints.listing import get_list, make_list
from tereze.permits.checkpoints.models import Crossing
from tereze.permits.credential import CLOCK_TOLERANCE
from tereze.permits.models import Permit
from tereze.permits.records import Decided
from tereze.permits.types import Granted, PermitFacts, Request
from town import BORDER_TOWN, NOON, Inhabitant, Town

MINUTE = timedelta(minutes=1)
#: long enough for a list to repeat nothing of what was before
LATER = OVERLAP + MINUTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town.found(BORDER_TOWN, places=["KZ"])


def ask(
    town: Town,
    purpose: str = "errand",
    *,
    place: str = "KZ-61-TOWN",
    who: Inhabitant | None = None,
    now: datetime = NOON,
    **parts: Any,
) -> PermitFacts:
    request = Request(purpose=purpose, door="desk", place=place, **parts)
    who = who or town.add_resident()
    answer = services.ask_permit(resident=who.facts, request=request, door="front", now=now)
    assert isinstance(answer, Granted)
    return answer.permit


def listed(
    place: str = "KZ-61-TOWN", *, now: datetime = NOON, since: Listed | None = None
) -> Listed:
    cursor = since.head["cursor"] if since else None
    return read_list(make_list(place=place, since=cursor, now=now))


def pass_with(permit: PermitFacts, direction: str, *, now: datetime, **parts: Any) -> None:
    values = {
        "device_id": 1,
        "hour": now.replace(minute=0, second=0),
        "nonce": f"{permit.code}-{direction}",
        "checkpoint_id": 1,
        "lane": 1,
        "at": now,
        "received_at": now,
        "direction": direction,
        "verdict": "valid",
        "basis": "permit",
        "passed": True,
        "code": permit.code,
        "purpose": permit.purpose,
        "kind": permit.kind,
        "people": 1,
        "offline": False,
    }
    Crossing.objects.create(**values | parts)


# --- what stands in it ----------------------------------------------------------------------------


def test_a_permit_is_listed_where_it_counts(town: Town) -> None:
    for_town, for_region = ask(town).code, ask(town, place="KZ-61").code

    assert listed("KZ-61-TOWN").codes == {for_town, for_region}
    assert listed("KZ-61").codes == {for_town, for_region}, "who comes in is on the way to the town"
    assert listed("KZ-61-FAR").codes == {for_region}
    assert listed("KZ-75").codes == set()
    assert listed("nowhere").codes == set()


def test_a_permit_of_an_order_that_was_ended_early_is_listed_where_it_counts(town: Town) -> None:
    permit = ask(town, place="KZ-61")
    services.end_order(order_id=town.order.pk, why="Over", actor="tests", now=NOON + MINUTE)
    forget_everything()

    assert listed("KZ-61-TOWN", now=NOON + 2 * MINUTE).codes == {permit.code}


def test_the_list_says_for_which_places_permits_count_here(town: Town) -> None:
    assert listed("KZ-61").head["covering"] == ["KZ", "KZ-61", "KZ-61-FAR", "KZ-61-TOWN"]
    assert listed("KZ-75").head["covering"] == ["KZ", "KZ-75"]


def test_it_names_the_purposes_that_are_good_for_once_also_when_nobody_has_one(
    town: Town,
) -> None:
    ask(town)

    assert listed().head["purposes"] == [
        {"id": "visit", "once": True},
        {"id": "errand", "once": False},
    ]


def test_it_holds_what_is_valid_within_a_day(town: Town) -> None:
    soon = NOON + timedelta(hours=23)
    coming = ask(town, "visit", kind="entry", starts_at=soon).code
    ask(town, "visit", kind="entry", starts_at=NOON + timedelta(hours=25))
    present = ask(town)

    assert listed().codes == {coming, present.code}
    ended = present.ends_at + CLOCK_TOLERANCE
    assert listed(now=ended - MINUTE).codes >= {present.code}, "clocks differ a little"
    assert present.code not in listed(now=ended).codes


def test_it_holds_who_has_a_permit_for_days(town: Town) -> None:
    standing = ask(town, "shift").code

    assert listed(now=NOON + timedelta(days=4)).codes == {standing}
    assert listed(now=NOON + timedelta(days=6)).codes == set()


def test_a_person_is_found_by_document_and_by_car(town: Town) -> None:
    who = town.add_resident()
    permit = ask(town, "visit", kind="entry", who=who, plate="10-АВ 123")
    ask(town)

    (document,) = who.facts.documents
    assert listed().find_document(document) == {permit.code}
    assert listed().find_plate("10AB123") == {permit.code}
    assert listed().flags[permit.code] == {"plate"}


def test_who_was_granted_before_lists_were_made_is_found_by_code(town: Town) -> None:
    permit = ask(town)
    row = Permit.objects.get()
    row.sealed = seal_without_index(records.open_decided(row.sealed))
    row.save()

    assert listed().codes == {permit.code}


def seal_without_index(decided: Decided) -> bytes:
    plain = msgspec.to_builtins(decided)
    del plain["document_index"]
    return sealing.seal(msgspec.json.encode(plain), context="permits.decided")


def test_a_withdrawn_permit_stays_listed_as_such(town: Town) -> None:
    permit = ask(town)
    services.revoke_permit(code=permit.code, why="Ill", actor="tests", now=NOON)

    assert listed().flags == {permit.code: {"withdrawn"}}


def test_one_that_was_lost_in_an_outage_and_replaced_is_listed_so(town: Town) -> None:
    permit = ask(town)
    Permit.objects.filter(code=permit.code).update(revoked_at=NOON, revoked_by="receipt")

    assert listed().flags == {permit.code: {"withdrawn", "replaced"}}


def test_a_permit_for_one_passage_says_in_which_directions_it_is_used_up(town: Town) -> None:
    visits = [ask(town, "visit", kind="entry") for _ in range(4)]
    errand = ask(town)
    pass_with(visits[0], "in", now=NOON)
    pass_with(visits[1], "in", now=NOON)
    pass_with(visits[1], "out", now=NOON)
    pass_with(visits[2], "in", now=NOON, passed=False, verdict="not-yet")
    pass_with(errand, "in", now=NOON)

    assert [listed().flags[permit.code] for permit in (*visits, errand)] == [
        {"used in"},
        {"used in", "used out"},
        set(),
        set(),
        set(),
    ]
    once = {purpose["id"]: purpose["once"] for purpose in listed().head["purposes"]}
    assert once == {"visit": True, "errand": False}


# --- what changed ---------------------------------------------------------------------------------


def test_later_it_tells_what_is_new(town: Town) -> None:
    ask(town)
    before = listed(now=NOON + LATER)
    new = ask(town, now=NOON + 2 * LATER)

    changes = listed(now=NOON + 2 * LATER, since=before)

    assert changes.codes == {new.code}
    assert changes.head["since"] == before.head["cursor"]
    again = listed(now=NOON + 3 * LATER, since=changes)
    assert again.codes == {new.code}, "it lies within the overlap"
    assert listed(now=NOON + 4 * LATER, since=again).codes == set()


def test_later_it_tells_what_was_withdrawn(town: Town) -> None:
    permit, other = ask(town), ask(town)
    before = listed(now=NOON + LATER)
    now = NOON + 2 * LATER
    services.revoke_permit(code=permit.code, why="Ill", actor="tests", now=now)

    assert listed(now=now, since=before).flags == {permit.code: {"withdrawn"}}
    assert other.code not in listed(now=now, since=before).codes


def test_later_it_tells_what_was_used(town: Town) -> None:
    permit, other = ask(town, "visit", kind="entry"), ask(town)
    before = listed(now=NOON + LATER)
    now = NOON + 2 * LATER
    # A device without a network tells it an hour late.
    pass_with(permit, "in", now=now - timedelta(hours=1), received_at=now, offline=True)
    pass_with(other, "in", now=now)

    assert listed(now=now, since=before).flags == {permit.code: {"used in"}}


def test_later_it_tells_what_came_near(town: Town) -> None:
    start = NOON + timedelta(hours=25)
    permit = ask(town, "visit", kind="entry", starts_at=start)
    before = listed(now=NOON + LATER)

    hours_later = listed(now=NOON + timedelta(hours=2), since=before)

    assert before.codes == set()
    assert hours_later.codes == {permit.code}


def test_what_lies_within_the_overlap_comes_again(town: Town) -> None:
    permit = ask(town)
    before = listed(now=NOON + MINUTE / 2)

    assert listed(now=NOON + MINUTE, since=before).codes == {permit.code}


@pytest.mark.parametrize("cursor", ["", "x", "-1", "9" * 15, "9" * 40, "0", "1٢"])
def test_a_cursor_that_is_none_gets_everything(town: Town, cursor: str) -> None:
    permit = ask(town)

    everything = read_list(make_list(place="KZ-61", since=cursor, now=NOON))

    assert everything.codes == {permit.code}
    assert everything.head["since"] is None


def test_a_cursor_older_than_a_list_gets_everything(town: Town) -> None:
    before = listed()
    permit = ask(town, "shift", now=NOON + timedelta(days=2))

    changes = listed(now=NOON + timedelta(days=2), since=before)

    assert (changes.codes, changes.head["since"]) == ({permit.code}, None)


# --- how it is sent -------------------------------------------------------------------------------


def test_many_who_ask_at_once_get_one_list(town: Town, django_assert_num_queries: Any) -> None:
    made = get_list(place="KZ-61", since=None, now=NOON)
    with django_assert_num_queries(0):
        assert get_list(place="KZ-61", since=None, now=NOON + MINUTE) is made
        assert get_list(place="KZ-61", since="no cursor", now=NOON) is made
    assert get_list(place="KZ-75", since=None, now=NOON) is not made


def test_the_tag_changes_with_the_content_and_not_with_the_time(town: Town) -> None:
    ask(town)
    one = make_list(place="KZ-61", since=None, now=NOON)
    later = make_list(place="KZ-61", since=None, now=NOON + MINUTE)
    ask(town)
    other = make_list(place="KZ-61", since=None, now=NOON + MINUTE)

    assert one.content != later.content
    assert one.tag == later.tag != other.tag
