# SPDX-License-Identifier: EUPL-1.2
"""Errors as answers: RFC 9457 problem details, with the headers that belong to them."""

import msgspec

from tereze.core.errors import TerezeError
from tereze.permits.errors import TooBusy, TooManyGuesses
from tereze.permits.gate.contract import Problem
from tereze.permits.gate.errors import (
    DatabaseAway,
    KeyMissing,
    KeyUnknown,
    NotSignedIn,
    Overloaded,
    ScopeMissing,
    WrongMethod,
)

PROBLEM_JSON = "application/problem+json"

#: Seconds: a database restarts within some, a crowd at one ledger is gone in a moment.
RETRY_DATABASE_SECONDS = 5
RETRY_CROWD_SECONDS = 1


def problem_type(code: str) -> str:
    """The URI that names a kind of problem.

    >>> problem_type("quota-used")
    'urn:tereze:problem:quota-used'
    """
    return f"urn:tereze:problem:{code}"


def describe_error(error: TerezeError, *, receipt: str | None = None) -> bytes:
    """The body that tells of an error."""
    problem = Problem(
        type=problem_type(error.code),
        status=error.status,
        code=error.code,
        title=" ".join(error.message.split()),
        field=error.field,
        receipt=receipt,
    )
    return msgspec.json.encode(problem)


def headers_of(error: TerezeError) -> dict[str, str]:
    """The headers that an error's answer carries."""
    match error:
        case WrongMethod():
            return {"Allow": ", ".join(error.allowed)}
        case KeyUnknown():
            return {"WWW-Authenticate": 'Bearer realm="tereze", error="invalid_token"'}
        case KeyMissing():
            return {"WWW-Authenticate": 'Bearer realm="tereze"'}
        case NotSignedIn():
            return {"WWW-Authenticate": 'Session realm="tereze"'}
        case ScopeMissing():
            challenge = f'Bearer realm="tereze", error="insufficient_scope", scope="{error.scope}"'
            return {"WWW-Authenticate": challenge}
        case TooManyGuesses():
            return {"Retry-After": str(error.seconds)}
        case TooBusy():
            return {"Retry-After": str(RETRY_CROWD_SECONDS)}
        case Overloaded():
            return {"Retry-After": str(error.retry_after)}
        case DatabaseAway():
            return {"Retry-After": str(RETRY_DATABASE_SECONDS)}
    return {}
