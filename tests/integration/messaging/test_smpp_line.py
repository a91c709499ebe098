# SPDX-License-Identifier: EUPL-1.2
"""A line to a message centre that we did not write: what goes out, what comes in, and what breaks."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from peers.smsc import Smsc, run_smsc
from tereze.core import clock
from tereze.messaging import alphabets
from tereze.messaging.channels import Account
from tereze.messaging.channels.channel import Claimed, Outcome, Outgoing
from tereze.messaging.channels.smpp.line import SmppLine
from tereze.messaging.types import Incoming, Piece, Reply, Report

pytestmark = pytest.mark.needs("peers")

PHONE = "+994501234567"
KAZAKH = "Рұқсат берілді: дәріхана, 18:30 дейін. Код 7K3M 9QXA. "


class Rows:
    """An exchange in memory."""

    def __init__(self) -> None:
        self.waiting: list[Claimed] = []
        self.outcomes: list[Outcome] = []
        self.messages: list[Incoming] = []
        self.pieces: list[Piece] = []
        self.reports: list[tuple[str, Report]] = []
        self.is_away = False
        self.is_over = False

    def queue(self, *texts: str, to: str = PHONE) -> None:
        for text in texts:
            number = len(self.waiting) + len(self.outcomes) + 1
            message = Outgoing(number=number, to=to, reply=Reply(text=text))
            self.waiting.append(Claimed(message=message, tries=1, created_at=clock.now()))

    async def claim(self, at_most: int) -> list[Claimed]:
        claimed, self.waiting = self.waiting[:at_most], self.waiting[at_most:]
        return claimed

    async def wait_for_more(self) -> None:
        await asyncio.sleep(0.01)

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes += outcomes

    async def take_in(self, messages: Sequence[Incoming], pieces: Sequence[Piece]) -> None:
        if self.is_away:
            raise OSError
        self.messages += messages
        self.pieces += pieces

    async def report(self, reports: Sequence[tuple[str, Report]]) -> list[bool]:
        taken = {one for each in self.outcomes for one in each.vendor_ids}
        known = [number in taken for number, _ in reports]
        self.reports += [one for one, is_known in zip(reports, known, strict=True) if is_known]
        return known

    async def list_doubtful(self, since: datetime) -> list[str]:
        return [each.id for each in self.messages if each.at >= since]

    def is_leaving(self) -> bool:
        return self.is_over

    @property
    def sent(self) -> list[str]:
        return [one.claimed.message.reply.text for one in self.outcomes if not one.refused]


@pytest.fixture
def smsc() -> Iterator[Smsc]:
    with run_smsc() as smsc:
        yield smsc


@asynccontextmanager
async def held(smsc: Smsc, rows: Rows, url: str = "", **options: str) -> AsyncIterator[SmppLine]:
    address = (url or smsc.url).partition("#")[0]
    account = Account(name="azercell", url=address, options={"from": "3013", **options})
    line = SmppLine(account)
    holding = asyncio.create_task(line.hold(rows))
    yield line
    rows.is_over = True
    await asyncio.wait_for(holding, 20)


async def until(condition: Any, patience: float = 20.0) -> None:
    async with asyncio.timeout(patience):
        while not condition():
            await asyncio.sleep(0.01)


async def tell(smsc: Smsc, what: str, **said: Any) -> Any:
    return await asyncio.to_thread(partial(smsc.tell, what, **said))


async def bound(smsc: Smsc) -> None:
    async with asyncio.timeout(20):
        while not (await tell(smsc, "state"))["bound"]:
            await asyncio.sleep(0.02)


async def test_words_go_out_in_the_alphabet_that_they_need_and_in_parts(smsc: Smsc) -> None:
    rows = Rows()
    long = KAZAKH * 3
    rows.queue("Icazə verildi.", "Permit until 18:30 @ home [7K3M] €5", long, "a" * 200)
    async with held(smsc, rows):
        await until(lambda: len(rows.sent) == 4)
    assert sorted(smsc.texts) == sorted(
        ["Icazə verildi.", "Permit until 18:30 @ home [7K3M] €5", long, "a" * 200]
    )
    first = smsc.received[0]
    assert (first["from"], first["to"], first["coding"]) == ("3013", PHONE[1:], 8)
    parts = [one["part"] for one in smsc.received if one["part"]]
    assert sorted((part["number"], part["of"]) for part in parts if part["of"] == 3) == [
        (1, 3),
        (2, 3),
        (3, 3),
    ]


async def test_words_come_in_with_the_number_that_the_carrier_vouches_for(smsc: Smsc) -> None:
    rows = Rows()
    async with held(smsc, rows):
        await bound(smsc)
        assert await tell(smsc, "deliver", **{"from": PHONE, "text": "2 AZE12345678"}) == [0]
        assert await tell(smsc, "deliver", **{"from": PHONE, "text": "дәрі керек"}) == [0]
    first, second = rows.messages
    assert (first.text, first.sender, first.phone) == ("2 AZE12345678", PHONE, PHONE)
    assert (first.account, first.channel) == ("azercell", "sms")
    assert second.text == "дәрі керек"
    assert first.id != second.id


async def test_long_words_come_in_as_pieces_in_any_order(smsc: Smsc) -> None:
    rows = Rows()
    async with held(smsc, rows):
        await bound(smsc)
        said = {"from": PHONE, "text": KAZAKH * 3, "order": [2, 0, 1]}
        assert await tell(smsc, "deliver", **said) == [0, 0, 0]
    assert [(each.number, each.of) for each in rows.pieces] == [(3, 3), (1, 3), (2, 3)]
    octets = b"".join(each.octets for each in sorted(rows.pieces, key=lambda each: each.number))
    assert octets.decode("utf-16-be") == KAZAKH * 3
    assert rows.messages == []


async def test_receipts_are_matched_even_backwards_and_in_another_writing(smsc: Smsc) -> None:
    rows = Rows()
    smsc.tell("rules", receipts="backwards", decimal_receipts=True, undeliverable=["994500000001"])
    rows.queue("one", "two")
    rows.queue("three", to="+994500000001")
    async with held(smsc, rows, receipts="decimal"):
        await until(lambda: len(rows.reports) == 3)
    by_number = {each.vendor_ids[0]: each.claimed.message.reply.text for each in rows.outcomes}
    said = {by_number[number]: report for number, report in rows.reports}
    assert said["one"] == Report(arrived=True)
    assert said["three"] == Report(arrived=False, error="UNDELIV 011")


async def test_a_receipt_that_is_quicker_than_the_answer_is_not_lost(smsc: Smsc) -> None:
    rows = Rows()
    smsc.tell("rules", receipts_first=True)
    rows.queue("one")
    async with held(smsc, rows):
        await until(lambda: len(rows.reports) == 1)


async def test_each_part_is_reported_of(smsc: Smsc) -> None:
    rows = Rows()
    smsc.tell("rules", undeliverable_parts=[2])
    rows.queue(KAZAKH * 3)
    async with held(smsc, rows):
        await until(lambda: len(rows.reports) == 3)
    (outcome,) = rows.outcomes
    said = dict(rows.reports)
    assert [said[part].arrived for part in outcome.vendor_ids] == [True, False, True]


async def test_a_receipt_waits_for_its_message_and_the_carrier_does_not(smsc: Smsc) -> None:
    rows = Rows()
    rows.queue(KAZAKH * 3)
    async with held(smsc, rows, per_second="0.8"):
        await until(lambda: len(smsc.received) == 2)
        await until(lambda: smsc.tell("state")["acknowledged"] == 1)
        assert not rows.outcomes
        await until(lambda: len(rows.reports) == 3)


async def test_a_carrier_that_has_no_room_is_given_time_and_nothing_is_lost(smsc: Smsc) -> None:
    rows = Rows()
    smsc.tell("rules", throttle=3)
    texts = [f"message {number}" for number in range(30)]
    rows.queue(*texts)
    async with held(smsc, rows):
        await until(lambda: len(rows.sent) == 30)
    assert sorted(smsc.texts) == sorted(texts)
    assert smsc.tell("state")["refusals"] == 3


async def test_what_a_carrier_does_not_want_is_final_and_what_passes_is_not(smsc: Smsc) -> None:
    rows = Rows()
    smsc.tell("rules", refuse={"994500000001": 0x0B, "994500000002": 0x08})
    rows.queue("no such number", to="+994500000001")
    rows.queue("their fault", to="+994500000002")
    async with held(smsc, rows):
        await until(lambda: len(rows.outcomes) == 2)
    refused = {each.claimed.message.reply.text: each.refused for each in rows.outcomes}
    assert refused["no such number"] is not None
    assert refused["no such number"].is_final
    assert refused["their fault"] is not None
    assert not refused["their fault"].is_final


async def test_a_connection_that_breaks_in_mid_window_is_begun_anew(smsc: Smsc) -> None:
    rows = Rows()
    smsc.tell("rules", hang_up_after=15)
    texts = [f"message {number}" for number in range(25)]
    rows.queue(*texts)
    async with held(smsc, rows):
        await until(lambda: len(rows.outcomes) == 25 or not rows.waiting)
        await until(lambda: any(each.refused for each in rows.outcomes))
        lost = [each for each in rows.outcomes if each.refused]
        assert not any(each.refused.is_final for each in lost if each.refused)
        rows.outcomes = [each for each in rows.outcomes if not each.refused]
        smsc.tell("rules", hang_up_after=0)
        rows.waiting += [each.claimed for each in lost]
        await until(lambda: len(rows.sent) == 25)
    assert set(smsc.texts) == set(texts)
    assert smsc.tell("state")["binds"] == 2


async def test_a_wrong_password_is_told_and_not_hammered(
    smsc: Smsc, caplog: pytest.LogCaptureFixture
) -> None:
    rows = Rows()
    url = f"smpp://tereze:wrong@127.0.0.1:{smsc.port}"
    async with held(smsc, rows, url):
        await until(lambda: "does not let us in" in caplog.text)
    assert smsc.tell("state")["binds"] == 1
    assert "wrong" not in caplog.text.replace("Invalid", "")


async def test_while_nothing_can_be_kept_the_carrier_is_told_to_come_again(smsc: Smsc) -> None:
    rows = Rows()
    rows.is_away = True
    async with held(smsc, rows):
        await bound(smsc)
        assert await tell(smsc, "deliver", **{"from": PHONE, "text": "2 AZE1"}) == [0x64]
        rows.is_away = False
        assert await tell(smsc, "deliver", **{"from": PHONE, "text": "2 AZE1"}) == [0]
    assert len(rows.messages) == 1


async def test_what_a_carrier_repeats_after_a_break_is_known_and_the_same_words_later_are_not(
    smsc: Smsc,
) -> None:
    rows = Rows()
    said = {"from": PHONE, "text": "1"}
    async with held(smsc, rows):
        await bound(smsc)
        await tell(smsc, "deliver", **said)
        await tell(smsc, "deliver", **said)
        await tell(smsc, "drop")
        await bound(smsc)
        await tell(smsc, "deliver", **said)
        await tell(smsc, "deliver", **said)
    first, second, repeated, fourth = (each.id for each in rows.messages)
    assert first != second
    assert repeated in {first, second}
    assert fourth not in {first, second}


async def test_one_message_that_can_not_be_read_holds_up_no_other(
    smsc: Smsc, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Rows()
    read = alphabets.decode

    def stumble(octets: bytes, data_coding: int, **how: Any) -> str:
        if octets == b"odd":
            raise ValueError
        return read(octets, data_coding, **how)

    monkeypatch.setattr(alphabets, "decode", stumble)
    async with held(smsc, rows):
        await bound(smsc)
        odd, good = await asyncio.gather(
            tell(smsc, "deliver", **{"from": PHONE, "text": "odd"}),
            tell(smsc, "deliver", **{"from": PHONE, "text": "2 AZE1"}),
        )
    assert (odd, good) == ([0x65], [0])
    assert [each.text for each in rows.messages] == ["2 AZE1"]


async def test_several_carriers_are_held_at_once(smsc: Smsc) -> None:
    one, other = Rows(), Rows()
    one.queue("over the one")
    other.queue("over the other")
    with run_smsc() as another:
        async with held(smsc, one), held(another, other):
            await until(lambda: one.sent and other.sent)
        assert another.texts == ["over the other"]
    assert smsc.texts == ["over the one"]
