# SPDX-License-Identifier: EUPL-1.2
"""Asking at the gate: the contract's examples, and what the town's rules make of requests."""

from datetime import date, timedelta
from typing import Any

import pytest

from tereze.core.models import AuditEntry
from tereze.packs.messages import fill_message, standard_refusals
from tereze.people.selectors import list_residents_by_phone
from tereze.permits.models import Order, Permit, RefusalRecord, SigningKey
from tereze.permits.records import open_decided
from town import SHIPPED, Town, put_in_force

PERMITS = "/api/v1/permits"


def test_who_may_go_gets_a_permit(town: Town) -> None:
    aru = town.add_resident()

    answer = town.gate.post(PERMITS, {"document": aru.shown, "purpose": "needs"})

    assert answer.status == 201
    permit = answer.json
    assert permit == {
        "code": permit["code"],
        "state": "valid",
        "kind": "movement",
        "regime": "small-town 1.0",
        "order": town.order.pk,
        "purpose": "needs",
        "valid_from": "2026-11-20T07:00:00Z",
        "valid_until": "2026-11-20T09:00:00Z",
        "places": ["KZ-61"],
        "credential": permit["credential"],
        "link": permit["link"],
    }
    assert answer.headers["location"] == f"{PERMITS}/{permit['code']}"
    assert answer.headers["cache-control"] == "no-store"
    assert permit["credential"].startswith("TZ1:")
    assert permit["link"].startswith("https://permits.example.kz/v#")


def test_who_asks_too_often_is_refused_with_reason_time_and_ways_out(town: Town) -> None:
    aru = town.add_resident()
    town.gate.post(PERMITS, {"document": aru.shown, "purpose": "needs"})
    town.now += timedelta(hours=3)

    answer = town.gate.post(
        PERMITS, {"document": aru.shown, "purpose": "needs"}, Accept_Language="ru-KZ, en;q=0.5"
    )

    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "ru"
    assert answer.json == {
        "type": "urn:tereze:problem:quota-used",
        "status": 422,
        "code": "quota-used",
        "title": "Вы сегодня уже выходили. Использовано 1 из 1.",
        "rule": "needs-a-day",
        "legal_basis": "Order of the mayor",
        "next_eligible": "2026-11-21T00:00:00Z",
        "ways_out": [
            {"kind": "emergency"},
            {"kind": "hour", "at": "2026-11-21T00:00:00Z"},
            {"kind": "purpose", "purpose": "walk"},
            {"kind": "purpose", "purpose": "visit"},
            {"kind": "appeal"},
        ],
    }


@pytest.mark.parametrize(
    ("accepted", "language", "title"),
    [
        ("en", "en", "You were out today. Used 1 of 1."),
        ("az-AZ, en;q=0.5", "az", "{az}"),
        ("fr", "en", "You were out today. Used 1 of 1."),
    ],
)
def test_a_refusal_is_told_in_the_language_that_is_liked_best_and_spoken(
    town: Town, accepted: str, language: str, title: str
) -> None:
    body = {"document": town.add_resident().shown, "purpose": "needs"}
    town.gate.post(PERMITS, body)

    answer = town.gate.post(PERMITS, body, Accept_Language=accepted)

    assert answer.headers["content-language"] == language
    in_our_words = fill_message(standard_refusals("az")["quota-used"], {"used": "1", "limit": "1"})
    assert answer.json["title"] == title.format(az=in_our_words)


def test_the_public_sees_state_purpose_times_places_initials_and_nothing_more(town: Town) -> None:
    aru = town.add_resident(name="Ару Сәрсенқызы Бекова")
    code = town.gate.post(PERMITS, {"document": aru.shown, "purpose": "needs"}).json["code"]

    shown = town.gate.get(f"{PERMITS}/{code[:4].lower()}-{code[4:]}")

    assert shown.status == 200
    assert shown.json == {
        "code": code,
        "state": "valid",
        "kind": "movement",
        "purpose": "needs",
        "valid_from": "2026-11-20T07:00:00Z",
        "valid_until": "2026-11-20T09:00:00Z",
        "places": ["KZ-61"],
        "initials": "А. С. Б.",
    }
    assert shown.headers["x-content-type-options"] == "nosniff"
    town.now += timedelta(hours=2)
    assert town.gate.get(f"{PERMITS}/{code}").json["state"] == "ended"


def test_permits_begin_at_whole_seconds_as_their_credentials_say(town: Town) -> None:
    town.now = town.now.replace(microsecond=268_415)

    answer = town.gate.post(PERMITS, {"document": town.add_resident().shown, "purpose": "needs"})

    assert answer.json["valid_from"] == "2026-11-20T07:00:00Z"


