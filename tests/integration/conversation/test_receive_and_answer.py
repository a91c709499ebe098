# SPDX-License-Identifier: EUPL-1.2
"""From the inbox to the outbox: each message is answered in one transaction, once, whatever it says."""

import itertools
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.conversation.conftest import LALE_PHONE, baku_resident
from tereze.core import clock
from tereze.messaging.models import InboxMessage, OutboxMessage
from tereze.messaging.selectors import list_outbox
from tereze.messaging.services import answer_waiting, receive_message
from tereze.messaging.types import Channel, Incoming
from tereze.permits.conversation.services import answer, talks
from tereze.permits.conversation.services.speakers import find_speaker
from tereze.permits.models import Appeal, EmergencyPass, Permit
from town import NOON, SHIPPED, turkistan

_ids = itertools.count(1)


@pytest.fixture
def baku_for_good(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Committed, because the inbox owns the outermost transaction of every answer."""
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: NOON)
    turkistan(folder=SHIPPED / "az-8103" / "2020-04")
    baku_resident("AZE12345678")


def incoming(text: str, *, id: str = "", channel: Channel = "sms", pressed: str = "") -> Incoming:
    return Incoming(
        channel=channel,
        account="tests",
        id=id or f"id {next(_ids)}",
        sender=LALE_PHONE if channel == "sms" else "7012345",
        text=text,
        pressed=pressed,
        at=NOON,
    )


def say(text: str, *, id: str = "") -> list[str]:
    """Write, and read what is in the outbox then, the latest first."""
    receive_message(incoming(text, id=id))
    answer_waiting(now=NOON)
    assert not InboxMessage.objects.exclude(state="answered").exists()
    return [message.text for message in list_outbox()]


def test_a_message_that_comes_twice_is_answered_once(baku_for_good: None) -> None:
    say("2 AZE12345678", id="same")
    assert len(say("2 AZE12345678", id="same")) == 1
    assert Permit.objects.count() == 1


def test_everything_that_a_talk_can_do_fits_one_transaction(baku_for_good: None) -> None:
    for text in ("2 AZE12345678", "ləğv", "bəli", "2 AZE12345678", "şikayət", "Mağaza bağlı idi"):
        say(text)
    say("SOS")
    assert Permit.objects.get().revoked_at
    assert Appeal.objects.count() == 1
    assert EmergencyPass.objects.count() == 1


def test_what_could_not_be_answered_leaves_nothing(
    baku_for_good: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(talks, "keep_talk", fail)
        receive_message(incoming("2 AZE12345678"))
        answer_waiting(now=NOON)
        assert not Permit.objects.exists()
        assert not OutboxMessage.objects.exists()


_says = st.sampled_from(
    [
        "purpose:needs", "purpose:medical", "whom:other", "whom:x", "yes1", "yes2", "no1", "again1",
        "set1:party=1", "set2:party=9", "cancel:7K3M9QXA", "cancel:", "cmd:menu", "cmd:code", "cmd:link",
        "cmd:appeal", "cmd:declare", "cmd:emergency", "language:az", "language:tlh", "be:1", ":", "x",
    ]
)  # fmt: skip
_words = st.sampled_from(
    [
        "2 AZE12345678", "1 AZE99999999", "2", "AZE12345678", "AZE1234567", "status", "ləğv", "bəli", "xeyr",
        "limit", "dil", "kömək", "şikayət", "SOS", "123456", "stop", "/start", "/start tzl_abc", "1", "9",
        "3 AZE12345678 4 saat", "2 AZE12345678 1 AZE12345678", "English",
    ]
)  # fmt: skip
_messages = st.lists(
    st.one_of(
        st.tuples(st.just(""), _says),
        st.tuples(st.one_of(_words, st.text(max_size=60)), st.just("")),
    ),
    max_size=10,
)


@pytest.mark.django_db
@given(said=_messages, channel=st.sampled_from(["sms", "telegram"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_something_is_answered(
    every_door: None, said: list[tuple[str, str]], channel: Channel
) -> None:
    with transaction.atomic():
        baku_resident("AZE12345678")
        talks.MESSAGES.forget()
        for text, pressed in said:
            message = incoming(text, channel=channel, pressed=pressed)
            talk = talks.look_at_talk(find_speaker(message).holder, NOON)
            replies = answer(message, now=NOON)
            # Who names strangers again and again is told once to wait, and then nothing.
            assert replies or talk.warned_until
            for reply in replies:
                assert reply.text.strip()
                assert all(0 < len(choice.says.encode()) <= 64 for choice in reply.choices)
        transaction.set_rollback(True)
