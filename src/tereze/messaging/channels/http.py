# SPDX-License-Identifier: EUPL-1.2
"""A gateway that takes messages over HTTP, as most operators' gateways do.

With `{to}` and `{text}` in the address it is a GET with these filled in; without them a POST of a form
with the fields `to` and `text`. Any answer of 200 to 299 means that it was taken. Nothing comes back
over it: where people are to be answered, see `kannel.py` and `smpp/`.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request

from typing_extensions import override

from tereze.messaging.channels.carrier import Carrier, unreachable
from tereze.messaging.channels.channel import Finding, Outgoing, Undelivered, Wire
from tereze.messaging.channels.gateway import ask, hand_over, is_taken
from tereze.messaging.channels.plain import written_out
from tereze.messaging.channels.registry import register

#: Answers of 400 to 499 that trying again may help against: slow, and too many.
_PASSING = {408, 425, 429}


@register("http", "https")
class HttpWire(Carrier, Wire):
    """Any gateway that takes a number and a text."""

    ports = {"http": 80, "https": 443}
    hears = ""

    @override
    def send(self, message: Outgoing) -> Sequence[str]:
        status = hand_over(self._ask(message))
        if not is_taken(status):
            is_final = 400 <= status < 500 and status not in _PASSING
            raise Undelivered(f"it answered {status}", is_final=is_final)
        return ()

    @override
    def check(self) -> Iterator[Finding]:
        home = f"{urlsplit(self.account.url).scheme}://{self.server}/"
        try:
            ask(Request(home, method="HEAD"))  # noqa: S310
        except OSError as error:
            yield unreachable(self.server, error)
            return
        # Whatever it says to that, it is there.
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
