# SPDX-License-Identifier: EUPL-1.2
"""What Meta's messengers share: the Graph API, its signatures and its errors.

Meta signs each message with the secret of the operator's app there (`#app_secret=…`), and asks
once by GET whether an address is ours, showing a word that the operator took from us to Meta.
"""

import hashlib
import hmac
from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from typing_extensions import override

from tereze.core.errors import Misconfigured
from tereze.messaging.channels.asking import Answer, Vendor
from tereze.messaging.channels.bot import (
    Bot,
    Heard,
    Posted,
    identity_of,
    is_one_of,
    webhook_secrets,
)
from tereze.messaging.channels.channel import Account, Undelivered
from tereze.messaging.errors import NotFromVendor

HOME = "https://graph.facebook.com/v26.0"
SIGNATURE_HEADER = "x-hub-signature-256"

#: numbers of errors: the whole account sends too much
_TOO_MANY = {4, 32, 613, 80007, 130429, 131048, 131056}
#: that trying again may help against: unknown, away, a failed upload
_PASSING = {1, 2, 368, 131000, 131016, 131052, 133004}
_TOKEN_IS_WRONG = {10, 102, 190, 200}
#: second numbers, which say more: they are about one person, whatever the first is
_PERSON = {
    1545041: "the person can't be reached now",
    2018108: "the person does not take messages from us",
    2018278: "the person wrote more than a day ago",
}
_WORDS = {
    551: "the person can't be reached now",
    131026: "this number can't be reached",
    131047: "the person wrote more than a day ago",
    131051: "it does not know this kind of message",
}
#: What was written earlier is left out. Meta lets us answer for a day, by its clock, so nobody would
#: hear what came of it; and after a day a message of that number is no longer known (services/inbox.py),
#: so whoever got hold of one could have it answered again.
ANSWERED_WITHIN = timedelta(hours=23)
#: how long to leave an account alone that sends too much
_BREATH = timedelta(seconds=10)


def earliest_answered(now: datetime) -> float:
    """When somebody has to have written at the earliest, in seconds as Meta counts them.

    >>> from datetime import UTC
    >>> earliest_answered(datetime(1970, 1, 2, tzinfo=UTC))
    3600.0
    """
    return (now - ANSWERED_WITHIN).timestamp()


def sign(body: bytes, *, app_secret: str) -> str:
    """What Meta says in its header of a body.

    >>> sign(b"{}", app_secret="of the app")[:20]
    'sha256=07b18b5a35774'
    """
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


class GraphBot(Bot):
    """A bot behind the Graph API."""

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        if not account.options.get("app_secret"):
            raise Misconfigured(
                f"The address of {account.name} in TEREZE_BOTS has to end with #app_secret=…, by "
                "which messages of Meta are told from others'. docs/howto/connect-a-bot.md tells "
                "where to find it."
            )
        self.us = identity_of(account, home=HOME)
        self._vendor = Vendor(self.us.base_url, token=self.us.token)

    @override
    def hear(self, posted: Posted, *, now: datetime) -> Heard:
        signature = sign(posted.body, app_secret=self.account.options["app_secret"])
        if not is_one_of(posted.headers.get(SIGNATURE_HEADER, ""), (signature,)):
            raise NotFromVendor
        return self.understand(posted.body, now=now)

    @abstractmethod
    def understand(self, body: bytes, *, now: datetime) -> Heard:
        """Read what Meta did send. Raises NotUnderstood."""

    @override
    def confirm(self, asked: Mapping[str, str]) -> str:
        shown = asked.get("hub.verify_token", "")
        if asked.get("hub.mode") != "subscribe" or not is_one_of(
            shown, webhook_secrets(self.account)
        ):
            raise NotFromVendor
        return asked.get("hub.challenge", "")

    @override
    def set_webhook(self, url: str) -> str:
        if not url:
            raise Misconfigured("Meta hands messages over only by posting them. Set TEREZE_URL.")
        (word, *_) = webhook_secrets(self.account)
        return (
            "Meta wants to be told by hand. On developers.facebook.com open your app, Webhooks, "
            f"and enter\n  Callback URL   {url}\n  Verify token   {word}\n"
            f"and subscribe to: {self.subscriptions}."
        )

    #: what an operator has to tick there
    subscriptions: str

    def ask(self, path: str, **what: Any) -> Answer:
        """Post something to the Graph API. Raises Undelivered."""
        status, answer = self._vendor.ask(path, **what)
        error = answer.get("error")
        if error is None:
            return answer
        if why := _PERSON.get(error.get("error_subcode")):
            raise Undelivered(why, is_final=True)
        code = int(error.get("code", status))
        if code in _TOKEN_IS_WRONG:
            raise Undelivered(f"it does not accept our token: error {code}")
        # Meta's own words may repeat whom we wrote to; they are not for the log.
        raise Undelivered(
            _WORDS.get(code, f"it answered error {code}"),
            is_final=code not in _PASSING | _TOO_MANY,
            retry_after=_BREATH if code in _TOO_MANY else None,
        )
