# SPDX-License-Identifier: EUPL-1.2
"""Connections that stop waiting where a page is under way: see the package."""

from threading import Lock
from types import SimpleNamespace
from typing import Any, ClassVar, Self, TypeVar

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import PQGen
from psycopg.errors import ConnectionTimeout
from psycopg.pq import TransactionStatus
from typing_extensions import override

from tereze.core import patience

_Value = TypeVar("_Value")


class Connection(psycopg.Connection[Any]):
    """psycopg's, with an end to its patience."""

    #: Who asked last for a connection got no answer.
    _is_silent: ClassVar[bool] = False
    #: Whoever asks then holds it.
    _asking: ClassVar[Lock] = Lock()

    @override
    @classmethod
    def connect(cls, conninfo: str = "", **how: Any) -> Self:
        if not patience.is_page.get():
            return super().connect(conninfo, **how)
        how |= {"connect_timeout": patience.CONNECT_SECONDS}
        if not cls._is_silent:
            return cls._ask(conninfo, how)
        if not cls._asking.acquire(blocking=False):
            raise ConnectionTimeout("the database is silent, and somebody asks it already")
        try:
            return cls._ask(conninfo, how)
        finally:
            cls._asking.release()

    @classmethod
    def _ask(cls, conninfo: str, how: dict[str, Any]) -> Self:
        is_silent = False
        try:
            return super().connect(conninfo, **how)
        except ConnectionTimeout:
            is_silent = True
            raise
        finally:
            cls._is_silent = is_silent

    @override
    def wait(
        self, gen: PQGen[_Value], interval: float = 0.1, timeout: float | None = None
    ) -> _Value:
        if not patience.is_page.get():
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, patience.ANSWER_SECONDS)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                # No answer came. It may still come, to nobody, or what was asked is undone:
                # PostgreSQL notices that we are gone when it wakes up.
                self.close()
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, which makes connections of ours."""

    #: psycopg, as Django calls it.
    Database: Any = SimpleNamespace(**vars(psycopg) | {"connect": Connection.connect})
