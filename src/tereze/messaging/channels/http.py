# SPDX-License-Identifier: EUPL-1.2
"""A gateway that takes messages over HTTP, as most operators' gateways do.

With `{to}` and `{text}` in the address it is a GET with these filled in; without them a POST of a form
with the fields `to` and `text`. Any answer of 200 to 299 means that it was taken. Nothing comes back
over it: where people are to be answered, see `kannel.py` and `smpp/`.
"""

from collections.abc import Iterator, Sequence
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from typing_extensions import override

from tereze.messaging.channels.carrier import Carrier, unreachable
from tereze.messaging.channels.channel import Finding, Outgoing, Undelivered, Wire
from tereze.messaging.channels.plain import written_out
from tereze.messaging.channels.registry import register

TIMEOUT_SECONDS = 10

#: Answers of 400 to 499 that trying again may help against: slow, and too many.
_PASSING = {408, 425, 429}


@register("http", "https")
class HttpWire(Carrier, Wire):
    """Any gateway that takes a number and a text."""

    ports = {"http": 80, "https": 443}
    hears = ""

    @override
    def send(self, message: Outgoing) -> Sequence[str]:
        try:
            with urlopen(self._ask(message), timeout=TIMEOUT_SECONDS):  # noqa: S310 (http by its registration)
                return ()
        except HTTPError as error:
            error.close()
            is_final = 400 <= error.code < 500 and error.code not in _PASSING
            raise Undelivered(f"it answered {error.code}", is_final=is_final) from None
        except OSError as error:
            # Not its words: the address has the gateway's password and the message in it.
            raise Undelivered(f"it could not be reached: {type(error).__name__}") from None

    @override
    def check(self) -> Iterator[Finding]:
        home = f"{urlsplit(self.account.url).scheme}://{self.server}/"
        try:
            urlopen(Request(home, method="HEAD"), timeout=TIMEOUT_SECONDS).close()  # noqa: S310
        except HTTPError as error:
            error.close()  # whatever it says to that, it is there
        except OSError as error:
            yield unreachable(self.server, error)
            return
        yield Finding(
            is_good=True,
            word=f"{self.server} is there. Whether it knows us only a message would tell.",
        )

    def _ask(self, message: Outgoing) -> Request:
        url, to, text = self.account.url, message.to, written_out(message.reply)
        if "{to}" not in url:
            form = urlencode({"to": to, "text": text}).encode()
            return Request(url, data=form, method="POST")  # noqa: S310
        url = url.replace("{to}", quote(to, safe=""))
        return Request(url.replace("{text}", quote(text, safe="")))  # noqa: S310
