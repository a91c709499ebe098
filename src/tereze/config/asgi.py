# SPDX-License-Identifier: EUPL-1.2
"""One port for gate and pages: the gate answers its paths without Django, Django all others."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

from tereze.permits.gate.app import Gate, from_environment, serves
from tereze.permits.gate.wire import Receive, Scope, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")


class OnePort:
    """Sends each request to whose path it is."""

    def __init__(self, *, gate: Gate, pages: Any) -> None:
        self._gate = gate
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. Only the gate has something to start and stop, so it alone hears of the lifespan."""
        if scope["type"] == "lifespan" or (scope["type"] == "http" and serves(scope["path"])):
            await self._gate(scope, receive, send)
        else:
            await self._pages(scope, receive, send)


application = OnePort(gate=from_environment(), pages=get_asgi_application())
