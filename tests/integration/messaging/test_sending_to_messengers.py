# SPDX-License-Identifier: EUPL-1.2
"""Replies reach messengers' servers, and what these refuse is final, or tried again when it helps."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import TypeVar

import pytest

from messenger_servers import Answer, Graph, Server, Telegram, Vk, serving
from tereze.messaging.channels import Account, Outgoing, Undelivered, Wire, open_wire
from tereze.messaging.types import Choice, Reply

S = TypeVar("S", bound=Server)

HELLO = Reply(text="Hello", choices=(Choice(label="Food", says="2"),))
PERMIT = Reply(text="You may go.", qr="TZ1:ABC")


@pytest.fixture
def resources() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def start(resources: ExitStack, server: S) -> S:
    resources.enter_context(serving(server))
    return server


@pytest.fixture
def telegram(resources: ExitStack) -> Telegram:
    return start(resources, Telegram())


@pytest.fixture
def vk(resources: ExitStack) -> Vk:
    return start(resources, Vk())


@pytest.fixture
def graph(resources: ExitStack) -> Graph:
    return start(resources, Graph())


def wire_to(server: Server, kind: str, proof: str) -> Wire:
    host = server.url.removeprefix("http://")
    options = {"app_secret": "of the app"}
    return open_wire(Account(name=kind, url=f"{kind}+http://{proof}@{host}", options=options))


def send(wire: Wire, reply: Reply, *, to: str = "271828", number: int = 1) -> list[str]:
    return list(wire.send(Outgoing(number=number, to=to, reply=reply)))


def refusal(wire: Wire) -> Undelivered:
    with pytest.raises(Undelivered) as raised:
        send(wire, HELLO)
    assert "AAH" not in str(raised.value)
    return raised.value


def test_telegram_gets_words_with_buttons_and_a_permit_as_a_picture(telegram: Telegram) -> None:
    wire = wire_to(telegram, "telegram", telegram.token)
    assert send(wire, HELLO) == ["101"]
    assert send(wire, PERMIT) == ["102"]
    words, picture = telegram.asked
    assert words.fields["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "2"
    assert (picture.method, picture.fields["caption"]) == ("sendPhoto", "You may go.")


def test_telegram_takes_buttons_away_before_it_says_what_came_of_them(telegram: Telegram) -> None:
    wire = wire_to(telegram, "telegram", telegram.token)
    wire.send(Outgoing(number=1, to="271828", reply=PERMIT, closes="18"))
    taken, said = telegram.asked
    assert taken.method == "editMessageReplyMarkup"
    assert taken.fields == {"chat_id": "271828", "message_id": "18"}
    assert said.fields["caption"] == "You may go."


def test_buttons_that_can_not_be_taken_away_hold_up_no_words(telegram: Telegram) -> None:
    too_old = {"ok": False, "error_code": 400, "description": "message can't be edited"}
    telegram.answer_next("editMessageReplyMarkup", (400, too_old), (502, {}))
    wire = wire_to(telegram, "telegram", telegram.token)
    for number in (1, 2):
        wire.send(Outgoing(number=number, to="271828", reply=HELLO, closes="18"))
    assert len(telegram.calls("sendMessage")) == 2


@pytest.mark.parametrize(
    ("status", "description", "is_final"),
    [
        (403, "Forbidden: bot was blocked by the user", True),
        (400, "Bad Request: chat not found", True),
        (401, "Unauthorized", False),
        (500, "Internal Server Error", False),
        (502, "Bad Gateway", False),
    ],
)
def test_what_telegram_refuses(
    telegram: Telegram, status: int, description: str, is_final: bool
) -> None:
    error = {"ok": False, "error_code": status, "description": description}
    telegram.answer_next("sendMessage", (status, error))
    assert refusal(wire_to(telegram, "telegram", telegram.token)).is_final == is_final


def test_telegram_says_how_long_it_wants_to_be_left_alone(telegram: Telegram) -> None:
    parameters = {"parameters": {"retry_after": 7}}
    telegram.answer_next("sendMessage", (429, {"ok": False, "error_code": 429, **parameters}))
    error = refusal(wire_to(telegram, "telegram", telegram.token))
    assert (error.is_final, error.retry_after) == (False, timedelta(seconds=7))


def test_vk_gets_words_with_buttons_and_an_uploaded_picture(vk: Vk) -> None:
    wire = wire_to(vk, "vk", f"77:{vk.token}")
    assert send(wire, HELLO, number=1) == ["700"]
    assert send(wire, PERMIT, number=2) == ["701"]
    words, picture = vk.calls("messages.send")
    assert words.fields["message"] == "Hello"
    assert json.loads(words.fields["keyboard"])["inline"]
    assert picture.fields["attachment"] == "photo-77_9_k"


def test_vk_drops_what_it_is_sent_again(vk: Vk) -> None:
    wire = wire_to(vk, "vk", f"77:{vk.token}")
    assert send(wire, HELLO, number=5) == send(wire, HELLO, number=5)
    assert send(wire, HELLO, number=6) != send(wire, HELLO, number=5)


@pytest.mark.parametrize(
    ("code", "is_final", "waits"),
    [(901, True, False), (7, True, False), (6, False, True), (10, False, False), (5, False, False)],
)
def test_what_vk_refuses(vk: Vk, code: int, is_final: bool, waits: bool) -> None:
    vk.answer_next("messages.send", (200, vk.error(code)))
    error = refusal(wire_to(vk, "vk", f"77:{vk.token}"))
    assert (error.is_final, error.retry_after is not None) == (is_final, waits)


def test_messenger_gets_words_with_buttons_below_the_picture(graph: Graph) -> None:
    wire = wire_to(graph, "messenger", f"1010:{graph.token}")
    assert send(wire, HELLO) == ["m_1"]
    permit = Reply(text="You may go.", qr="TZ1:ABC", choices=HELLO.choices)
    assert send(wire, permit) == ["m_2", "m_3"]
    words, picture, below = graph.asked
    assert words.fields["message"]["quick_replies"][0]["payload"] == "2"
    assert picture.files["filedata"].startswith(b"\x89PNG")
    assert below.fields["message"]["text"] == "You may go."


def test_whatsapp_gets_words_with_buttons_and_an_uploaded_picture(graph: Graph) -> None:
    wire = wire_to(graph, "whatsapp", f"3030:{graph.token}")
    assert send(wire, HELLO, to="77011234567") == ["wamid.1"]
    send(wire, PERMIT, to="77011234567")
    words, media, picture = graph.asked
    assert words.fields["interactive"]["type"] == "button"
    assert media.path == "/3030/media"
    assert picture.fields["image"] == {"id": "99", "caption": "You may go."}


@pytest.mark.parametrize("kind", ["messenger", "whatsapp"])
@pytest.mark.parametrize(
    ("answer", "is_final", "waits"),
    [
        ((400, Graph.error(131026)), True, False),
        ((400, Graph.error(131047)), True, False),
        ((403, Graph.error(10, 2018278)), True, False),
        ((400, Graph.error(130429)), False, True),
        ((400, Graph.error(2)), False, False),
        ((401, Graph.error(190)), False, False),
        ((429, {}), False, False),
        ((503, {}), False, False),
    ],
)
def test_what_meta_refuses(
    graph: Graph, kind: str, answer: Answer, is_final: bool, waits: bool
) -> None:
    graph.answer_next("messages", answer)
    error = refusal(wire_to(graph, kind, f"1010:{graph.token}"))
    assert (error.is_final, error.retry_after is not None) == (is_final, waits)


def test_who_is_away_or_talks_nonsense_is_asked_again(telegram: Telegram) -> None:
    telegram.answer_next("sendMessage", (200, ["no", "object"]))
    assert not refusal(wire_to(telegram, "telegram", telegram.token)).is_final
    nobody = open_wire(Account(name="away", url="telegram+http://1:AAH-x@127.0.0.1:9"))
    assert not refusal(nobody).is_final


@pytest.mark.parametrize(
    ("kind", "method", "said"),
    [
        ("telegram", "sendPhoto", "sendMessage"),
        ("vk", "photos.getMessagesUploadServer", "messages.send"),
        ("messenger", "messages", "messages"),
        ("whatsapp", "media", "messages"),
    ],
)
@pytest.mark.parametrize("answer", [(400, {"error": {"code": 100, "error_code": 15}}), (502, {})])
def test_a_permit_goes_in_words_where_its_picture_is_refused(
    resources: ExitStack, kind: str, method: str, said: str, answer: Answer
) -> None:
    servers: dict[str, Callable[[], Telegram | Vk | Graph]] = {"telegram": Telegram, "vk": Vk}
    server = start(resources, servers.get(kind, Graph)())
    proof = server.token if kind == "telegram" else f"77:{server.token}"
    server.answer_next(method, answer)
    assert send(wire_to(server, kind, proof), PERMIT)
    words = server.calls(said)[-1]
    assert not words.files
    assert "You may go." in json.dumps(words.fields)


def test_no_words_follow_a_picture_where_we_are_to_wait(telegram: Telegram) -> None:
    telegram.answer_next("sendPhoto", (429, {"parameters": {"retry_after": 7}}))
    with pytest.raises(Undelivered):
        send(wire_to(telegram, "telegram", telegram.token), PERMIT)
    assert not telegram.calls("sendMessage")


def test_an_upload_without_a_number_is_no_picture(graph: Graph) -> None:
    graph.answer_next("media", (200, {"detail": "Not Found"}))
    assert send(wire_to(graph, "whatsapp", f"3030:{graph.token}"), PERMIT)
    assert graph.asked[-1].fields["text"]["body"] == "You may go."
