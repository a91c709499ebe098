# SPDX-License-Identifier: EUPL-1.2
"""What anybody may read of permits that were taken back, described for programs."""

from tereze.permits.gate.contract import RevocationsAnswer
from tereze.permits.gate.openapi_parts import (
    Part,
    described_headers,
    json_answer,
    of_the_database,
    problem,
)

DOCUMENTED = (RevocationsAnswer,)

_TOLD: Part = {
    "revoked": [
        {"code": "N1J5M6QB", "at": "2020-04-20T04:40:00Z", "until": "2020-04-20T06:00:00Z"}
    ],
    "cursor": "1587357600000",
}
_CACHED: Part = {"ETag": "Names what is told.", "Cache-Control": "For how long it may be kept."}
_IF_NONE_MATCH: Part = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of an answer: nothing is sent while it is the same.",
    "schema": {"type": "string"},
}


def paths() -> Part:
    """The addresses."""
    return {
        "/api/v1/status/{number}": {"get": _status_list()},
        "/api/v1/revocations": {"get": _revocations()},
    }


def _status_list() -> Part:
    return {
        "operationId": "readStatusList",
        "summary": "Which of the standing permits of a day were taken back",
        "description": "A Token Status List (IETF draft-ietf-oauth-status-list) as signed CWT. "
        "Credentials of permits for longer than a day name their list and place in the claim 65535.",
        "parameters": [
            {
                "name": "number",
                "in": "path",
                "required": True,
                "description": "Days since 1970-01-01 of the day on which the permits were asked for.",
                "schema": {"type": "integer", "minimum": 0},
                "example": 18372,
            },
            _IF_NONE_MATCH,
        ],
        "responses": {
            "200": {
                "description": "The list.",
                "content": {"application/statuslist+cwt": {}},
                "headers": described_headers(_CACHED),
            },
            "304": {"description": "It is still the same."},
            "404": problem("There is no such list, or all permits in it have ended."),
            **of_the_database(),
        },
    }


def _revocations() -> Part:
    return {
        "operationId": "listRevocations",
        "summary": "Codes of the permits for a day at most that were taken back before their end",
        "parameters": [
            {
                "name": "since",
                "in": "query",
                "description": "The cursor of an answer: only what came later. Some come again. "
                "Without one, and with one that is too old: all that would not have ended yet.",
                "schema": {"type": "string"},
                "example": "1587357600000",
            },
            _IF_NONE_MATCH,
        ],
        "responses": {
            "200": json_answer("The codes.", "RevocationsAnswer", _TOLD, _CACHED),
            "304": {"description": "Nothing else is to be told."},
            **of_the_database(),
        },
    }
