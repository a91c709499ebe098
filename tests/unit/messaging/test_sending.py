# SPDX-License-Identifier: EUPL-1.2
"""A batch goes out at the vendor's pace, each person's in order, and one that fails fails alone."""

import threading
from datetime import UTC, datetime, timedelta

from typing_extensions import override

from tereze.messaging.channels.channel import Account, Claimed, Outgoing, Undelivered, Wire
from tereze.messaging.channels.sending import Pace, send_all
from tereze.messaging.types import Reply

NOON = datetime(2020, 4, 2, 12, tzinfo=UTC)


class Notebook(Wire):
    """Writes down what goes; some words it does not take."""

    channel = "sms"

    def __init__(self, **options: str) -> None:
        super().__init__(Account(name="notebook", url="", options=options))
        self.lock = threading.Lock()
        self.sent: list[tuple[str, str]] = []

    @override
    def send(self, message: Outgoing) -> list[str]:
        match message.reply.text:
            case "full":
                raise Undelivered("no room", retry_after=timedelta(seconds=5))
            case "odd":
                raise ValueError("our own fault")
        with self.lock:
            self.sent.append((message.to, message.reply.text))
        return [f"v{message.number}"]


def batch(*words: tuple[str, str]) -> list[Claimed]:
    return [
        Claimed(
            message=Outgoing(number=number, to=to, reply=Reply(text=text)),
            tries=1,
            created_at=NOON,
        )
        for number, (to, text) in enumerate(words)
    ]


def test_each_person_hears_things_in_their_order() -> None:
    wire = Notebook()
    outcomes = send_all(wire, batch(*((who, str(n)) for n in range(20) for who in "abc")))
    assert [[text for to, text in wire.sent if to == who] for who in "abc"] == [
        [str(n) for n in range(20)]
    ] * 3
    assert {one for each in outcomes for one in each.vendor_ids} == {f"v{n}" for n in range(60)}


def test_a_fault_of_ours_is_the_fault_of_one_message() -> None:
    outcomes = send_all(Notebook(), batch(("a", "odd"), ("b", "good")))
    odd, good = (each.refused for each in outcomes)
    assert good is None
    assert odd is not None
    assert not odd.is_final
    assert "own fault" not in str(odd)


def test_when_a_vendor_asks_for_a_pause_the_whole_account_pauses() -> None:
    wire = Notebook()
    outcomes = send_all(wire, batch(("a", "full"), ("a", "next"), ("a", "last")))
    assert wire.sent == []
    assert all(each.refused and each.refused.retry_after for each in outcomes)


def test_the_pace_is_even_and_starts_anew_after_a_rest() -> None:
    now = 100.0
    pace = Pace(4, clock=lambda: now)
    assert [pace.turn() for _ in range(3)] == [0.0, 0.25, 0.5]
    now = 200.0
    assert pace.turn() == 0.0


def test_a_batch_is_some_seconds_worth() -> None:
    assert [Notebook(per_second=rate).batch for rate in ("0.5", "3", "1000")] == [5, 30, 64]
