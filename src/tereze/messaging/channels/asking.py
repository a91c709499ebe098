# SPDX-License-Identifier: EUPL-1.2
"""Asking a messenger's server over HTTP.

What goes wrong on the way is said here, once for all vendors; what a vendor's own numbers of errors
mean, each says for itself. No address and no word of an answer ends in what is raised: addresses
hold tokens (Telegram's do), and answers may repeat what was sent.
"""

import logging
import weakref
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any, Literal, TypeAlias

import httpx

from tereze.messaging.channels.channel import Undelivered

TIMEOUT_SECONDS = 10

# It would write down each address that is asked.
logging.getLogger("httpx").setLevel(logging.WARNING)

Answer: TypeAlias = Mapping[str, Any]
#: name, content and kind
File: TypeAlias = tuple[str, bytes, str]


class Vendor:
    """A vendor's server. Connections are kept, and shared by threads."""

    def __init__(self, base_url: str, *, token: str | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    @cached_property
    def _client(self) -> httpx.Client:
        """Made when somebody is asked: most processes never ask, and certificates take a moment."""
        client = httpx.Client(headers=self._headers)
        weakref.finalize(self, client.close)
        return client

    def ask(
        self,
        path: str,
        *,
        method: Literal["GET", "POST"] = "POST",
        json: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, File] | None = None,
        seconds: float = TIMEOUT_SECONDS,
    ) -> tuple[int, Answer]:
        """What was answered, with its status. Raises Undelivered where that says nothing about
        this message: nobody there, too much at once, broken. A path may be a whole address."""
        url = path if path.startswith(("http://", "https://")) else f"{self._base_url}/{path}"
        try:
            response = self._client.request(
                method, url, json=json, data=form, files=files, timeout=seconds
            )
        except httpx.HTTPError as error:
            raise Undelivered(f"it could not be reached: {type(error).__name__}") from None
        answer = _read(response)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise Undelivered("it answered 429: too many", retry_after=_wait(response, answer))
        if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or answer is None:
            raise Undelivered(f"it answered {response.status_code}")
        return response.status_code, answer


def _read(response: httpx.Response) -> Answer | None:
    try:
        answer = response.json()
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _wait(response: httpx.Response, answer: Answer | None) -> timedelta | None:
    """How long it asks to be left alone: Telegram says so in the answer, others in a header."""
    parameters = (answer or {}).get("parameters") or {}
    seconds = str(parameters.get("retry_after") or response.headers.get("Retry-After", ""))
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() else None
