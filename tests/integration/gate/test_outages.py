# SPDX-License-Identifier: EUPL-1.2
"""Who asks while the database is away holds a receipt, and nothing that the outage ate stays eaten."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import translation

from gate_client import Answer
from tereze.core.models import AuditEntry
from tereze.messaging.selectors import list_doors
from tereze.people.selectors import list_looks
from tereze.permits.credential import ReceiptClaims, digest_document, open_receipt
from tereze.permits.credential.keys import public_keys_from_jwks
from tereze.permits.gate.errors import DatabaseAway
from tereze.permits.models import Ledger, Permit, Tally
from tereze.permits.templatetags.permits import official, told_why
from town import NOON, Inhabitant, Town

PERMITS = "/api/v1/permits"
LATER = (NOON + timedelta(hours=5)).isoformat()
EVENING = (NOON + timedelta(hours=8)).isoformat()


@contextmanager
def away(town: Town) -> Iterator[None]:
    """The database is gone, and what was believed of it is too old to be believed."""
    assert town.gate.get("/.well-known/tereze/keys").status == 200
    ask(town, town.add_resident(), purpose="needs")
    with (
        patch("tereze.permits.gate.store.connect", side_effect=DatabaseAway),
        patch("tereze.permits.gate.store.Believed.get", side_effect=DatabaseAway),
    ):
        yield


def ask(town: Town, who: Inhabitant, *, key: str | None = None, **wish: Any) -> Answer:
    headers = {"Idempotency_Key": key} if key else {}
    return town.gate.post(PERMITS, {"document": who.shown, **wish}, **headers)


def receipt_of(answer: Answer) -> str:
    assert (answer.status, answer.json["code"]) == (503, "database-away")
    assert int(answer.headers["retry-after"]) >= 1
    text = answer.json["receipt"]
    assert isinstance(text, str)
    return text


def read(town: Town, text: str) -> ReceiptClaims:
    keys = public_keys_from_jwks(town.gate.get("/.well-known/tereze/keys").json)
    return open_receipt(text, keys, town.now)


def lose(town: Town, who: Inhabitant, **wish: Any) -> tuple[str, str]:
    """Have a permit granted whose answer is lost: its code, and the receipt that came instead."""
    code = ask(town, who, key="lost", **wish).json["code"]
    with away(town):
        return code, receipt_of(ask(town, who, key="lost", **wish))


# --- given ------------------------------------------------------------------------------------------


def test_the_receipt_says_when_was_asked_and_what_for(town: Town) -> None:
    aru = town.add_resident()
    with away(town):
        text = receipt_of(ask(town, aru, purpose="drive", plate="612 abc 13", key="k"))
    claims = read(town, text)
    assert (claims.purpose, claims.plate, claims.places) == ("drive", "612ABC13", ("KZ-61",))
    assert claims.asked_at == NOON
    assert claims.valid_until == NOON + timedelta(minutes=120)
    shown = aru.facts.documents[0]
    assert claims.document_digest == digest_document(
        document_type=shown.type, number=shown.number, code=claims.number
    )


def test_who_asks_for_later_holds_that_they_asked_and_no_way_past_the_checkpoint(
    town: Town,
) -> None:
    aru = town.add_resident()
    with away(town):
        text = receipt_of(ask(town, aru, purpose="needs", **{"from": LATER}))
    assert read(town, text).valid_until == NOON


def test_danger_passes_on_a_receipt_whatever_the_pack_says_of_outages(town: Town) -> None:
    town.now = NOON + timedelta(hours=12)  # in the curfew
    aru = town.add_resident()
    with away(town):
        text = receipt_of(ask(town, aru, purpose="emergency"))
    assert read(town, text).valid_until == town.now + timedelta(minutes=180)


@pytest.mark.parametrize(
    "wish",
    [
        {"purpose": "dancing"},
        {"purpose": "drive"},  # and no plate
        {"purpose": "walk", "minutes": 700},
        {"purpose": "needs", "from": (NOON + timedelta(hours=12)).isoformat()},  # in the curfew
        {"purpose": "needs", "from": "9999-12-31T23:59:59Z"},  # no rule can add an hour to it
    ],
)
def test_what_the_rules_refuse_to_everybody_gets_no_receipt(
    town: Town, wish: dict[str, Any]
) -> None:
    aru = town.add_resident()
    with away(town):
        answer = ask(town, aru, **wish)
    assert answer.status == 503
    assert "receipt" not in answer.json


def test_a_stranger_s_key_a_wrong_number_and_no_order_get_no_receipt(town: Town) -> None:
    wish = {"document": town.add_resident().shown, "purpose": "needs"}
    with away(town):
        stranger = town.gate.post(PERMITS, wish, Authorization="Bearer tz_nobody")
        wrong = town.gate.post(PERMITS, {**wish, "document": {"type": "passport", "number": "1"}})
    with away(town):
        town.now = town.order.ends_at
        after = town.gate.post(PERMITS, wish)
    assert [answer.status for answer in (stranger, wrong, after)] == [503, 503, 503]
    assert not [answer for answer in (stranger, wrong, after) if "receipt" in answer.json]


# --- shown again ------------------------------------------------------------------------------------


def test_a_receipt_of_a_request_that_was_never_granted_stands_in_nobody_s_way(town: Town) -> None:
    aru = town.add_resident()
    with away(town):
        receipt = receipt_of(ask(town, aru, purpose="needs", key="k"))
    assert ask(town, aru, purpose="needs", receipt=receipt).status == 201
    assert ask(town, aru, purpose="needs", receipt=receipt).json["code"] == "quota-used"


def test_what_was_granted_unseen_is_given_to_who_asks_the_same(town: Town) -> None:
    aru = town.add_resident()
    code, receipt = lose(town, aru, purpose="needs")
    town.now = NOON + timedelta(minutes=30)
    assert ask(town, aru, purpose="needs").json["code"] == "quota-used"
    again = ask(town, aru, purpose="needs", receipt=receipt)
    assert (again.status, again.json["code"]) == (200, code)
    assert Permit.objects.filter(resident_id=aru.facts.id).count() == 1


def test_what_was_granted_unseen_and_has_not_begun_is_replaced_by_what_is_asked_now(
    town: Town,
) -> None:
    aru = town.add_resident()
    code, receipt = lose(town, aru, purpose="needs", **{"from": LATER})
    now = ask(town, aru, purpose="needs", receipt=receipt, **{"from": EVENING})
    assert now.status == 201
    lost = Permit.objects.get(code=code)
    assert (lost.revoked_at, lost.revoked_by) == (NOON, "receipt")
    assert [use["code"] for use in Ledger.objects.get(holder=aru.facts.id).uses] == [
        now.json["code"]
    ]
    assert town.gate.get(f"{PERMITS}/{code}").json["state"] == "revoked"
    # Whoever audits reads it, and so does the person, where they read who looked at their data.
    entry = AuditEntry.objects.get(subject=f"permit:{code}")
    (door,) = list_doors()
    assert (entry.actor, entry.action) == (f"door:{door.id}", "permit-revoked")
    assert (entry.at, entry.details) == (NOON, {"by": "receipt"})
    (look,) = list_looks(aru.facts.id)
    assert (look.who, look.what, look.at) == ("door front", "permit", NOON)
    with translation.override("ru"):
        assert (official(look.who), told_why(look.why)[:8]) == ("Служба front", "Заменён:")
    # Once: the receipt finds nothing a second time.
    again = ask(town, aru, purpose="needs", receipt=receipt, **{"from": LATER})
    assert again.json["code"] == "quota-used"


def test_what_it_took_of_shared_amounts_is_given_back(town: Town) -> None:
    aru = town.add_resident()
    market: dict[str, Any] = {"purpose": "market", "place": "KZ-61-MARKET", "party": 2}
    _, receipt = lose(town, aru, **market, **{"from": LATER})
    assert ask(town, town.add_resident(), **market, **{"from": LATER}).json["code"] == "place-full"
    assert ask(town, aru, **market, receipt=receipt, **{"from": EVENING}).status == 201
    assert ask(town, town.add_resident(), **market, **{"from": LATER}).status == 201
    assert sorted(Tally.objects.values_list("used", flat=True)) == [2, 2]


def test_what_was_used_stays_used(town: Town) -> None:
    """The receipt let its holder pass; who went with it does not go a second time."""
    aru = town.add_resident()
    _, receipt = lose(town, aru, purpose="needs")
    for hours in (1, 3):  # while it runs, and after it
        town.now = NOON + timedelta(hours=hours)
        other = ask(town, aru, purpose="needs", receipt=receipt, **{"from": EVENING})
        assert other.json["code"] == "quota-used"


def test_a_receipt_serves_nobody_else(town: Town) -> None:
    aru, bek = town.add_resident(), town.add_resident()
    _, receipt = lose(town, aru, purpose="needs", **{"from": LATER})
    for text in (receipt, receipt[:-1] + "%", "TZR1:ABC"):
        answer = ask(town, bek, purpose="needs", receipt=text)
        assert (answer.status, answer.json["code"]) == (400, "not-your-receipt")
        assert answer.json["field"] == "receipt"
