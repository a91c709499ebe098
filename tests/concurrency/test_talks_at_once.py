# SPDX-License-Identifier: EUPL-1.2
"""One person on several wires at the same moment: the talk goes on one message after the other, and the
quota is one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, transaction

from integration.conversation.conftest import LALE_PHONE, baku_resident, open_doors
from integration.conversation.talking import Correspondent
from tereze.messaging.types import Channel, Incoming
from tereze.permits.conversation.models import Talk
from tereze.permits.conversation.sealed import open_talk
from tereze.permits.conversation.services import answer
from tereze.permits.models import Permit, RefusalRecord
from town import NOON, SHIPPED, turkistan

WIRES: tuple[Channel, ...] = ("sms", "telegram", "messenger", "whatsapp")


@pytest.fixture
def baku(transactional_db: None, tmp_path: Path) -> None:
    turkistan(folder=open_doors(SHIPPED / "az-8103" / "2020-04", tmp_path))
    baku_resident("AZE12345678")
    for channel in WIRES[1:]:
        Correspondent(f"chat {channel}", channel=channel).share_phone(LALE_PHONE)


def write_at_once(text: str) -> None:
    """The same words on every wire, each answered in a transaction of its own."""
    ready = Barrier(len(WIRES))

    def write(channel: Channel) -> None:
        sender = LALE_PHONE if channel == "sms" else f"chat {channel}"
        incoming = Incoming(
            channel=channel,
            account="tests",
            id=f"{text} by {channel}",
            sender=sender,
            text=text,
            at=NOON,
        )
        ready.wait(60)
        try:
            with transaction.atomic():
                assert answer(incoming, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(WIRES)) as pool:
        list(pool.map(write, WIRES))


def test_of_requests_on_several_wires_one_is_granted(baku: None) -> None:
    write_at_once("2 AZE12345678")
    assert Permit.objects.count() == 1
    assert RefusalRecord.objects.count() == len(WIRES) - 1


def test_one_yes_of_several_is_heard(baku: None) -> None:
    Correspondent(LALE_PHONE).write("2")
    write_at_once("bəli")
    assert Permit.objects.count() == 1
    assert not RefusalRecord.objects.exists()


def test_no_message_is_lost_from_the_talk(baku: None) -> None:
    before = open_talk(Talk.objects.get().sealed).turn
    write_at_once("status")
    assert open_talk(Talk.objects.get().sealed).turn == before + len(WIRES)
