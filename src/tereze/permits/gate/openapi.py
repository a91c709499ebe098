# SPDX-License-Identifier: EUPL-1.2
"""The contract, described for programs: OpenAPI 3.1, made from the types in `contract.py`.

What the types say (lengths, patterns, choices) is not said again here; what only the addresses
know (headers, statuses, who may) is. A fuzzer holds the description against the running gate.
"""

from functools import lru_cache

import msgspec

from tereze.permits.gate import openapi_checkpoints, openapi_status
from tereze.permits.gate.contract import (
    DeletionsAnswer,
    PermitAnswer,
    PermitRequest,
    Problem,
    PublicPermit,
    RefusalAnswer,
    RevokeRequest,
)
from tereze.permits.gate.openapi_parts import (
    Part,
    content,
    described_headers,
    json_answer,
    json_body,
    of_the_body,
    of_the_database,
    of_the_door,
    problem,
)

#: of the contract, not of the program
_VERSION = "1"

_DOCUMENTED = (
    PermitRequest,
    RevokeRequest,
    PermitAnswer,
    PublicPermit,
    RefusalAnswer,
    Problem,
    DeletionsAnswer,
    *openapi_checkpoints.DOCUMENTED,
    *openapi_status.DOCUMENTED,
)

_ASKED: Part = {
    "document": {"type": "kz-iin", "number": "850101150019"},
    "purpose": "needs",
}
_DECLARED: Part = {
    "declared": {
        "name": "Айгүл Нұрланова",
        "address": "Түркістан, Бекзат Саттарханов 8",
        "phone": "+77011234567",
    },
    "purpose": "medicine",
    "from": "2020-04-20T09:00:00+05:00",
}
_GRANTED: Part = {
    "code": "N1J5M6QB",
    "state": "valid",
    "kind": "movement",
    "regime": "turkistan-2020 2020-04",
    "order": 7,
    "purpose": "needs",
    "valid_from": "2020-04-20T04:00:00Z",
    "valid_until": "2020-04-20T06:00:00Z",
    "places": ["KZ-61"],
    "credential": "TZ1:6BF+70790T9WJWG…",
    "link": "https://permits.example.kz/v#0oRDoQEm…",
}
_REFUSED: Part = {
    "type": "urn:tereze:problem:quota-used",
    "status": 422,
    "code": "quota-used",
    "title": "You have no permit left for this now. Used: 1 of 1.",
    "rule": "needs-a-day",
    "legal_basis": "Resolution of the akimat, article 4",
    "next_eligible": "2020-04-20T19:00:00Z",
    "ways_out": [
        {"kind": "hour", "at": "2020-04-20T19:00:00Z"},
        {"kind": "purpose", "purpose": "medicine"},
        {"kind": "appeal"},
    ],
}
_SHOWN: Part = {
    name: _GRANTED[name]
    for name in ("code", "state", "kind", "purpose", "valid_from", "valid_until", "places")
} | {"initials": "А. Н."}


_DELETED: Part = {
    "deletions": [
        {
            "number": 1,
            "at": "2020-05-20T00:43:00Z",
            "what": "permits",
            "from": "2020-04-20T00:00:00Z",
            "until": "2020-05-06T00:43:00Z",
            "rows": 48210,
            "rule": "order 7: movement_days 14",
            "order": 7,
            "previous": "0" * 64,
            "hash": "9f2b1c7d5e3a48f60b9c2d1e7f8a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c",
        }
    ],
    "next": None,
}


@lru_cache
def document() -> bytes:
    """The description, as /api/v1/openapi.json gives it."""
    return msgspec.json.encode(describe())


def describe() -> Part:
    """The description as plain values."""
    _, schemas = msgspec.json.schema_components(
        _DOCUMENTED, ref_template="#/components/schemas/{name}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tereze: movement permits",
            "version": _VERSION,
            "summary": "Ask for a permit, show one by its code, take one back.",
            "description": _DESCRIPTION,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/v1/permits": {"post": _ask()},
            "/api/v1/permits/{code}": {"get": _show(), "parameters": [_CODE]},
            "/api/v1/permits/{code}/revoke": {"post": _revoke(), "parameters": [_CODE]},
            **openapi_checkpoints.paths(),
            **openapi_status.paths(),
            "/api/v1/deletions": {"get": _deletions()},
            "/.well-known/tereze/keys": {"get": _keys()},
            "/api/v1/openapi.json": {"get": _openapi()},
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "door": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The key of a door; `tereze door add NAME` prints it once.",
                },
                **openapi_checkpoints.SECURITY,
            },
        },
    }


_DESCRIPTION = """\
A door (a message gateway, a call centre, an employer's portal) asks for residents. Every error is
`application/problem+json` (RFC 9457) with a stable `code`; the `title` is for people. Send an
`Idempotency-Key` with every request that asks: sent again, also after a time-out, it gets the same
permit and not a second one.
"""