def test_a_start_is_taken_to_the_whole_second_too(town: Town) -> None:
    body = {"document": town.add_resident().shown, "purpose": "needs"}

    answer = town.gate.post(PERMITS, body | {"from": "2026-11-20T08:00:00.987654Z"})

    assert answer.json["valid_from"] == "2026-11-20T08:00:00Z"


def test_an_emergency_is_let_pass_whatever_start_it_names(town: Town) -> None:
    body = {"document": town.add_resident().shown, "purpose": "emergency"}

    for start in ("2020-01-01T00:00:00Z", "2027-06-01T00:00:00Z"):  # the second after the sunset
        answer = town.gate.post(PERMITS, body | {"from": start})
        assert (answer.status, answer.json["valid_from"]) == (201, "2026-11-20T07:00:00Z")


def test_an_emergency_does_not_wait_for_the_next_order(town: Town) -> None:
    put_in_force(
        town.pack,
        starts_at=town.now + timedelta(days=50),
        ends_at=town.now + timedelta(days=90),
    )
    body = {"document": town.add_resident().shown, "purpose": "emergency"}

    answer = town.gate.post(PERMITS, body | {"from": "2027-01-20T00:00:00Z"})

    assert (answer.json["state"], answer.json["order"]) == ("valid", town.order.pk)


def test_without_a_key_to_sign_with_nothing_is_granted(town: Town) -> None:
    SigningKey.objects.all().delete()

    answer = town.gate.post(PERMITS, {"document": town.add_resident().shown, "purpose": "needs"})

    assert (answer.status, answer.json["code"]) == (503, "no-signing-key")
    assert not Permit.objects.exists()


def test_everything_that_can_be_said_about_a_trip_is_understood(town: Town) -> None:
    aru = town.add_resident()

    answer = town.gate.post(
        PERMITS,
        {
            "document": aru.shown,
            "purpose": "treatment",
            "place": "KZ-61-FAR",
            "kind": "exit",
            "from": "2026-11-20T18:00:00+05:00",
            "minutes": 90,
            "party": 1,
            "plate": "612 abc 13",
            "transport": "car",
            "distance_km": 12.5,
            "certificate": "doctor-letter",
            "certificate_number": "17",
        },
    )

    assert answer.status == 201
    assert (answer.json["state"], answer.json["kind"]) == ("not-yet", "exit")
    assert answer.json["valid_from"] == "2026-11-20T13:00:00Z"
    assert answer.json["valid_until"] == "2026-11-20T14:30:00Z"


def test_the_same_key_again_gets_the_same_permit(town: Town) -> None:
    aru = town.add_resident()
    body = {"document": aru.shown, "purpose": "needs"}

    first = town.gate.post(PERMITS, body, Idempotency_Key="k1")
    town.now += timedelta(minutes=10)
    again = town.gate.post(PERMITS, body, Idempotency_Key="k1")

    assert (first.status, again.status) == (201, 200)
    assert _same_permit(again.json) == _same_permit(first.json)
    assert Permit.objects.count() == 1


def test_the_same_key_with_another_request_is_a_conflict(town: Town) -> None:
    aru, dana = town.add_resident(), town.add_resident()
    town.gate.post(PERMITS, {"document": aru.shown, "purpose": "walk"}, Idempotency_Key="k1")

    other = town.gate.post(
        PERMITS, {"document": aru.shown, "purpose": "visit"}, Idempotency_Key="k1"
    )
    of_dana = town.gate.post(
        PERMITS, {"document": dana.shown, "purpose": "visit"}, Idempotency_Key="k1"
    )

    assert (other.status, other.json["code"]) == (409, "key-used-for-another")
    assert of_dana.status == 201


def test_a_refusal_is_kept_to_be_appealed_against(town: Town) -> None:
    aru = town.add_resident(born=date(1950, 1, 1))

    answer = town.gate.post(PERMITS, {"document": aru.shown, "purpose": "needs"})

    kept = RefusalRecord.objects.get()
    assert (answer.json["code"], answer.json["rule"]) == ("barred", "over-65")
    assert (kept.resident_id, kept.code, kept.door) == (aru.facts.id, "barred", "front")
    assert open_decided(kept.sealed).request.purpose == "needs"


def test_danger_to_life_always_passes(town: Town) -> None:
    aru = town.add_resident(born=date(1950, 1, 1))
    town.now = town.now.replace(hour=20)  # one o'clock at night

    answers = [
        town.gate.post(PERMITS, {"document": aru.shown, "purpose": "emergency"}) for _ in range(2)
    ]

    assert [answer.status for answer in answers] == [201, 201]


