# SPDX-License-Identifier: EUPL-1.2
"""The contract, described for programs: OpenAPI 3.1, made from the types in `contract.py`.

What the types say (lengths, patterns, choices) is not said again here; what only the addresses
know (headers, statuses, who may) is. A fuzzer holds the description against the running gate.
"""

from functools import lru_cache
from typing import Any, TypeAlias

import msgspec

from tereze.permits.gate.contract import (
    PermitAnswer,
    PermitRequest,
    Problem,
    PublicPermit,
    RefusalAnswer,
    RevokeRequest,
)

Part: TypeAlias = dict[str, Any]

#: of the contract, not of the program
_VERSION = "1"

_DOCUMENTED = (
    PermitRequest,
    RevokeRequest,
    PermitAnswer,
    PublicPermit,
    RefusalAnswer,
    Problem,
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
                }
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
        "requestBody": _body("PermitRequest", by_document=_ASKED, declared=_DECLARED),
        "responses": {
            "201": _json(
                "Granted.", "PermitAnswer", _GRANTED, {"Location": "Where the permit is shown."}
            ),
            "200": _json(
                "Granted before to the same Idempotency-Key: the same permit.",
                "PermitAnswer",
                _GRANTED,
                {"Location": "Where the permit is shown."},
            ),
            "400": _problem("Malformed; `field` names what is meant."),
            **_of_the_door(),
            "404": _problem("Nobody is known by this document."),
            "409": _problem("The Idempotency-Key came before with another request."),
            **_of_the_body(),
            "422": {
                **_content("application/problem+json", "RefusalAnswer", _REFUSED),
                "description": "Refused, with a reason, the next time, and ways out.",
                "headers": _headers({"Content-Language": "The language of the title."}),
            },
            **_of_the_database(),
        },
    }


def _show() -> Part:
    return {
        "operationId": "showPermit",
        "summary": "What a permit is worth now, for anybody who has its code",
        "description": "A door with the scope `read` is not held to the limits on guessing.",
        "security": [{}, {"door": []}],
        "responses": {
            "200": _json("There is such a permit.", "PublicPermit", _SHOWN),
            "404": _problem("There is no permit of this code."),
            "429": _problem(
                "Too many codes of no permit came from this network.",
                {"Retry-After": "Seconds to wait."},
            ),
            **_of_the_database(),
        },
    }


def _revoke() -> Part:
    return {
        "operationId": "revokePermit",
        "summary": "Take a permit back",
        "description": "Needs the scope `revoke`. The person is told why.",
        "security": [{"door": []}],
        "requestBody": _body("RevokeRequest", example={"why": "Лицо на карантине"}),
        "responses": {
            "200": _json("Taken back.", "PublicPermit", {**_SHOWN, "state": "revoked"}),
            "400": _problem("Malformed; `field` names what is meant."),
            **_of_the_door(),
            "404": _problem("There is no permit of this code."),
            "409": _problem("It was taken back before."),
            **_of_the_body(),
            **_of_the_database(),
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
            **_of_the_database(),
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


def _of_the_door() -> Part:
    challenge = {"WWW-Authenticate": "What is missing."}
    return {
        "401": _problem("No key, or one that opens no door.", challenge),
        "403": _problem("The door lacks the scope.", challenge),
    }


def _of_the_body() -> Part:
    return {
        "413": _problem("The body has more than 16 kB."),
        "415": _problem("The body is not application/json."),
    }


def _of_the_database() -> Part:
    return {
        "503": _problem("We are away or crowded; come again.", {"Retry-After": "Seconds to wait."})
    }


def _body(schema: str, **examples: Part) -> Part:
    content: Part = {
        "schema": {"$ref": f"#/components/schemas/{schema}"},
        "examples": {name: {"value": value} for name, value in examples.items()},
    }
    return {"required": True, "content": {"application/json": content}}


def _json(
    description: str, schema: str, example: Part, headers: dict[str, str] | None = None
) -> Part:
    answer = {**_content("application/json", schema, example), "description": description}
    return {**answer, "headers": _headers(headers)} if headers else answer


def _problem(description: str, headers: dict[str, str] | None = None) -> Part:
    answer = {**_content("application/problem+json", "Problem"), "description": description}
    return {**answer, "headers": _headers(headers)} if headers else answer


def _content(content_type: str, schema: str, example: Part | None = None) -> Part:
    content: Part = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {"content": {content_type: {**content, "example": example} if example else content}}


def _headers(descriptions: dict[str, str]) -> Part:
    return {
        name: {"description": text, "required": True, "schema": {"type": "string"}}
        for name, text in descriptions.items()
    }