_CODE: Part = {
    "name": "code",
    "in": "path",
    "required": True,
    "description": "The permit's code, however it was typed.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 40},
    "example": "N1J5M6QB",
}
_AFTER: Part = {
    "name": "after",
    "in": "query",
    "description": "Entries that follow this number.",
    "schema": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
    "example": 500,
}
_IDEMPOTENCY_KEY: Part = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "One for each request of a person; the same again only to repeat it.",
    "schema": {"type": "string", "pattern": "^[ -~]{1,200}$"},
    "example": "5b1f8a6e-1c1d-4f2b-9c53-6a4c2f0b7d11",
}
_ACCEPT_LANGUAGE: Part = {
    "name": "Accept-Language",
    "in": "header",
    "description": "In which language a refusal is told: one of the pack's.",
    "schema": {"type": "string"},
    "example": "kk, ru;q=0.8",
}


def _ask() -> Part:
    return {
        "operationId": "askPermit",
        "summary": "Ask for a permit",
        "description": "Needs the scope `ask`. An emergency passes whoever asks: nobody known by "
        "the document gets an emergency pass, with `declare_at`.",
        "security": [{"door": []}],
        "parameters": [_IDEMPOTENCY_KEY, _ACCEPT_LANGUAGE],
        "requestBody": json_body("PermitRequest", by_document=_ASKED, declared=_DECLARED),
        "responses": {
            "201": json_answer(
                "Granted.", "PermitAnswer", _GRANTED, {"Location": "Where the permit is shown."}
            ),
            "200": json_answer(
                "Granted before to the same Idempotency-Key: the same permit.",
                "PermitAnswer",
                _GRANTED,
                {"Location": "Where the permit is shown."},
            ),
            "400": problem("Malformed; `field` names what is meant."),
            **of_the_door(),
            "404": problem("Nobody is known by this document."),
            "409": problem("The Idempotency-Key came before with another request."),
            **of_the_body(),
            "422": {
                **content("application/problem+json", "RefusalAnswer", _REFUSED),
                "description": "Refused, with a reason, the next time, and ways out.",
                "headers": described_headers({"Content-Language": "The language of the title."}),
            },
            **of_the_database(),
        },
    }


def _show() -> Part:
    return {
        "operationId": "showPermit",
        "summary": "What a permit is worth now, for anybody who has its code",
        "description": "A door with the scope `read` is not held to the limits on guessing.",
        "security": [{}, {"door": []}],
        "responses": {
            "200": json_answer("There is such a permit.", "PublicPermit", _SHOWN),
            "404": problem("There is no permit of this code."),
            "429": problem(
                "Too many codes of no permit came from this network.",
                {"Retry-After": "Seconds to wait."},
            ),
            **of_the_database(),
        },
    }


def _revoke() -> Part:
    return {
        "operationId": "revokePermit",
        "summary": "Take a permit back",
        "description": "Needs the scope `revoke`. The person is told why.",
        "security": [{"door": []}],
        "requestBody": json_body("RevokeRequest", example={"why": "Лицо на карантине"}),
        "responses": {
            "200": json_answer("Taken back.", "PublicPermit", {**_SHOWN, "state": "revoked"}),
            "400": problem("Malformed; `field` names what is meant."),
            **of_the_door(),
            "404": problem("There is no permit of this code."),
            "409": problem("It was taken back before."),
            **of_the_body(),
            **of_the_database(),
        },
    }


def _deletions() -> Part:
    return {
        "operationId": "listDeletions",
        "summary": "What was deleted by rule: a log that nobody can change unseen",
        "description": "Each entry holds the hash of the one before. Note the last hash: whoever has "
        "it can tell later that nothing before it was changed.",
        "parameters": [_AFTER],
        "responses": {
            "200": json_answer("Entries, the oldest first.", "DeletionsAnswer", _DELETED),
            "400": problem("`after` is no number of an entry."),
            **of_the_database(),
        },
    }


def _keys() -> Part:
    return {
        "operationId": "listKeys",
        "summary": "The public keys that permits are checked with",
        "responses": {
            "200": {
                "description": "A JWK Set; a COSE_KeySet (CBOR) where Accept asks for it.",
                "content": {
                    "application/jwk-set+json": {
                        "schema": {
                            "type": "object",
                            "required": ["keys"],
                            "properties": {"keys": {"type": "array", "items": {"type": "object"}}},
                        }
                    },
                    "application/cose-key-set": {},
                },
            },
            **of_the_database(),
        },
    }


def _openapi() -> Part:
    return {
        "operationId": "describe",
        "summary": "This description",
        "responses": {
            "200": {
                "description": "OpenAPI 3.1.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        },
    }
