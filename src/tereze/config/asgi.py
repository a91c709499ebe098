# SPDX-License-Identifier: EUPL-1.2
"""One port for gate and pages: the gate answers its paths without Django, Django all others."""

import os

from django.core.asgi import get_asgi_application

from tereze.permits.gate.app import from_environment, serves
from tereze.permits.gate.wire import Receive, Scope, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")
pages = get_asgi_application()
gate = from_environment()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI. Only the gate has something to start and stop, so it alone hears of the lifespan."""
    if scope["type"] == "lifespan" or (scope["type"] == "http" and serves(scope["path"])):
        await gate(scope, receive, send)
    else:
        await pages(scope, receive, send)  # type: ignore[arg-type]  # asgiref types each message
