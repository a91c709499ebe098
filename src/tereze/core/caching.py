# SPDX-License-Identifier: EUPL-1.2
"""Remembering hot reads for a stated, short time in this process: plain values, never rows."""

import time
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_all: list["Remembered[Any] | RememberedEach[Any, Any]"] = []
_forgetters: list[Callable[[], None]] = []


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
        _all.append(kept)
        return kept

    return wrap


class _Slot(Generic[V]):
    """One value of many, with a lock of its own: whoever waits for one holds up nobody else."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.value: V
        self.until = 0.0


class RememberedEach(Generic[K, V]):
    """Values by key, each kept for `seconds`; of more than `most` the one unused longest goes."""

    def __init__(self, *, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._lock = Lock()
        self._slots: dict[K, _Slot[V]] = {}
        _all.append(self)

    def get(self, key: K, read: Callable[[], V]) -> V:
        """The value of a key, at most so many seconds old. Of those who ask at once one reads."""
        with self._lock:
            slot = self._slots.pop(key, None) or _Slot[V]()
            self._slots[key] = slot
            if len(self._slots) > self._most:
                del self._slots[next(iter(self._slots))]
        with slot.lock:
            if time.monotonic() >= slot.until:
                slot.value = read()
                slot.until = time.monotonic() + self._seconds
            return slot.value

    def forget(self) -> None:
        """Read everything anew."""
        with self._lock:
            self._slots.clear()


def forget_with_everything(forget: Callable[[], None]) -> None:
    """Have something forgotten, too, when everything is: what is kept as long as a process lives."""
    _forgetters.append(forget)


def forget_everything() -> None:
    """For tests: nothing remembered survives from one to the next."""
    for kept in _all:
        kept.forget()
    for forget in _forgetters:
        forget()
