# SPDX-License-Identifier: EUPL-1.2
"""The clock. Only services, tasks and edges ask it; rules are given `now` as a value."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(tz=UTC)  # noqa: TID251 (the one place that asks the machine)
