# SPDX-License-Identifier: EUPL-1.2
"""A message of several parts is delivered when all of them are, and undeliverable when one of them is."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from tereze.messaging import services
from tereze.messaging.channels.channel import Outcome
from tereze.messaging.models import OutboxMessage, OutboxPart
from tereze.messaging.types import Reply, Report

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
STATE = OutboxMessage.State
ARRIVED, LOST = Report(arrived=True), Report(arrived=False, error="UNDELIV 011")


def taken(*parts: str) -> OutboxMessage:
    """A message that the carrier took, and calls its parts so."""
    number = services.queue_reply(
        to="+994501234567", channel="sms", account="azercell", reply=Reply(text="Go"), now=NOW
    )
    (claimed,) = services.claim_waiting(account="azercell", now=NOW)
    services.settle(
        account="azercell", outcomes=[Outcome(claimed=claimed, vendor_ids=parts)], now=NOW
    )
    return OutboxMessage.objects.get(pk=number)


def report(*reports: tuple[str, Report]) -> list[bool]:
    return services.note_reports(account="azercell", reports=reports, now=NOW)


def state(message: OutboxMessage) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.error


@pytest.mark.parametrize(
    ("reports", "becomes"),
    [
        ([("a", ARRIVED)], STATE.SENT),
        ([("a", ARRIVED), ("b", ARRIVED)], STATE.SENT),
        ([("a", ARRIVED), ("b", ARRIVED), ("c", ARRIVED)], STATE.DELIVERED),
        ([("a", ARRIVED), ("a", ARRIVED), ("a", ARRIVED)], STATE.SENT),
        ([("a", ARRIVED), ("b", LOST), ("c", ARRIVED)], STATE.UNDELIVERABLE),
        ([("b", LOST), ("a", ARRIVED)], STATE.UNDELIVERABLE),
        # The last word stands, but what has arrived is on the phone.
        ([("b", LOST), ("a", ARRIVED), ("c", ARRIVED), ("b", ARRIVED)], STATE.DELIVERED),
        ([("a", ARRIVED), ("b", ARRIVED), ("c", ARRIVED), ("b", LOST)], STATE.DELIVERED),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_what_reports_of_its_parts_say_of_a_message(
    reports: Sequence[tuple[str, Report]], becomes: str, at_once: bool
) -> None:
    message, other = taken("a", "b", "c"), taken("d")
    for batch in [reports] if at_once else [[one] for one in reports]:
        assert all(report(*batch))
    assert state(message)[0] == becomes
    assert state(other) == (STATE.SENT, "")


def test_why_a_part_was_lost_is_kept_until_it_arrives() -> None:
    message = taken("a", "b")
    report(("a", LOST))
    assert state(message) == (STATE.UNDELIVERABLE, "UNDELIV 011")
    report(("b", ARRIVED))
    assert state(message) == (STATE.UNDELIVERABLE, "UNDELIV 011")
    report(("a", ARRIVED))
    assert state(message) == (STATE.DELIVERED, "")


def test_of_each_report_it_is_said_whether_the_part_is_known() -> None:
    taken("a", "b")
    assert report(("a", ARRIVED), ("x", ARRIVED), ("b", LOST)) == [True, False, True]
    assert report(("a", ARRIVED)) == [True]


def test_two_parts_that_are_reported_at_the_same_moment_both_count() -> None:
    message = taken("a", "b")

    def report_the_other() -> None:
        report(("b", ARRIVED))
        connection.close()

    other = threading.Thread(target=report_the_other)
    with transaction.atomic():
        report(("a", ARRIVED))
        other.start()
        other.join(0.3)  # it waits for us, or comes after
    other.join()
    assert state(message) == (STATE.DELIVERED, "")


def test_parts_are_deleted_with_their_message() -> None:
    taken("a", "b")
    services.delete_old_messages(NOW + timedelta(hours=23))
    assert OutboxPart.objects.count() == 2
    services.delete_old_messages(NOW + timedelta(days=1))
    assert not OutboxPart.objects.exists()
