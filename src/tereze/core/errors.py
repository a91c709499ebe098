# SPDX-License-Identifier: EUPL-1.2
"""Errors are designed: a stable code for programs, and words for people.

    TerezeError
    ├── BadInput          what was given can't be understood or isn't complete
    ├── NotFound          there is no such thing, or not for this asker
    ├── NotAllowed        the asker may not do this
    ├── Conflict          it changed meanwhile, or was done already
    ├── TooOften          somebody takes more than their share
    └── Misconfigured     the operator has to set something first

The docstring of a class is its default message: what happened, why, what to do next.
"""

import inspect
import traceback
from functools import cache
from typing import ClassVar


@cache
def _tidy(docstring: str) -> str:
    return inspect.cleandoc(docstring)


class TerezeError(Exception):
    """Something went wrong that we did not foresee. Nothing was changed; please try again."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        self.message = message or _tidy(type(self).__doc__ or "")
        #: the input field that is meant, when there is one
        self.field = field
        super().__init__(self.message)


class BadInput(TerezeError):
    """What was sent could not be understood. Check the field that is named and send it again."""

    code = "bad-input"
    status = 400


class NotFound(TerezeError):
    """There is no such thing here."""

    code = "not-found"
    status = 404


class NotAllowed(TerezeError):
    """You may not do this with the rights that you have."""

    code = "not-allowed"
    status = 403


class Conflict(TerezeError):
    """This changed in the meantime or was already done. Look again and repeat if it is needed."""

    code = "conflict"
    status = 409


class TooOften(TerezeError):
    """This was asked for too often in a short time. Wait as long as the header Retry-After says."""

    code = "too-often"
    status = 429

    def __init__(self, *, seconds: int) -> None:
        super().__init__()
        #: until it may be asked for again
        self.seconds = seconds


class Misconfigured(TerezeError):
    """A setting is missing. Set it and start again."""

    code = "misconfigured"


def origin(error: BaseException) -> str:
    """The first cause's kind, and the line of ours that it came from, for the log. None of its words:
    they may hold what somebody sent."""
    while error.__cause__ is not None:
        error = error.__cause__
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "tereze" in frame.filename] or frames
    line = f" at {ours[-1].filename}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{line}"


def trail(error: BaseException) -> str:
    """The traceback, from the first cause on, for the log; none of an error's words either."""
    told = []
    step: BaseException | None = error
    while step is not None:
        lines = traceback.format_tb(step.__traceback__)
        told.append("".join(["Traceback (most recent call last):\n", *lines, type(step).__name__]))
        step = step.__cause__
    return "\n".join(reversed(told))
