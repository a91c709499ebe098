# SPDX-License-Identifier: EUPL-1.2
"""What the gate writes: the grants of a batch in one transaction, and its refusals in another.

Each request of a batch stands for itself. Whose ledger moved meanwhile goes round again, and all
others are granted. But a request claims all that it needs or nothing: where only some of its claims
held, the whole transaction goes back (`HalfClaimed`), and its requests are run one by one.

On one server the claims and the permits of most batches are a single statement. Where tables are
distributed over machines, rows in a sub-select would be gathered in one place first, so there the
rows are spelled out, and claims and permits are statements of their own in one transaction.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import asyncpg

from tereze.permits import decisions, records
from tereze.permits.decisions import Decision, LostRace
from tereze.permits.gate.database import fetch, is_distributed
from tereze.permits.gate.store import SQL
from tereze.permits.types import PermitFacts

if TYPE_CHECKING:
    from tereze.permits.gate.database import Connection


class HalfClaimed(Exception):
    """Of what a request needs, some was claimed and some was not; the whole batch went back.

    It is no LostRace: run by itself, each of the others may be granted at once.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """A permit that is drawn up, with all that it claims."""

    decision: Decision
    permit: PermitFacts
    row: Mapping[str, Any]
    ledgers: Sequence[Mapping[str, Any]]

    @classmethod
    def draw_up(cls, decision: Decision) -> "Grant":
        """What becomes of a proposal when its claims hold, under a fresh code."""
        permit = decisions.draw_up(decision)
        return cls(
            decision=decision,
            permit=permit,
            row=records.permit_row(decision, permit),
            ledgers=records.ledger_claims(decision, permit),
        )

    @property
    def is_plain(self) -> bool:
        """Whether the resident's own ledger is all that it claims."""
        return len(self.ledgers) == 1 and not self.decision.proposal.tallies


class Writer:
    """Writes batches. No holder may be twice in one.

    Whether rows are spelled out is found out from the database, unless it is said.
    """

    def __init__(self, *, spelled_out: bool | None = None) -> None:
        self._spelled_out = spelled_out

    async def spells_out(self, connection: "Connection") -> bool:
        """Whether rows are spelled out."""
        if self._spelled_out is None:
            self._spelled_out = await is_distributed(connection)
        return self._spelled_out

    async def grant(self, connection: "Connection", grants: Sequence[Grant]) -> set[str]:
        """Claim and insert; the codes of the permits that are granted now.

        Raises LostRace when a fresh code is taken or the partition of the day was made at this
        moment (services/partitions.py), HalfClaimed when there are several; nothing was written then.
        """
        spelled_out = await self.spells_out(connection)
        try:
            if not spelled_out and all(grant.is_plain for grant in grants):
                return await _grant_at_once(connection, grants)
            async with connection.transaction():
                return await self._grant_in_steps(connection, grants)
        except HalfClaimed as error:
            if len(grants) == 1:
                raise LostRace from error
            raise
        except asyncpg.IntegrityConstraintViolationError as error:
            raise LostRace from error

    async def refuse(self, connection: "Connection", rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep refusals. Raises LostRace as `grant` does."""
        try:
            await self._write(connection, "insert_refusals", rows)
        except asyncpg.IntegrityConstraintViolationError as error:
            raise LostRace from error

    async def _grant_in_steps(self, connection: "Connection", grants: Sequence[Grant]) -> set[str]:
        claims = sorted(chain(*(grant.ledgers for grant in grants)), key=itemgetter("holder"))
        claimed = {row["holder"] for row in await self._write(connection, "claim_ledgers", claims)}
        winners = [grant for grant in grants if _has_all(grant, claimed)]
        if not winners:
            return set()
        if tallies := _add_up(winners):
            taken = await self._write(connection, "claim_tallies", tallies)
            if len(taken) < len(tallies):
                raise HalfClaimed
        await self._write(connection, "insert_permits", [grant.row for grant in winners])
        return {grant.permit.code for grant in winners}

    async def _write(
        self, connection: "Connection", name: str, rows: Sequence[Mapping[str, Any]]
    ) -> list[asyncpg.Record]:
        if not await self.spells_out(connection):
            return await fetch(connection, SQL[name], records.as_columns(rows))
        values = chain(*(SQL[name].arguments(row) for row in rows))
        return await connection.fetch(_spelled_out(name, len(rows)), *values)


async def _grant_at_once(connection: "Connection", grants: Sequence[Grant]) -> set[str]:
    """Claims and permits in one statement. Each row is a permit with its one claim."""
    # A statement for each number of rows would be too many to keep prepared, so rows of nothing
    # fill up to the next power of two.
    size = 1 << (len(grants) - 1).bit_length()
    values = [
        part[name]
        for grant in sorted(grants, key=lambda grant: grant.permit.resident_id)
        for part, names in ((grant.row, _PERMIT_COLUMNS), (grant.ledgers[0], _LEDGER_COLUMNS))
        for name in names
    ]
    width = len(_PERMIT_COLUMNS) + len(_LEDGER_COLUMNS)
    values += [None] * (width * (size - len(grants)))
    rows = await connection.fetch(_grant_of_size(size), *values)
    return {row["code"] for row in rows}


_PERMIT_COLUMNS = tuple(SQL["insert_permits"].row_types)
#: its shard is the permit's
_LEDGER_COLUMNS = tuple(
    name for name in SQL["claim_ledgers"].row_types if name not in _PERMIT_COLUMNS
)


@cache
def _grant_of_size(size: int) -> str:
    """Of so many permits; one is inserted only where its resident's ledger was claimed.

    Its rows are single values, although arrays are shorter: asyncpg looks at every member of an
    array to see whether it is an array itself.
    """
    types = SQL["insert_permits"].row_types | SQL["claim_ledgers"].row_types
    numbers = itertools.count(1)
    rows = [
        "(" + ", ".join(f"${next(numbers)}::{kind}" for kind in types.values()) + ")"
        for _ in range(size)
    ]
    claim = SQL["claim_ledgers"].with_rows_from("w WHERE w.holder IS NOT NULL")
    insert = SQL["insert_permits"].with_rows_from("w")
    return f"""
        WITH w ({", ".join(types)}) AS (VALUES {", ".join(rows)}),
        claimed AS ({claim})
        {insert} JOIN claimed ON claimed.holder = w.resident_id
        RETURNING code
    """


def _has_all(grant: Grant, claimed: set[int]) -> bool:
    """Whether all ledgers of a grant were claimed. Raises HalfClaimed when only some were."""
    held = [claim["holder"] in claimed for claim in grant.ledgers]
    if any(held) and not all(held):
        raise HalfClaimed
    return all(held)


def _add_up(grants: Sequence[Grant]) -> list[dict[str, Any]]:
    """What grants take of shared amounts, each amount once and in the order of locking."""
    sums: dict[records.TallyKey, dict[str, Any]] = {}
    for grant in grants:
        order, tallies = grant.decision.order, grant.decision.proposal.tallies
        for claim, row in zip(tallies, records.tally_claims(order, tallies), strict=True):
            key = records.tally_key(order, claim)
            if key in sums:
                sums[key]["amount"] += row["amount"]
            else:
                sums[key] = row
    return [sums[key] for key in sorted(sums)]


@cache
def _spelled_out(name: str, rows: int) -> str:
    return SQL[name].with_rows_spelled_out(rows)
