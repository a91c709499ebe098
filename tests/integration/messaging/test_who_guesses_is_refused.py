# SPDX-License-Identifier: EUPL-1.2
"""A network that shows one wrong proof after the other is turned away for a while, and no vendor is."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

import vendor_posts as posts
from tereze.core.caching import forget_everything
from tereze.messaging.channels import find_account
from tereze.messaging.channels.bot import webhook_secrets
from tereze.messaging.models import InboxMessage
from tereze.messaging.services.proofs import AT_ONCE, SECONDS

pytestmark = pytest.mark.django_db(transaction=True)

GUESSER, VENDOR = "8.8.8.8", "149.154.167.220"
KANNEL_SECRET = "long-and-random"
#: says whether the proof is right, and from where it comes
Post = Callable[[bool, str], Any]


@pytest.fixture(autouse=True)
def accounts(settings: Settings) -> None:
    settings.BOTS = "city=telegram://123456:AAH-x other=telegram://654321:AAH-y"
    settings.CARRIERS = f"kcell=kannel://t:p@127.0.0.1:9#secret={KANNEL_SECRET}"


def post_to_bot(is_right: bool, address: str, name: str = "city") -> Any:
    account = find_account(name)
    assert account
    shown = webhook_secrets(account)[0] if is_right else "guess"
    return Client().post(
        f"/bots/{name}",
        posts.as_posted(posts.telegram_message(text="2 AZE1")),
        content_type="application/json",
        headers={"X-Telegram-Bot-Api-Secret-Token": shown},
        REMOTE_ADDR=address,
    )


def post_to_carrier(is_right: bool, address: str) -> Any:
    shown = base64.b64encode(f"t:{KANNEL_SECRET if is_right else 'guess'}".encode()).decode()
    return Client().post(
        "/carriers/kcell/in?id=1",
        b"2 AZE1",
        content_type="text/plain",
        headers={"Authorization": f"Basic {shown}", "X-Kannel-From": "77011234567"},
        REMOTE_ADDR=address,
    )


each_address = pytest.mark.parametrize("post", [post_to_bot, post_to_carrier])


def guess_too_often(post: Post) -> None:
    assert [post(False, GUESSER).status_code for _ in range(AT_ONCE)] == [403] * AT_ONCE


@each_address
def test_who_guesses_is_told_to_wait_and_is_not_even_let_in_with_the_right_proof(
    post: Post,
) -> None:
    guess_too_often(post)
    refused = post(False, GUESSER)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= SECONDS
    assert post(True, GUESSER).status_code == 429
    assert not InboxMessage.objects.exists()


@each_address
def test_others_are_not_refused_for_it(post: Post) -> None:
    guess_too_often(post)
    assert post(True, VENDOR).status_code == 200
    assert post_to_bot(True, GUESSER, "other").status_code == 200


@each_address
def test_a_vendor_may_post_as_much_as_it_likes(post: Post) -> None:
    for _ in range(AT_ONCE + 5):
        assert post(True, VENDOR).status_code == 200


@each_address
def test_behind_a_proxy_that_hides_who_asks_nobody_is_counted(post: Post) -> None:
    for _ in range(AT_ONCE + 5):
        assert post(False, "10.0.0.1").status_code == 403
    assert post(True, "10.0.0.1").status_code == 200


@each_address
def test_what_one_process_saw_another_learns_at_the_next_wrong_proof(post: Post) -> None:
    guess_too_often(post)
    forget_everything()
    assert post(False, GUESSER).status_code == 403
    assert post(False, GUESSER).status_code == 429