def test_a_market_that_is_full_refuses_whom_its_own_rules_would_let_in(town: Town) -> None:
    bodies = [
        {"document": town.add_resident().shown, "purpose": "market", "place": "KZ-61-MARKET"}
        for _ in range(3)
    ]

    answers = [town.gate.post(PERMITS, body) for body in bodies]

    assert [answer.status for answer in answers] == [201, 201, 422]
    assert (answers[2].json["code"], answers[2].json["rule"]) == ("place-full", "market-an-hour")
    assert answers[2].json["next_eligible"] == "2026-11-20T08:00:00Z"


def test_a_plate_is_one_plate_however_it_is_written(town: Town) -> None:
    plates = ["612 ABC 13", "612abc-13"]
    bodies = [
        {"document": town.add_resident().shown, "purpose": "drive", "plate": p} for p in plates
    ]

    answers = [town.gate.post(PERMITS, body) for body in bodies]

    assert [answer.status for answer in answers] == [201, 422]
    assert answers[1].json["rule"] == "car-a-day"


def test_who_declares_themselves_is_known_by_their_phone(town: Town) -> None:
    said = {"name": " Ару  Бек", "address": "Терезе 7", "phone": "8 701 123 45 67"}

    first = town.gate.post(PERMITS, {"declared": said, "purpose": "emergency"})
    town.gate.post(PERMITS, {"declared": said, "purpose": "emergency"})
    corrected = {**said, "name": "Ару Бекова", "phone": "+77011234567"}
    third = town.gate.post(PERMITS, {"declared": corrected, "purpose": "emergency"})

    assert (first.status, third.status) == (201, 201)
    (resident,) = list_residents_by_phone("+77011234567")
    assert resident.person.name == "Ару Бекова"
    assert resident.verified_at is None
    assert AuditEntry.objects.filter(action="resident-declared").count() == 2


def test_where_documents_are_asked_for_declaring_oneself_does_not_do(town: Town) -> None:
    said = {"name": "Ару Бек", "address": "Терезе 7", "phone": "+77011234567"}

    answer = town.gate.post(PERMITS, {"declared": said, "purpose": "needs"})

    assert (answer.status, answer.json["code"]) == (422, "document-not-accepted")


def test_where_people_declare_themselves_a_phone_has_the_quota(transactional_db: None) -> None:
    greece = Town.found(SHIPPED / "gr-13033" / "2020-11")
    said = {"name": "Μαρία Παπαδοπούλου", "address": "Ερμού 7", "phone": "+306912345678"}

    answer = greece.gate.post(PERMITS, {"declared": said, "purpose": "health"})

    assert answer.status == 201, answer.json
    greece.leave()


def test_after_the_sunset_nothing_is_issued_and_nothing_kept(town: Town) -> None:
    aru = town.add_resident()
    town.now += timedelta(days=50)
    said = {"name": "Ару Бек", "address": "Терезе 7", "phone": "+77011234567"}

    answer = town.gate.post(
        PERMITS, {"document": aru.shown, "purpose": "emergency"}, Accept_Language="kk"
    )
    declared = town.gate.post(PERMITS, {"declared": said, "purpose": "needs"})

    assert (answer.status, answer.json["code"]) == (422, "after-sunset")
    assert answer.json["next_eligible"] is None
    assert answer.headers["content-language"] == "kk"
    assert (declared.status, declared.json["code"]) == (422, "after-sunset")
    assert not list_residents_by_phone("+77011234567")
    assert not RefusalRecord.objects.exists()


def test_an_order_that_is_prepared_says_when_to_come(town: Town) -> None:
    aru = town.add_resident()
    Order.objects.update(starts_at=town.now + timedelta(hours=20))

    now = town.gate.post(PERMITS, {"document": aru.shown, "purpose": "needs"})
    ahead = town.gate.post(
        PERMITS,
        {"document": aru.shown, "purpose": "needs", "from": "2026-11-21T09:00:00+05:00"},
    )

    assert (now.status, now.json["code"]) == (422, "no-order")
    assert now.json["next_eligible"] == "2026-11-21T03:00:00Z"
    assert (ahead.status, ahead.json["state"]) == (201, "not-yet")


def _same_permit(answer: dict[str, Any]) -> dict[str, Any]:
    """All but the signature, which is made anew each time, and the state, which time changes."""
    return {key: answer[key] for key in answer if key not in {"credential", "link", "state"}}
