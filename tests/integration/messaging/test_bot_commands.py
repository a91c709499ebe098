# SPDX-License-Identifier: EUPL-1.2
"""`tereze bot` tells an operator in words what a bot lacks, and connects it."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from messenger_servers import Graph, Telegram, Vk, serving
from tereze.core.errors import Conflict, Misconfigured
from tereze.messaging.channels import Account, find_account, open_account
from tereze.messaging.channels.bot import Bot, webhook_secrets
from tereze.messaging.cli import bot
from tereze.messaging.errors import NoSuchBot

HOOK = "https://permits.example.kz/bots/"


@pytest.fixture
def resources() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(autouse=True)
def public(settings: Settings) -> None:
    settings.URL = "https://permits.example.kz"


@pytest.fixture
def telegram(resources: ExitStack, settings: Settings) -> Telegram:
    server = Telegram()
    resources.enter_context(serving(server))
    settings.BOTS = f"city={address(server)}#name=ruqsat_bot"
    return server


def address(server: Telegram) -> str:
    return f"telegram+http://{server.token}@{server.url.removeprefix('http://')}"


@pytest.fixture
def vk(resources: ExitStack, settings: Settings) -> Vk:
    server = Vk()
    resources.enter_context(serving(server))
    settings.BOTS = f"vkcity=vk+http://77:{server.token}@{server.url.removeprefix('http://')}"
    return server


@pytest.fixture
def graph(resources: ExitStack, settings: Settings) -> Graph:
    server = Graph()
    resources.enter_context(serving(server))
    host = server.url.removeprefix("http://")
    settings.BOTS = (
        f"page=messenger+http://1010:{server.token}@{host}#app_secret=x "
        f"wa=whatsapp+http://3030:{server.token}@{host}#app_secret=x&number=+77270000000"
    )
    return server


def run(*arguments: str) -> Result:
    return CliRunner().invoke(bot, arguments)


def test_all_bots_are_listed_without_their_tokens(graph: Graph) -> None:
    listed = json.loads(run("list", "--json").output)
    assert [it["address"] for it in listed] == [HOOK + "page", HOOK + "wa"]
    assert graph.token not in run("list").output


def test_a_telegram_bot_is_connected_and_then_all_is_well(telegram: Telegram) -> None:
    before = run("check", "city")
    assert before.exit_code == 1
    assert "Run: tereze bot webhook city" in before.output
    assert "✓ Telegram knows us as @ruqsat_bot." in before.output
    assert HOOK + "city" in run("webhook", "city").output
    account = find_account("city")
    assert account
    assert telegram.webhook["secret_token"] == webhook_secrets(account)[0]
    assert set(telegram.webhook["allowed_updates"]) >= {"message", "callback_query"}
    after = run("check")
    assert (after.exit_code, "✗" in after.output) == (0, False)


def test_a_bot_that_is_asked_gets_no_webhook(telegram: Telegram, settings: Settings) -> None:
    telegram.webhook = {"url": "https://elsewhere.example"}
    settings.BOTS += "&polling=1"
    assert "Telegram posts to https://elsewhere.example" in run("check", "city").output
    assert "waits to be asked" in run("webhook", "city").output
    assert telegram.webhook == {}
    assert run("check", "city").exit_code == 0


def test_what_telegram_could_not_post_is_told(telegram: Telegram) -> None:
    run("webhook", "city")
    info = {"url": HOOK + "city", "last_error_message": "Wrong response: 502"}
    telegram.answer_next("getWebhookInfo", (200, {"ok": True, "result": info}))
    assert "could not post lately: Wrong response: 502" in run("check").output


def test_a_wrong_token_and_a_missing_name_are_told(telegram: Telegram, settings: Settings) -> None:
    settings.BOTS = f"city={address(telegram)}"
    assert "Add #name=ruqsat_bot" in run("check").output
    settings.BOTS = settings.BOTS.replace("AAH", "AAX")
    checked = run("check")
    assert (checked.exit_code, "does not know our token" in checked.output) == (1, True)
    assert "AAX" not in checked.output


def test_without_https_no_vendor_can_post(telegram: Telegram, settings: Settings) -> None:
    settings.URL = "http://localhost:8000"
    assert "set TEREZE_URL to an address with https" in run("check").output


def test_vk_is_connected_once_however_often_it_is_said(vk: Vk) -> None:
    assert "VK does not post to" in run("check").output
    for _ in range(2):
        run("webhook", "vkcity")
    (server,) = vk.servers
    assert server["url"] == HOOK + "vkcity"
    assert run("check").exit_code == 0


def test_for_meta_an_operator_is_told_what_to_enter_by_hand(graph: Graph) -> None:
    assert run("check").exit_code == 0
    said = run("webhook", "wa").output
    account = find_account("wa")
    assert account
    assert HOOK + "wa" in said
    assert webhook_secrets(account)[0] in said


def test_a_vendor_that_refuses_the_address_is_quoted_by_its_number(telegram: Telegram) -> None:
    telegram.answer_next("setWebhook", (400, {"ok": False, "error_code": 400}))
    assert isinstance(run("webhook", "city").exception, Conflict)


def test_who_asks_for_a_bot_that_is_not_there_is_told_so(telegram: Telegram) -> None:
    assert isinstance(run("check", "nobody").exception, NoSuchBot)


@pytest.mark.parametrize(
    ("url", "options", "link"),
    [
        ("telegram://1:AAH", {"name": "ruqsat_bot"}, "https://t.me/ruqsat_bot?start=tok_1"),
        ("telegram://1:AAH", {}, None),
        ("vk://77:t", {}, "https://vk.me/club77?ref=tok_1"),
        ("messenger://1010:t", {"app_secret": "x"}, "https://m.me/1010?ref=tok_1"),
        (
            "whatsapp://1:t",
            {"app_secret": "x", "number": "+7727"},
            "https://wa.me/7727?text=/start%20tok_1",
        ),
    ],
)
def test_a_link_leads_from_a_page_into_the_chat(
    url: str, options: dict[str, str], link: str | None
) -> None:
    opened = open_account(Account(name="city", url=url, options=options))
    assert isinstance(opened, Bot)
    assert opened.link("tok_1") == link


@pytest.mark.parametrize("url", ["telegram://:", "telegram://only", "vk://:t", "whatsapp://1:t"])
def test_an_address_that_lacks_something_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        open_account(Account(name="city", url=url))
    assert "city" in str(raised.value)
    assert url not in str(raised.value)
