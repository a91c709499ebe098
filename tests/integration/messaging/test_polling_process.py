# SPDX-License-Identifier: EUPL-1.2
"""The process that asks messengers: what they tell is kept, and it ends when it is told to."""

import os
import signal
import subprocess
import sys
import time

import pytest

import vendor_posts as posts
from gate_client import database_url_of_test
from messenger_servers import Telegram, serving
from tereze.config.up import any_bot_is_asked
from tereze.messaging.models import InboxMessage
from tereze.messaging.sealed import open_incoming


@pytest.mark.django_db(transaction=True)
def test_what_people_wrote_while_nobody_asked_is_kept() -> None:
    telegram = Telegram()
    telegram.updates = [posts.telegram_message(text="2 AZE1")]
    with serving(telegram):
        host = telegram.url.removeprefix("http://")
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tereze.config.settings",
            "TEREZE_DATABASE_URL": database_url_of_test(),
            "TEREZE_BOTS": f"city=telegram+http://{telegram.token}@{host}#polling=1",
        }
        line = [sys.executable, "-m", "tereze.config.polling"]
        with subprocess.Popen(line, env=environment) as process:
            try:
                _wait_until_kept(process)
            finally:
                process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
    (row,) = InboxMessage.objects.all()
    assert open_incoming(row.sealed).text == "2 AZE1"


def _wait_until_kept(process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not InboxMessage.objects.exists():
        assert process.poll() is None, "it ended"
        assert time.monotonic() < until, "it keeps nothing"
        time.sleep(0.05)


def test_it_is_started_where_a_bot_is_to_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEREZE_BOTS", "city=telegram://1:x#name=b&polling=1")
    assert any_bot_is_asked()
    monkeypatch.setenv("TEREZE_BOTS", "city=telegram://1:x#name=b")
    assert not any_bot_is_asked()
