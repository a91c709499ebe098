# SPDX-License-Identifier: EUPL-1.2
"""A gateway that takes messages over HTTP, as Kannel and most operators' gateways do.

With `{to}` and `{text}` in the address it is a GET with these filled in; without them a POST of a form
with the fields `to` and `text`. Any answer of 200 to 299 means that it was taken.
"""

from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from typing_extensions import override

from tereze.messaging.gateways.gateway import Gateway, Undelivered
from tereze.messaging.gateways.registry import register
from tereze.messaging.sealed import Words

TIMEOUT_SECONDS = 10

#: Answers of 400 to 499 that trying again may help against: slow, and too many.
_PASSING = {408, 425, 429}


@register("http", "https")
class HttpGateway(Gateway):
    """Any gateway that takes a number and a text."""

    @override
    def send(self, words: Words) -> None:
        try:
            with urlopen(self._ask(words), timeout=TIMEOUT_SECONDS):  # noqa: S310 (http by its registration)
                return
        except HTTPError as error:
            error.close()
            is_final = 400 <= error.code < 500 and error.code not in _PASSING
            raise Undelivered(f"it answered {error.code}", is_final=is_final) from None
        except OSError as error:
            # Not its words: the address has the gateway's password and the message in it.
            raise Undelivered(f"it could not be reached: {type(error).__name__}") from None

    def _ask(self, words: Words) -> Request:
        if "{to}" not in self._url:
            form = urlencode({"to": words.to, "text": words.text}).encode()
            return Request(self._url, data=form, method="POST")  # noqa: S310
        url = self._url.replace("{to}", quote(words.to, safe=""))
        return Request(url.replace("{text}", quote(words.text, safe="")))  # noqa: S310
