# SPDX-License-Identifier: EUPL-1.2
"""What devices at checkpoints ask and tell, described for programs."""

from tereze.permits.gate.contract import (
    CheckpointNow,
    CrossingsAnswer,
    CrossingsRequest,
    DeviceAnswer,
    DeviceRequest,
)
from tereze.permits.gate.openapi_parts import (
    Part,
    described_headers,
    json_answer,
    json_body,
    of_the_body,
    of_the_database,
    problem,
)

DOCUMENTED = (CrossingsRequest, CrossingsAnswer, CheckpointNow, DeviceRequest, DeviceAnswer)

SECURITY: Part = {
    "device": {
        "type": "http",
        "scheme": "bearer",
        "description": "The key of a device; opening one gives it once.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The session of an inspector who is signed in, with the header X-CSRFToken. "
        "Over HTTPS the cookie is called __Host-sessionid.",
    },
}

_CHECKPOINT: Part = {
    "id": 3,
    "name": "Shymkent highway",
    "place": "KZ-61",
    "lanes": 4,
    "queue_minutes": 15,
}
_SAMPLING: Part = {"check_one_in": 4, "why": "queue", "minutes": 14}
_OPENED: Part = {
    "device": "7412086234980352001",
    "key": "tzd_Zq3vJm0T1n7k2Rr5Yw8Xc4Bd6Gf9Hs0LpKtNoMuVa1E",
    "until": "2020-04-20T16:00:00Z",
    "checkpoint": _CHECKPOINT,
}
_NOW: Part = {
    "checkpoint": _CHECKPOINT,
    "lane": 2,
    "sampling": _SAMPLING,
    "crossing_hours": 24,
    "now": "2020-04-20T04:00:00Z",
}
_SEEN: Part = {
    "crossings": [
        {
            "nonce": "b0Yt7w2Kq9",
            "at": "2020-04-20T04:00:00Z",
            "direction": "in",
            "verdict": "valid",
            "basis": "permit",
            "passed": True,
            "code": "N1J5M6QB",
            "purpose": "needs",
            "kind": "entry",
            "people": 3,
        },
        {
            "nonce": "c4Ra1mX8zE",
            "at": "2020-04-20T04:00:40Z",
            "direction": "out",
            "verdict": "none",
            "basis": "emergency",
            "passed": True,
            "offline": True,
        },
    ],
    "waiting": {"at": "2020-04-20T04:00:30Z", "vehicles": 200},
}
_TAKEN: Part = {"received": 2, "again": 0, "refused": [], "sampling": _SAMPLING}


def paths() -> Part:
    """The addresses."""
    return {
        "/api/v1/devices": {"post": _open()},
        "/api/v1/devices/close": {"post": _close()},
        "/api/v1/checkpoint": {"get": _show()},
        "/api/v1/checkpoint/list": {"get": _list()},
        "/api/v1/crossings": {"post": _take()},
    }


def _open() -> Part:
    return {
        "operationId": "openDevice",
        "summary": "Open a device at a checkpoint for a shift",
        "security": [{"session": []}],
        "requestBody": json_body("DeviceRequest", example={"checkpoint": 3, "lane": 2}),
        "responses": {
            "201": json_answer("Opened; the key is shown only now.", "DeviceAnswer", _OPENED),
            "400": problem("Malformed, or the checkpoint has no such lane."),
            "401": problem("Nobody is signed in.", {"WWW-Authenticate": "What is missing."}),
            "403": problem("Not an inspector, or the token is missing."),
            "404": problem("There is no such checkpoint."),
            "409": problem("The checkpoint was closed."),
            **of_the_body(),
            **of_the_database(),
        },
    }


def _close() -> Part:
    return {
        "operationId": "closeDevice",
        "summary": "End the shift: close the device whose key this is",
        "security": [{"device": []}],
        "responses": {
            "204": {"description": "Its key opens nothing any more."},
            **_of_the_device(),
            **of_the_database(),
        },
    }


def _show() -> Part:
    return {
        "operationId": "showCheckpoint",
        "summary": "Where a device is, and what share to check there now",
        "security": [{"device": []}],
        "responses": {
            "200": json_answer("The checkpoint.", "CheckpointNow", _NOW),
            **_of_the_device(),
            **of_the_database(),
        },
    }


def _list() -> Part:
    return {
        "operationId": "readList",
        "summary": "The permits that count at the device's place, for when there is no network",
        "description": "In the binary form of docs/internals/offline-list.md. It holds what is valid "
        "now or within a day.",
        "security": [{"device": []}],
        "parameters": [
            {
                "name": "since",
                "in": "query",
                "description": "The cursor of a list: only what changed since then. One that is "
                "too old gets everything.",
                "schema": {"type": "string"},
                "example": "1795251540000",
            },
            {
                "name": "If-None-Match",
                "in": "header",
                "description": "The ETag of an answer: nothing is sent while it is the same.",
                "schema": {"type": "string"},
            },
        ],
        "responses": {
            "200": {
                "description": "The list; gzipped where that is accepted.",
                "content": {"application/octet-stream": {}},
                "headers": described_headers({"ETag": "Stays while nothing changes but the time."}),
            },
            "304": {"description": "It is still the same."},
            **_of_the_device(),
            **of_the_database(),
        },
    }


def _take() -> Part:
    return {
        "operationId": "tellCrossings",
        "summary": "Tell who crossed, and how many wait",
        "description": "A crossing is written once however often it is sent: its `nonce` says which "
        "it is. One of a wrong time is refused by itself.",
        "security": [{"device": []}],
        "requestBody": json_body("CrossingsRequest", example=_SEEN),
        "responses": {
            "200": json_answer("What came of them.", "CrossingsAnswer", _TAKEN),
            "400": problem("Malformed; `field` names what is meant. Nothing was written."),
            **_of_the_device(),
            **of_the_body("512 kB"),
            **of_the_database(),
        },
    }


def _of_the_device() -> Part:
    challenge = {"WWW-Authenticate": "What is missing."}
    return {"401": problem("No key, or one of no device that is open.", challenge)}
