# SPDX-License-Identifier: EUPL-1.2
"""Connections that stop waiting where a page is under way: see the package."""

import time
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

    #: Until when nobody asks for a connection, by the clock that only goes forward.
    _quiet_until: ClassVar[float] = 0.0

    @override
    @classmethod
    def connect(cls, conninfo: str = "", **how: Any) -> Self:
        if not patience.is_page.get():
            return super().connect(conninfo, **how)
        if time.monotonic() < cls._quiet_until:
            raise ConnectionTimeout("the database did not answer a moment ago")
        try:
            return super().connect(conninfo, **how | {"connect_timeout": patience.CONNECT_SECONDS})
        except ConnectionTimeout:
            cls._quiet_until = time.monotonic() + patience.QUIET_SECONDS
            raise

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
