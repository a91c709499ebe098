# SPDX-License-Identifier: EUPL-1.2
"""Remembering hot reads for a stated, short time in this process: plain values, never rows."""

import time
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")

_all: list["Remembered[object]"] = []


class Remembered(Generic[V]):
    """A function without arguments whose value is kept for `seconds`."""

    def __init__(self, read: Callable[[], V], seconds: float) -> None:
        self._read = read
        self._seconds = seconds
        self._lock = Lock()
        self._value: V
        self._until = 0.0
        wraps(read)(self)

    def __call__(self) -> V:
        """The value, at most `seconds` old."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._value = self._read()
                self._until = time.monotonic() + self._seconds
            return self._value

    def forget(self) -> None:
        """Read anew at the next call; whoever changes the source calls this in its process."""
        self._until = 0.0


def remembered(*, seconds: float) -> Callable[[Callable[[], V]], Remembered[V]]:
    """Keep what the function returns for so many seconds: that is how stale it may be."""

    def wrap(read: Callable[[], V]) -> Remembered[V]:
        kept = Remembered(read, seconds)
        _all.append(kept)  # type: ignore[arg-type]  # only ever used to forget
        return kept

    return wrap


def forget_everything() -> None:
    """For tests: nothing remembered survives from one to the next."""
    for kept in _all:
        kept.forget()
