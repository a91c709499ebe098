# SPDX-License-Identifier: EUPL-1.2
"""People who ask while things break: they come again with their key until they have an answer.

The crowd asks from a thread of its own and remembers every answer. What it was told counts: whatever
happens, a permit that was acknowledged is there afterwards.
"""

import asyncio
import itertools
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tereze.core import clock

_LONGEST_ANSWER = 30.0
#: so long anybody tries, whatever happens
_PATIENCE = 120.0
_BETWEEN_TRIES = 0.1
#: hours of the day, in UTC, that are far from the town's curfew
_HOURS = range(1, 15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(kw_only=True)
class Said:
    """What the crowd was told."""

    #: the code that each Idempotency-Key got
    granted: dict[str, str] = field(default_factory=dict)
    #: keys whose request got no answer, and that nobody sent again
    given_up: set[str] = field(default_factory=set)
    #: keys that got another permit when they were sent once more
    changed: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    #: answers that asked to come again
    away: list[Answer] = field(default_factory=list)
    #: answers that nobody should ever get
    strange: list[Answer] = field(default_factory=list)


class Crowd:
    """A number of people at a port."""

    def __init__(
        self,
        *,
        port: int,
        key: str,
        documents: Sequence[Mapping[str, str]],
        seed: int,
        people: int = 8,
    ) -> None:
        self.said = Said()
        self._port = port
        self._key = key
        self._documents = documents
        self._random = random.Random(seed)
        self._people = people
        self._numbers = itertools.count()
        self._leaving = False

    @contextmanager
    def asking(self) -> Iterator[Said]:
        """They ask while the block runs; after it each has an answer to what they asked last."""
        thread = threading.Thread(target=lambda: asyncio.run(self._ask()), daemon=True)
        thread.start()
        try:
            yield self.said
        finally:
            self._leaving = True
            thread.join()

    async def _ask(self) -> None:
        await asyncio.gather(*(self._one() for _ in range(self._people)))

    async def _one(self) -> None:
        while not self._leaving:
            key, body = f"crowd-{next(self._numbers)}", self._wish()
            if self._random.random() < 0.1:
                await self._ask_once(key, body)
            else:
                await self._ask_until_answered(key, body)

    async def _ask_once(self, key: str, body: Mapping[str, Any]) -> None:
        """Somebody who loses patience, and whose permit may be granted without their knowing."""
        answer = await self._post(key, body)
        if answer is None or answer.status >= 500:
            self.said.given_up.add(key)
        else:
            self._note(key, answer)

    async def _ask_until_answered(self, key: str, body: Mapping[str, Any]) -> None:
        until = time.monotonic() + _PATIENCE
        while (answer := await self._post(key, body)) is None or answer.status == 503:
            assert time.monotonic() < until, "nobody is answered any more"
            if answer is not None:
                self.said.away.append(answer)
            await asyncio.sleep(_BETWEEN_TRIES)
        self._note(key, answer)
        if answer.status == 201 and self._random.random() < 0.1:
            again = await self._post(key, body)
            if again is not None and again.status < 500:
                self._note(key, again)

    def _note(self, key: str, answer: Answer) -> None:
        self.said.statuses[answer.status] += 1
        if answer.status in (200, 201):
            code = answer.body["code"]
            if self.said.granted.setdefault(key, code) != code:
                self.said.changed.append(key)
        elif answer.status != 422:
            self.said.strange.append(answer)

    def _wish(self) -> dict[str, Any]:
        """Something that some rule counts: by resident, by car, by place."""
        pick = self._random
        start = pick.choice(_starts())
        wish: dict[str, Any] = {
            "document": pick.choice(self._documents),
            "purpose": pick.choice(["needs", "walk", "drive", "drive", "market"]),
            "from": start.isoformat(),
        }
        if wish["purpose"] == "drive":
            # Few cars, which come twice a day, and many, so that there is always one to let go.
            wish["plate"] = f"{pick.randint(1, pick.choice([200, 10**6]))}ABC"
        if wish["purpose"] == "market":
            wish |= {"place": "KZ-61-MARKET", "party": pick.randint(1, 2)}
        return wish

    async def _post(self, key: str, body: Mapping[str, Any]) -> Answer | None:
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        try:
            async with asyncio.timeout(_LONGEST_ANSWER):
                return await post(self._port, "/api/v1/permits", headers, json.dumps(body).encode())
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return None


def _starts() -> list[datetime]:
    """Full hours of the next day and night at which one may be out."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    hours = (now + timedelta(hours=number) for number in range(1, 24))
    return [hour for hour in hours if hour.hour in _HOURS]


async def post(port: int, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Ask once, on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        named = {**headers, "Content-Length": str(len(body)), "Connection": "close", "Host": "x"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        writer.write(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        got = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])
        }
        content = await reader.readexactly(int(got["content-length"]))
        return Answer(status=int(head[0].split()[1]), headers=got, body=json.loads(content))
    finally:
        writer.close()
