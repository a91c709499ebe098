# SPDX-License-Identifier: EUPL-1.2
"""Accounts with vendors, as they are written in the settings, and by which of them words go."""

import pytest
from pytest_django import Settings

from tereze.config.up import carrier_commands, has_lines
from tereze.core.errors import Misconfigured
from tereze.messaging.channels import is_line, list_accounts, open_account, open_wire, route

TWO = (
    "beeline=smpp://t:secret@b.example:2775#prefixes=+7705,+77771&per_second=50 "
    "kcell=smpp://t:secret@k.example#window=3"
)


def test_what_stands_behind_the_hash_is_ours_and_the_rest_the_vendors(settings: Settings) -> None:
    settings.SMS_URL, settings.CARRIERS, settings.BOTS = "", TWO, ""
    beeline, kcell = list_accounts()
    assert (beeline.name, beeline.url) == ("beeline", "smpp://t:secret@b.example:2775")
    assert (beeline.prefixes, beeline.per_second) == (("+7705", "+77771"), 50.0)
    assert (kcell.prefixes, kcell.per_second) == ((), None)
    assert "secret" not in repr(beeline)


@pytest.mark.parametrize(
    ("number", "account"),
    [("+77051234567", "beeline"), ("+77771234567", "beeline"), ("+77011234567", "kcell")],
)
def test_words_go_by_the_carrier_whose_number_it_is(
    settings: Settings, number: str, account: str
) -> None:
    settings.SMS_URL, settings.CARRIERS = "", TWO
    found = route("sms", number)
    assert found is not None
    assert found.name == account


def test_without_prefixes_the_first_is_taken_and_without_accounts_none(settings: Settings) -> None:
    settings.SMS_URL, settings.CARRIERS = "log:", TWO
    found = route("sms", "+77011234567")
    assert found is not None
    assert found.name == "sms"
    settings.SMS_URL = settings.CARRIERS = ""
    assert route("sms", "+77011234567") is None


@pytest.mark.parametrize(
    "written",
    [
        "smpp://t:p@b.example",
        "a=log: a=log:",
        "beeline=smpp://b.example",
        "beeline=smpp://t:ninechars@b.example",
        "beeline=smpp://t:p@b.example#windows=3",
        "beeline=smpp://t:p@b.example#window=many",
        "beeline=smpp://t:p@b.example#per_second=fast",
        "beeline=ftp://b.example",
    ],
)
def test_mistakes_are_told_at_the_start(settings: Settings, written: str) -> None:
    settings.SMS_URL, settings.CARRIERS = "", written
    with pytest.raises(Misconfigured):
        [open_account(account) for account in list_accounts()]


def test_a_line_needs_a_process_of_its_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SMS_URL, settings.CARRIERS = "", TWO
    account = list_accounts()[0]
    assert is_line(account)
    with pytest.raises(Misconfigured, match="tereze serve --carrier"):
        open_wire(account)

    monkeypatch.setenv("TEREZE_CARRIERS", "kcell=kannel://t:p@127.0.0.1#secret=s")
    assert not has_lines()
    monkeypatch.setenv("TEREZE_CARRIERS", TWO)
    assert has_lines()
    names = [command.name for command in carrier_commands(answerers=2)]
    assert names == ["carrier", "answers 1", "answers 2"]
