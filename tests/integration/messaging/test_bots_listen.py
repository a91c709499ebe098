# SPDX-License-Identifier: EUPL-1.2
"""What messengers post, or tell when they are asked, is kept once; nothing else is."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

import vendor_posts as posts
from messenger_servers import Telegram, Vk, serving
from tereze.core import clock
from tereze.messaging import inbox, services, wake
from tereze.messaging.channels import find_account, open_account
from tereze.messaging.channels.bot import Heard, PollingBot, webhook_secrets
from tereze.messaging.channels.channel import Outcome
from tereze.messaging.models import InboxMessage, OutboxMessage
from tereze.messaging.polling import ask_for_ever, bots_to_ask
from tereze.messaging.rules import ANSWERS_ARE_TRIED
from tereze.messaging.sealed import open_incoming
from tereze.messaging.tasks import note_early_reports
from tereze.messaging.types import Incoming, Reply

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
APP_SECRET = "of the app"


@pytest.fixture
def resources() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def telegram(resources: ExitStack, settings: Settings) -> Telegram:
    server = Telegram()
    resources.enter_context(serving(server))
    host = server.url.removeprefix("http://")
    settings.BOTS = f"city=telegram+http://{server.token}@{host}#name=ruqsat_bot&polling=1"
    return server


@pytest.fixture
def vk(resources: ExitStack, settings: Settings) -> Vk:
    server = Vk()
    resources.enter_context(serving(server))
    host = server.url.removeprefix("http://")
    settings.BOTS = f"vkcity=vk+http://77:{server.token}@{host}#polling=1"
    return server


@pytest.fixture
def whatsapp(settings: Settings) -> None:
    settings.BOTS = f"wa=whatsapp://3030:EAAG#app_secret={APP_SECRET.replace(' ', '%20')}"


def secret(name: str) -> str:
    account = find_account(name)
    assert account
    return webhook_secrets(account)[0]


def bot(name: str) -> PollingBot:
    account = find_account(name)
    assert account
    wire = open_account(account)
    assert isinstance(wire, PollingBot)
    return wire


def post_telegram(client: Client, post: Any, *, shown: str | None = None) -> Any:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret("city") if shown is None else shown}
    body = post if isinstance(post, bytes) else posts.as_posted(post)
    return client.post("/bots/city", body, content_type="application/json", headers=headers)


def kept() -> list[str]:
    return [open_incoming(it.sealed).text for it in InboxMessage.objects.order_by("pk")]


def test_what_telegram_posts_is_kept_once_however_often_it_comes(
    client: Client, telegram: Telegram
) -> None:
    for _ in range(2):
        assert post_telegram(client, posts.telegram_message(text="2 AZE1")).status_code == 200
    assert kept() == ["2 AZE1"]


def test_a_press_is_noticed_in_the_answer(client: Client, telegram: Telegram) -> None:
    answer = post_telegram(client, posts.telegram_press())
    assert answer.json()["method"] == "answerCallbackQuery"
    assert answer.headers["Content-Type"] == "application/json"


def test_what_is_not_the_vendors_is_refused_and_not_kept(
    client: Client, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    message = posts.telegram_message(text="2 AZE1")
    for shown in ("", "wrong"):
        assert post_telegram(client, message, shown=shown).status_code == 403
    assert post_telegram(client, b"2 AZE1 {").status_code == 400
    assert post_telegram(client, b"[" * 2_000_000).status_code == 413
    assert client.get("/bots/city").status_code == 403
    assert client.put("/bots/city").status_code == 405
    assert client.get("/bots/nobody").status_code == 404
    assert not InboxMessage.objects.exists()
    assert "AZE1" not in caplog.text


def test_an_account_for_short_messages_has_no_such_address(
    client: Client, settings: Settings
) -> None:
    settings.CARRIERS = "carrier=log:"
    assert client.post("/bots/carrier").status_code == 404


def test_vk_is_told_the_word_of_the_community(client: Client, vk: Vk) -> None:
    asked = {"type": "confirmation", "group_id": 77}
    answer = client.post("/bots/vkcity", asked, content_type="application/json")
    assert answer.content == b"1a2b3c4d"
    asked["group_id"] = 78
    other = client.post("/bots/vkcity", asked, content_type="application/json")
    assert other.status_code == 403


def test_what_vk_posts_is_kept(client: Client, vk: Vk) -> None:
    post = posts.vk_message("2 AZE1", secret=secret("vkcity"))
    answer = client.post("/bots/vkcity", post, content_type="application/json")
    assert (answer.content, kept()) == (b"ok", ["2 AZE1"])


def test_meta_asks_first_whether_the_address_is_ours(client: Client, whatsapp: None) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "11582", "hub.verify_token": secret("wa")}
    assert client.get("/bots/wa", asked).content == b"11582"
    assert client.get("/bots/wa", asked | {"hub.verify_token": "x"}).status_code == 403


def test_whatsapp_tells_that_a_message_arrived(client: Client, whatsapp: None) -> None:
    number = services.queue_reply(
        to="77011234567", channel="whatsapp", account="wa", reply=Reply(text="Hello"), now=NOW
    )
    (claimed,) = services.claim_waiting(account="wa", now=NOW)
    outcome = Outcome(claimed=claimed, vendor_ids=["wamid.7"])
    services.settle(account="wa", outcomes=[outcome], now=NOW)
    body = posts.as_posted(posts.whatsapp(statuses=[{"id": "wamid.7", "status": "delivered"}]))
    headers = {"X-Hub-Signature-256": posts.signed(body, APP_SECRET)}
    answer = client.post("/bots/wa", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    assert OutboxMessage.objects.get(pk=number).state == OutboxMessage.State.DELIVERED


def test_a_report_that_is_quicker_than_we_write_is_not_lost(client: Client, whatsapp: None) -> None:
    services.queue_reply(
        to="77011234567", channel="whatsapp", account="wa", reply=Reply(text="Hello"), now=NOW
    )
    (claimed,) = services.claim_waiting(account="wa", now=NOW)
    failed = {"id": "wamid.8", "status": "failed", "errors": [{"code": 131026}]}
    body = posts.as_posted(posts.whatsapp(statuses=[failed]))
    headers = {"X-Hub-Signature-256": posts.signed(body, APP_SECRET)}
    client.post("/bots/wa", body, content_type="application/json", headers=headers)
    outcome = Outcome(claimed=claimed, vendor_ids=["wamid.7", "wamid.8"])
    services.settle(account="wa", outcomes=[outcome], now=NOW)

    job = ProcrastinateJob.objects.get(task_name=wake.REPORT, status="todo")
    assert "wamid" not in str(job.args)
    note_early_reports(**job.args)
    row = OutboxMessage.objects.get()
    assert (row.state, row.error) == (OutboxMessage.State.UNDELIVERABLE, "131026")


def first(heard: Iterator[Heard], count: int) -> list[str]:
    texts: list[str] = []
    while len(texts) < count:
        texts += [it.text or it.pressed for it in next(heard).incoming]
    return texts


def test_telegram_is_asked_for_what_is_new_and_forgets_it_only_then(telegram: Telegram) -> None:
    telegram.updates = [
        posts.telegram_message(1, text="one"),
        posts.telegram_message(2, text="two"),
    ]
    assert first(bot("city").poll(now=clock.now), 2) == ["one", "two"]
    # Whoever asked ended before the second was kept: it is told again.
    heard = bot("city").poll(now=clock.now)
    assert first(heard, 2) == ["one", "two"]
    telegram.updates.append(posts.telegram_press("purpose:2") | {"update_id": 3})
    assert first(heard, 1) == ["purpose:2"]
    assert [it["update_id"] for it in telegram.updates] == [3]
    assert not telegram.calls("answerCallbackQuery")
    telegram.updates.append(posts.telegram_message(4, text="four"))
    assert first(heard, 1) == ["four"]
    assert telegram.calls("answerCallbackQuery")


def test_vk_is_asked_first_who_waits_for_an_answer(vk: Vk) -> None:
    waiting = posts.vk_message("while away", number=1)["object"]["message"]
    long_ago = posts.vk_message("long ago", number=2)["object"]["message"]
    long_ago["date"] -= 24 * 3600
    vk.unanswered = [waiting, long_ago]
    vk.events = [posts.vk_message("news", number=3)]
    now = datetime.fromtimestamp(waiting["date"], UTC)
    assert first(bot("vkcity").poll(now=lambda: now), 2) == ["while away", "news"]


def test_whoever_asks_goes_on_when_the_vendor_comes_back(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    conflict = {"ok": False, "error_code": 409, "description": "Conflict"}
    telegram.answer_next("getUpdates", (409, conflict), (502, {}))
    telegram.updates = [posts.telegram_message(1, text="2 AZE1")]
    (asked,) = bots_to_ask()
    stop = threading.Event()
    waits: list[float] = []
    monkeypatch.setattr(stop, "wait", waits.append)

    def stop_when_kept() -> datetime:
        if InboxMessage.objects.exists():
            stop.set()
        return NOW

    ask_for_ever(asked, stop=stop, now=stop_when_kept)
    assert kept() == ["2 AZE1"]
    assert waits[:2] == [3.0, 6.0]
    assert "somebody else asks" in caplog.text
    assert telegram.token not in caplog.text


def test_only_bots_that_are_to_be_asked_are_asked(settings: Settings, telegram: Telegram) -> None:
    assert [it.account.name for it in bots_to_ask()] == ["city"]
    settings.BOTS = (
        settings.BOTS.replace("polling=1", "polling=0") + " wa=whatsapp://1:x#app_secret=y"
    )
    assert bots_to_ask() == ()


def test_a_reply_of_the_whole_way_is_sent(telegram: Telegram) -> None:
    services.queue_reply(
        to="271828", channel="telegram", account="city", reply=Reply(text="Hello"), now=NOW
    )
    assert services.deliver_waiting(account="city", now=lambda: NOW) == 1
    (sent,) = telegram.calls("sendMessage")
    assert (sent.fields["chat_id"], sent.fields["text"]) == ("271828", "Hello")
    assert OutboxMessage.objects.get().state == OutboxMessage.State.SENT


def test_buttons_go_once_the_press_is_answered_and_stay_while_it_is_not(
    client: Client, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_: Incoming) -> list[Reply]:
        raise ValueError

    monkeypatch.setattr(inbox, "_answerers", [(stumble, None)])
    post_telegram(client, posts.telegram_press())
    later = clock.now()
    for _ in range(ANSWERS_ARE_TRIED):
        services.answer_waiting(now=later)
        later += timedelta(minutes=1)
    services.deliver_waiting(account="city", now=lambda: later)
    assert [it.method for it in telegram.asked] == ["sendMessage"]

    two = [Reply(text="You may go."), Reply(text="And come back.")]
    monkeypatch.setattr(inbox, "_answerers", [(lambda _: two, None)])
    post_telegram(client, posts.telegram_press() | {"update_id": 900_003})
    services.answer_waiting(now=later)
    services.deliver_waiting(account="city", now=lambda: later)
    taken, *_ = telegram.calls("editMessageReplyMarkup")
    assert taken.fields == {"chat_id": "271828", "message_id": "18"}
    assert [it.method for it in telegram.asked[1:]] == [
        "editMessageReplyMarkup",
        "sendMessage",
        "sendMessage",
    ]


def test_a_blocked_bot_is_given_up_and_too_many_are_tried_later(telegram: Telegram) -> None:
    def queue() -> int:
        return services.queue_reply(
            to="271828", channel="telegram", account="city", reply=Reply(text="Hello"), now=NOW
        )

    blocked, slow = queue(), queue()
    telegram.answer_next(
        "sendMessage",
        (403, {"ok": False, "error_code": 403}),
        (429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 9}}),
    )
    services.deliver_waiting(account="city", now=lambda: NOW)
    states = {it.pk: it for it in OutboxMessage.objects.all()}
    assert states[blocked].state == OutboxMessage.State.FAILED
    assert states[slow].state == OutboxMessage.State.WAITING
    assert states[slow].due_at == NOW + timedelta(seconds=9)
