# SPDX-License-Identifier: EUPL-1.2
"""Asking at the gate: the contract's examples, and everything that is wrong with a request."""

from datetime import timedelta

from town import Town

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
