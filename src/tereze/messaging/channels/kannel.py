# SPDX-License-Identifier: EUPL-1.2
"""The SMS gateway Kannel, over HTTP both ways: for carriers that a gateway speaks with already.

    kannel://NAME:PASSWORD@HOST:13013#from=3013&secret=…&hook=http://127.0.0.1:8000

`kannels:` is the same over TLS. Phones and words travel in headers and bodies and not in addresses, which
gateways and proxies write into their logs. Kannel proves itself with the secret, as the password of
the address that it calls (`views/carriers.py`); `hook` is where it finds us, when that is not the public
address. docs/howto/connect-a-carrier.md has its side of the settings.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import SplitResult, quote, unquote, urlsplit
from urllib.request import Request

from django.conf import settings
from typing_extensions import override

from tereze.core.errors import BadInput, Misconfigured
from tereze.messaging.alphabets import encode
from tereze.messaging.channels.carrier import Carrier, unreachable
from tereze.messaging.channels.channel import Account, Finding, Outgoing, Undelivered, Wire
from tereze.messaging.channels.gateway import ask, hand_over, is_taken
from tereze.messaging.channels.plain import written_out
from tereze.messaging.channels.registry import register
from tereze.messaging.errors import NotFromVendor
from tereze.messaging.types import Incoming, Report
from tereze.people.phones import read_phone

#: delivered, failed, refused by the carrier: what is final
_WANTED_REPORTS = 1 + 2 + 16
_ARRIVED, _FAILED = {"1"}, {"2", "16"}
#: what it says to a message without a number, once it knows us; and else
_NUMBER_MISSING = 400
_ANSWERS = {
    _NUMBER_MISSING: "lets us in",
    403: "does not know our name or password (its group sendsms-user)",
    503: "lets us in, but has no room for messages now",
}
_NO_ROOM = timedelta(seconds=10)


@register("kannel", "kannels")
class KannelWire(Carrier, Wire):
    """An account with a Kannel."""

    ports = {"kannel": 13013, "kannels": 13013}

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        url = urlsplit(account.url)
        if not (url.hostname and url.username and account.options.get("secret")):
            raise Misconfigured(
                f"{account.name} has to be like: kannel://name:password@host:13013#secret=…"
            )
        self._name, self._password = unquote(url.username), unquote(url.password or "")
        scheme = "https" if url.scheme == "kannels" else "http"
        self._url = f"{scheme}://{self.server}{url.path or '/cgi-bin/sendsms'}"
        self._secret = account.options["secret"]

    @override
    def send(self, message: Outgoing) -> Sequence[str]:
        status = hand_over(self._ask(message))
        # Its word for "later"; other answers are about this message or our account.
        if status == 503:
            raise Undelivered("it has no room", retry_after=_NO_ROOM)
        if not is_taken(status):
            raise Undelivered(f"it answered {status}", is_final=400 <= status < 500)
        # Its reports name our own number, so that one is known which comes before this returns.
        return ()

    @property
    @override
    def hears(self) -> str:
        return f"at {self._hook.geturl()}/in"

    @override
    def check(self) -> Iterator[Finding]:
        # Without a number nothing can go; but before that the gateway looks who we are.
        try:
            status = ask(Request(self._url, data=b"", headers=self._headers))  # noqa: S310
        except OSError as error:
            yield unreachable(self.server, error)
            return
        word = _ANSWERS.get(status, f"answered {status}, and not as a Kannel's sendsms does")
        yield Finding(is_good=status == _NUMBER_MISSING, word=f"{self.server} {word}.")

    @property
    def _headers(self) -> dict[str, str]:
        return {
            "Content-Type": "text/plain; charset=UTF-8",
            "X-Kannel-Username": self._name,
            "X-Kannel-Password": self._password,
        }

    @property
    def _hook(self) -> SplitResult:
        """Our address that the gateway calls, without its end."""
        hook = urlsplit(self.account.options.get("hook", settings.URL))
        return hook._replace(path=f"{hook.path.rstrip('/')}/carriers/{self.account.name}")

    def _ask(self, message: Outgoing) -> Request:
        text = written_out(message.reply)
        headers = {
            **self._headers,
            "X-Kannel-To": message.to,
            "X-Kannel-From": self.account.options.get("from", ""),
            "X-Kannel-Coding": "2" if encode(text).coding == "ucs2" else "0",
            "X-Kannel-DLR-Mask": str(_WANTED_REPORTS),
            "X-Kannel-DLR-Url": self._report_url(message.number),
        }
        if center := self.account.options.get("smsc"):
            headers["X-Kannel-SMSC"] = center
        return Request(self._url, data=text.encode(), headers=headers)  # noqa: S310

    def _report_url(self, number: int) -> str:
        hook = self._hook
        proven = hook._replace(netloc=f"tereze:{quote(self._secret, safe='')}@{hook.netloc}")
        return f"{proven.geturl()}/report?id={number}&state=%d"

    def check_secret(self, given: str) -> None:
        """Raises NotFromVendor."""
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise NotFromVendor

    def hear(self, *, id: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Incoming:
        """What somebody wrote, as the gateway posts it. Raises BadInput."""
        written = headers.get("x-kannel-from", "")
        if not (id and written):
            raise BadInput("An id and X-Kannel-From are needed.", field="X-Kannel-From")
        charset = headers.get("content-type", "").partition("charset=")[2].strip('" ') or "utf-8"
        try:
            text = body.decode(charset, "replace")
        except LookupError:
            raise BadInput("There is no such alphabet.", field="charset") from None
        phone = _read_phone(written)
        return Incoming(
            channel="sms",
            account=self.account.name,
            id=id,
            sender=phone or written,
            phone=phone,
            text=text,
            at=now,
        )


def read_state(state: str) -> Report | None:
    """What a report says; None: nothing final.

    >>> read_state("1"), read_state("2"), read_state("8")
    (Report(arrived=True, error=''), Report(arrived=False, error='2'), None)
    """
    if state in _ARRIVED:
        return Report(arrived=True)
    return Report(arrived=False, error=state) if state in _FAILED else None


def _read_phone(written: str) -> str | None:
    try:
        return read_phone(written, region=settings.REGION) if len(written) > 6 else None
    except BadInput:
        return None
