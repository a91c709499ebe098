# SPDX-License-Identifier: EUPL-1.2
"""The pages: Django, as `config/asgi.py` puts it beside the gate, and as it runs by itself."""

import asyncio
import os
from typing import Any

from django.core.asgi import get_asgi_application

from tereze.permits.gate.wire import Message, Receive, Scope, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")


class Pages:
    """Django, made to finish what it began when whoever asked goes away meanwhile.

    By itself it drops its work at that moment, wherever it is: a thread goes on without it, and a
    file that the answer had opened stays open. No page of ours takes long, so nothing is saved.
    """

    def __init__(self) -> None:
        self._django: Any = get_asgi_application()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        asked_wholly = False

        async def receive_request() -> Message:
            nonlocal asked_wholly
            if asked_wholly:
                # All that could come now is that they went away. Django stops waiting for it
                # when it has answered.
                await asyncio.Event().wait()
            message = await receive()
            asked_wholly = message["type"] == "http.request" and not message.get("more_body", False)
            return message

        await self._django(scope, receive_request, send)


application = Pages()
