# SPDX-License-Identifier: EUPL-1.2
"""What this room tells those above it, in the transaction in which it happens."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeIssued:
    """A sign-in code has to reach a phone. The only moment at which it is readable."""

    phone: str
    code: str
    #: the language in which it was asked for
    language: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentRegistered:
    """Somebody became known. An import tells it of nobody: it would be a million events."""

    resident_id: int
    verified: bool
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentVerified:
    """A register or an operator confirmed somebody who was known, unverified, before."""

    resident_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentErased:
    """A resident is being forgotten.

    A room that holds something of them deletes it now. A room that still needs them raises
    `errors.StillNeeded`: then nobody forgets anything.
    """

    resident_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentsResealed:
    """The secret changed, and these residents are sealed and indexed under the new one. A room that
    holds something of them that outlasts the old secret does the same now."""

    resident_ids: tuple[int, ...]
