# SPDX-License-Identifier: EUPL-1.2
"""Values of the room `people`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias


Role: TypeAlias = Literal["operator", "duty-officer", "administrator"]
Relation: TypeAlias = Literal["child", "parent", "ward"]

ROLES: tuple[Role, ...] = ("operator", "duty-officer", "administrator")


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What we know of a person. Only ever stored sealed, as a whole."""

    name: str
    born: date | None = None
    sex: Literal["female", "male"] | None = None
    #: E.164: +77011234567
    phone: str | None = None
    address: str | None = None
    #: code of the place registered as home
    home: str | None = None
    #: marks that a register set: health-worker, infected, head-of-household
    tags: tuple[str, ...] = ()
    #: what a household has in common, as the register writes it
    household: str | None = None
    language: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperDocument:
    """A document by which a person is known; `number` is normalised and checked."""

    type: str
    number: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentFacts:
    """A resident, opened for one use. Do not keep it: it holds personal data."""

    id: int
    person: Person
    #: when a register or an operator confirmed who this is; None: not yet
    verified_at: datetime | None
    registered_at: datetime
    documents: tuple[PaperDocument, ...] = ()
