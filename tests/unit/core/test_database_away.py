# SPDX-License-Identifier: EUPL-1.2
"""What passes by itself is told from what somebody has to mend."""

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError
from psycopg import errors

from tereze.core.database import is_away
from tereze.core.errors import trail


def as_django_raises_it(error: psycopg.Error) -> Exception:
    raised = OperationalError("…")
    raised.__cause__ = error
    return raised


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("connection refused"),
        errors.ConnectionTimeout("…"),
        errors.ConnectionFailure("…"),
        errors.AdminShutdown("…"),
        errors.CannotConnectNow("…"),
        errors.TooManyConnections("…"),
        errors.QueryCanceled("…"),
        errors.LockNotAvailable("…"),
        errors.IdleInTransactionSessionTimeout("…"),
    ],
)
def test_a_database_that_is_away_comes_back(error: psycopg.Error) -> None:
    assert is_away(error)
    assert is_away(as_django_raises_it(error))


@pytest.mark.parametrize(
    "error",
    [
        errors.UndefinedColumn("…"),
        errors.UniqueViolation("…"),
        errors.InvalidTextRepresentation("…"),
        errors.DiskFull("…"),
        errors.DatabaseDropped("…"),
        psycopg.InterfaceError("the cursor is closed"),
        psycopg.ProgrammingError("…"),
    ],
)
def test_all_else_that_it_says_is_for_somebody_to_mend(error: psycopg.Error) -> None:
    assert not is_away(error)
    assert not is_away(as_django_raises_it(error))


def test_what_is_no_database_is_not_away() -> None:
    assert not is_away(ValueError())
    assert not is_away(TimeoutError())


def test_the_way_to_an_error_is_told_without_its_words() -> None:
    said = "Key (phone)=(+77010000001)"

    def misspell() -> None:
        try:
            raise errors.UndefinedColumn(said)
        except psycopg.Error as error:
            raise ProgrammingError(said) from error

    with pytest.raises(ProgrammingError) as caught:
        misspell()
    told = trail(caught.value)
    assert "+7701" not in told
    assert "in misspell" in told
    assert told.index("UndefinedColumn") < told.rindex("ProgrammingError")
