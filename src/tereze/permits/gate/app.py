# SPDX-License-Identifier: EUPL-1.2
"""The gate as an ASGI application: which path, which method, which status.

`config/asgi.py` sends it its paths and everything else to Django. It also runs by itself:
`uvicorn --factory tereze.permits.gate.app:from_environment`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import msgspec

from tereze.core import clock, home
from tereze.core.errors import TerezeError, origin
from tereze.people.rules import network_of
from tereze.permits.gate import engine, openapi, reading
from tereze.permits.gate.contract import (
    PermitAnswer,
    PermitRequest,
    RefusalAnswer,
    WayOutAnswer,
    as_public,
)
from tereze.permits.gate.crossings import Crossings
from tereze.permits.gate.database import Pool
from tereze.permits.gate.errors import (
    DatabaseAway,
    KeyMissing,
    KeyUnknown,
    NoSuchPath,
    ScopeMissing,
    WrongMethod,
)
from tereze.permits.gate.looking_up import show_to_public
from tereze.permits.gate.outages import Outages
from tereze.permits.gate.problems import PROBLEM_JSON, describe_error, headers_of, problem_type
from tereze.permits.gate.rounds import Issued, Rounds
from tereze.permits.gate.store import OpenDoor, Store
from tereze.permits.gate.telling import (
    DEFAULT_LANGUAGE,
    languages_of,
    tell_legal_basis,
    tell_refusal,
)
from tereze.permits.gate.wire import Gone, Incoming, Outgoing, Receive, Scope, Send, send_answer
from tereze.permits.gate.writing import Writer
from tereze.permits.guessing import OF_THIS_PROCESS, Guessing
from tereze.permits.types import Refused

Handler: TypeAlias = Callable[[Incoming], Awaitable[Outgoing]]

PERMITS = "/api/v1/permits"
OPENAPI = "/api/v1/openapi.json"
CROSSINGS = "/api/v1/crossings"
CHECKPOINT = "/api/v1/checkpoint"
KEYS = "/.well-known/tereze/keys"

COSE_KEY_SET = "application/cose-key-set"
JWK_SET = "application/jwk-set+json"

#: How long anybody may keep what seldom changes. A device that meets a new kid asks anew anyway.
PUBLIC_SECONDS = 300

log = logging.getLogger(__name__)

_request_decoder = msgspec.json.Decoder(PermitRequest)


def serves(path: str) -> bool:
    """Whether a path is the gate's.

    >>> serves("/api/v1/permits"), serves("/api/v1/permits/7K3M9QXA"), serves("/permits")
    (True, True, False)
    >>> serves("/api/v1/permits/7K3M9QXA/revoke")
    False
    """
    return path in (PERMITS, CROSSINGS, CHECKPOINT, OPENAPI, KEYS) or _code_in(path) is not None


def _code_in(path: str) -> str | None:
    if not path.startswith(PERMITS + "/"):
        return None
    code = path.removeprefix(PERMITS + "/")
    return code if code and "/" not in code else None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Opened:
    """What a gate works with once its database is open."""

    pool: Pool
    store: Store
    rounds: Rounds
    outages: Outages
    crossings: Crossings


class Gate:
    """The application. It opens its database when it starts, or with the first request where
    nobody tells it that it starts."""

    def __init__(
        self,
        *,
        database_url: str,
        url: str,
        now: Callable[[], datetime] = clock.now,
        guessing: Guessing | None = None,
        writer: Writer | None = None,
    ) -> None:
        self._database_url = database_url
        #: where people reach this instance; credentials and their links name it
        self._url = url
        self._now = now
        self._guessing = guessing or Guessing()
        self._writer = writer or Writer()
        self._opening = asyncio.Lock()
        self._opened: _Opened | None = None

    # --- life ---

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        match scope["type"]:
            case "http":
                await self._answer(Incoming(scope, receive), send)
            case "lifespan":
                await self._live(receive, send)
            case _:
                raise NotImplementedError(f"the gate does not speak {scope['type']}")

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._open()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _open(self) -> _Opened:
        if self._opened is None:
            async with self._opening:
                if self._opened is None:
                    pool = Pool(self._database_url)
                    store = Store(pool)
                    rounds = Rounds(store, self._writer, url=self._url)
                    crossings = Crossings(store, self._writer, now=self._now)
                    self._opened = _Opened(
                        pool=pool,
                        store=store,
                        rounds=rounds,
                        outages=Outages(store, url=self._url),
                        crossings=crossings,
                    )
        return self._opened

    async def close(self) -> None:
        """Let requests under way finish, and give the connections back."""
        if self._opened is not None:
            await self._opened.rounds.drain()
            await self._opened.pool.close()
        self._opened = None

    # --- one request ---

    async def _answer(self, incoming: Incoming, send: Send) -> None:
        try:
            answer = await self._route(incoming)(incoming)
        except Gone:
            return
        except TerezeError as error:
            if error.status >= 500:
                log.warning("%s, because of %s", error.code, origin(error))
            answer = _tell_error(error)
        except Exception as error:
            log.error("%s: no answer, because of %s", incoming.method, origin(error))
            answer = _tell_error(TerezeError())
        await send_answer(send, answer, with_body=incoming.method != "HEAD")

    def _route(self, incoming: Incoming) -> Handler:
        handlers = self._handlers(incoming.path)
        method = "GET" if incoming.method == "HEAD" else incoming.method
        if method not in handlers:
            raise WrongMethod((*handlers, *(["HEAD"] if "GET" in handlers else [])))
        return handlers[method]

    def _handlers(self, path: str) -> Mapping[str, Handler]:
        if path == PERMITS:
            return {"POST": self._ask}
        if path == KEYS:
            return {"GET": self._publish_keys}
        if path == CROSSINGS:
            return {"POST": self._take_crossings}
        if path == CHECKPOINT:
            return {"GET": self._show_checkpoint}
        if path == OPENAPI:
            return {"GET": self._publish_openapi}
        if _code_in(path):
            return {"GET": self._show}
        raise NoSuchPath

    async def _ask(self, incoming: Incoming) -> Outgoing:
        opened, now = await self._open(), self._now()
        try:
            return await self._decide(opened, incoming, now)
        except DatabaseAway as error:
            log.warning("%s, because of %s", error.code, origin(error))
            return _tell_error(error, receipt=await opened.outages.give(incoming, now))

    async def _decide(self, opened: _Opened, incoming: Incoming, now: datetime) -> Outgoing:
        store, rounds = opened.store, opened.rounds
        door = await self._authorise(store, incoming, scope="ask")
        key = reading.read_idempotency_key(incoming.header("idempotency-key"))
        reading.check_content_type(
            incoming.header("content-type"), incoming.header("content-encoding")
        )
        body = reading.read_body(await incoming.body(), _request_decoder)
        told = await engine.ask(
            store, rounds, opened.outages, door=door, body=body, key=key, now=now
        )
        if isinstance(told, Refused):
            return await self._tell_refused(store, incoming, told)
        return await self._tell_granted(store, told, now)

    async def _authorise(self, store: Store, incoming: Incoming, *, scope: str) -> OpenDoor:
        key = reading.read_bearer(incoming.header("authorization"))
        door = await store.find_door(key)
        if door is None:
            raise KeyUnknown
        if scope not in door.scopes:
            raise ScopeMissing(scope)
        return door

    async def _tell_granted(self, store: Store, issued: Issued, now: datetime) -> Outgoing:
        granted, credential = issued.granted, issued.credential
        permit = granted.permit
        pack = await store.get_pack(permit.digest)
        answer = PermitAnswer(
            code=permit.code,
            state=permit.state(now),
            kind=permit.kind,
            regime=f"{pack.info.pack} {pack.info.version}",
            order=permit.order_id,
            purpose=permit.purpose,
            valid_from=permit.starts_at,
            valid_until=permit.ends_at,
            places=permit.places,
            credential=credential.text,
            link=credential.link,
            declare_at=f"{self._url}/emergency/declare?code={permit.code}"
            if granted.is_pass
            else None,
        )
        # A pass has no row that says more than when it was taken; the page shows that.
        place = "/emergency" if granted.is_pass else PERMITS
        return Outgoing(
            status=200 if granted.again else 201,
            body=msgspec.json.encode(answer),
            headers={"Location": f"{place}/{permit.code}"},
        )

    async def _tell_refused(self, store: Store, incoming: Incoming, refused: Refused) -> Outgoing:
        refusal, order = refused.refusal, refused.order
        pack = await store.get_pack(order.digest) if order else None
        available = languages_of(pack)
        language = reading.choose_language(
            incoming.header("accept-language"),
            available,
            default=pack.info.languages[0] if pack else DEFAULT_LANGUAGE,
        )
        answer = RefusalAnswer(
            type=problem_type(refusal.code),
            status=422,
            code=refusal.code,
            title=tell_refusal(refusal, pack, language),
            rule=refusal.rule,
            legal_basis=tell_legal_basis(refusal, pack, language),
            next_eligible=refusal.next_eligible,
            ways_out=tuple(
                WayOutAnswer(kind=way.kind, purpose=way.purpose, at=way.at)
                for way in refusal.ways_out
            ),
        )
        return Outgoing(
            status=422,
            body=msgspec.json.encode(answer),
            content_type=PROBLEM_JSON,
            headers={"Content-Language": language, "Vary": "Accept-Language"},
        )

    async def _show(self, incoming: Incoming) -> Outgoing:
        store, now = (await self._open()).store, self._now()
        code = engine.read_code(_code_in(incoming.path) or "")
        if await self._may_read(store, incoming):
            permit = await engine.show(store, code, now)
        else:
            permit = await show_to_public(
                store, self._guessing, code=code, network=network_of(incoming.address), now=now
            )
        return Outgoing(status=200, body=msgspec.json.encode(as_public(permit, now)))

    async def _may_read(self, store: Store, incoming: Incoming) -> bool:
        """Whether a door asks that is trusted not to guess. Any other key is worth as much as none:
        the public needs none here."""
        try:
            await self._authorise(store, incoming, scope="read")
        except (KeyMissing, ScopeMissing):
            return False
        return True

    async def _take_crossings(self, incoming: Incoming) -> Outgoing:
        return await (await self._open()).crossings.take(incoming)

    async def _show_checkpoint(self, incoming: Incoming) -> Outgoing:
        return await (await self._open()).crossings.show(incoming)

    async def _publish_keys(self, incoming: Incoming) -> Outgoing:
        store = (await self._open()).store
        ring = (await store.key_ring.get()).without_retired(self._now())
        headers = {"Cache-Control": f"public, max-age={PUBLIC_SECONDS}", "Vary": "Accept"}
        if COSE_KEY_SET in reading.by_preference(incoming.header("accept")):
            return Outgoing(
                status=200, body=ring.cose_key_set(), content_type=COSE_KEY_SET, headers=headers
            )
        body = msgspec.json.encode(ring.jwks())
        return Outgoing(status=200, body=body, content_type=JWK_SET, headers=headers)

    async def _publish_openapi(self, incoming: Incoming) -> Outgoing:
        headers = {"Cache-Control": f"public, max-age={PUBLIC_SECONDS}"}
        return Outgoing(status=200, body=openapi.document(), headers=headers)


def _tell_error(error: TerezeError, *, receipt: str | None = None) -> Outgoing:
    return Outgoing(
        status=error.status,
        body=describe_error(error, receipt=receipt),
        content_type=PROBLEM_JSON,
        headers=headers_of(error),
    )


def from_environment() -> Gate:
    """The gate of the instance that the environment describes."""
    folder = home.folder()
    home.adopt_secret(folder)
    return Gate(
        database_url=home.database_url(folder), url=home.public_url(), guessing=OF_THIS_PROCESS
    )
