# SPDX-License-Identifier: EUPL-1.2
"""Asks an ASGI application as a server would, without a server: for tests of the gate."""

import asyncio
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


class GateClient:
    """Talks to an ASGI application as a server would, on an event loop of its own; or to several,
    one after the other, as if they were processes that share a port."""

    def __init__(self, *apps: Any, key: str = "") -> None:
        self.apps = apps
        self.turns = itertools.cycle(apps)
        self.key = key
        #: address and port that requests come from
        self.client: tuple[str, int] = ("127.0.0.1", 4711)
        self.runner = asyncio.Runner()

    def get(self, path: str, **headers: str) -> Answer:
        return self.runner.run(self.ask("GET", path, headers=headers))

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        return self.runner.run(self.ask_json(path, body, headers=headers))

    def request(self, method: str, path: str, *, body: bytes = b"", **headers: str) -> Answer:
        return self.runner.run(self.ask(method, path, body=body, headers=headers))

    def post_together(
        self, path: str, bodies: Iterable[tuple[Any, Mapping[str, str]]]
    ) -> list[Answer]:
        """All at once."""

        async def ask_all() -> list[Answer]:
            asked = (self.ask_json(path, body, headers=headers) for body, headers in bodies)
            return list(await asyncio.gather(*asked))

        return self.runner.run(ask_all())

    async def ask_json(self, path: str, body: Any, *, headers: Mapping[str, str]) -> Answer:
        usual = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.ask(
            "POST", path, body=json.dumps(body).encode(), headers={**usual, **named}
        )

    async def ask(
        self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "client": self.client,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [
                (name.replace("_", "-").lower().encode(), value.encode())
                for name, value in (headers or {}).items()
            ],
        }
        incoming = iter([{"type": "http.request", "body": body, "more_body": False}])
        sent: list[Any] = []

        async def receive() -> Any:
            return next(incoming)

        async def send(message: Any) -> None:
            sent.append(message)

        await next(self.turns)(scope, receive, send)
        start, *rest = sent
        return Answer(
            status=start["status"],
            headers={name.decode(): value.decode() for name, value in start["headers"]},
            body=b"".join(message["body"] for message in rest),
        )

    def close(self) -> None:
        for app in self.apps:
            self.runner.run(app.close())
        self.runner.close()


def database_url_of_test() -> str:
    """The database that the running test has, as libpq takes it."""
    known = connection.settings_dict
    parts = {
        "dbname": known["NAME"],
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
    }
    return make_conninfo(**{name: value for name, value in parts.items() if value})
