# SPDX-License-Identifier: EUPL-1.2
"""A small town for tests with a database: its order in force, its people, a door, its gate.

    town = Town.found()
    aru = town.add_resident()
    town.gate.post("/api/v1/permits", {"document": aru.shown, "purpose": "needs"})

The town's clock stands still at `town.now`; a test moves it by setting it.
"""

import asyncio
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

from tereze.messaging.services import add_door
from tereze.packs.services import install_pack
from tereze.packs.types import Pack
from tereze.people.services import register_resident
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits.gate.app import Gate
from tereze.permits.models import Order
from tereze.permits.services import ensure_signing_key

PACKS = Path(__file__).parent / "packs"
SHIPPED = Path(__file__).parents[1] / "packs"
SMALL_TOWN = PACKS / "small-town" / "1.0"

#: noon on a Friday in Almaty
NOON = datetime(2026, 11, 20, 7, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Inhabitant:
    """A resident of the town."""

    facts: ResidentFacts

    @property
    def shown(self) -> dict[str, str]:
        """The document, as a door sends it."""
        document = self.facts.documents[0]
        return {"type": document.type, "number": document.number}


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
    """Talks to an ASGI application as a server would, on an event loop of its own."""

    def __init__(self, app: Any, *, key: str = "") -> None:
        self.app = app
        self.key = key
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
        """All at once, each on a connection of its own as far as the gate has them."""

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

        await self.app(scope, receive, send)
        start, *rest = sent
        return Answer(
            status=start["status"],
            headers={name.decode(): value.decode() for name, value in start["headers"]},
            body=b"".join(message["body"] for message in rest),
        )

    def close(self) -> None:
        self.runner.run(self.app.close())
        self.runner.close()


@dataclass
class Town:
    """The town, with its clock."""

    order: Order
    pack: Pack
    key: str
    now: datetime = NOON
    _numbers: Iterable[int] = field(default_factory=itertools.count)
    _gate: GateClient | None = None

    @classmethod
    def found(cls, folder: Path = SMALL_TOWN, *, now: datetime = NOON, **of_order: Any) -> "Town":
        """Put a pack's rules in force for 60 days, and open a door that may do everything."""
        ensure_signing_key(actor="tests", now=now)
        pack = install_pack(folder=folder, actor="tests", now=now)
        order = put_in_force(pack, now=now, **of_order)
        key = add_door(
            name="front", kind="desk", scopes=("ask", "read", "revoke"), actor="tests", now=now
        )
        return cls(order=order, pack=pack, key=key, now=now)

    @property
    def gate(self) -> GateClient:
        """The gate with the key of the town's door."""
        if self._gate is None:
            app = Gate(
                database_url=database_url_of_test(),
                url="https://permits.example.kz",
                now=lambda: self.now,
            )
            self._gate = GateClient(app, key=self.key)
        return self._gate

    def add_resident(self, **parts: Any) -> Inhabitant:
        """Somebody with a valid number that was given to nobody."""
        number = next(iter(self._numbers))
        person = Person(
            **{
                "name": f"Резидент {number} Терезе",
                "born": date(1980, 1, 1),
                "home": self.order.places[0],
                **parts,
            }
        )
        document = PaperDocument(type="passport", number=f"N{number:08}")
        facts = register_resident(
            person=person,
            documents=[document],
            source="register:tests",
            verified=True,
            actor="tests",
            now=self.now,
        )
        return Inhabitant(facts=facts)

    def leave(self) -> None:
        """Give the gate's connections back."""
        if self._gate is not None:
            self._gate.close()


def put_in_force(pack: Pack, *, now: datetime = NOON, **parts: Any) -> Order:
    """An order with this pack's rules, in its first place, since ten days and for sixty."""
    return Order.objects.create(
        **{
            "title": "Quarantine",
            "legal_basis": "Order of the mayor",
            "signed_by": "The mayor",
            "pack": pack.info.pack,
            "version": pack.info.version,
            "digest": pack.digest,
            "places": [pack.regime.places[0].code],
            "starts_at": now - timedelta(days=10),
            "ends_at": now + timedelta(days=50),
            "prepared_at": now - timedelta(days=11),
            "prepared_by": "tests",
            **parts,
        }
    )


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
