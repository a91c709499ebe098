# SPDX-License-Identifier: EUPL-1.2
"""The pages: Django, as `config/asgi.py` puts it beside the gate, and as it runs by itself."""

import asyncio
import os
from typing import Any, Final

from django.conf import settings
from django.core.asgi import get_asgi_application

from tereze.core import patience
from tereze.core.error_pages import tell_too_large
from tereze.permits.gate.wire import Message, Receive, Scope, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")

#: Below this people send files: lists of their workers.
LISTS: Final = "/employers/"


class Pages:
    """Django, with three things that it does not do by itself.

    It finishes what it began when whoever asked goes away meanwhile. By itself it drops its work at
    that moment, wherever it is: a thread goes on without it, and a file that the answer had opened
    stays open. No page of ours takes long, so nothing is saved.

    It takes in no more than it needs. By itself it writes down all that is sent, on the disk as soon
    as it is much, before it looks at who sends it and where: anybody could fill the disk.

    It waits for a database that says nothing only for some seconds (`core/patience`).
    """

    def __init__(self) -> None:
        self._django: Any = get_asgi_application()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        patience.is_page.set(True)
        asked_wholly = is_too_large = False
        left = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if scope.get("path", "").startswith(LISTS):
            left = settings.FILE_UPLOAD_MAX_MEMORY_SIZE

        async def receive_request() -> Message:
            nonlocal asked_wholly, is_too_large, left
            if asked_wholly:
                # All that could come now is that they went away. Django stops waiting for it
                # when it has answered.
                await asyncio.Event().wait()
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                is_too_large = True
                # Who is still sending reads no answer. What comes is kept nowhere.
                while message["type"] == "http.request" and message.get("more_body", False):
                    message = await receive()
                return {"type": "http.disconnect"}
            asked_wholly = message["type"] == "http.request" and not message.get("more_body", False)
            return message

        await self._django(scope, receive_request, send)
        if is_too_large:
            await _refuse(send)


async def _refuse(send: Send) -> None:
    """In every language: whose page it was stands in what was not read."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": tell_too_large().encode()})


application = Pages()
