# SPDX-License-Identifier: EUPL-1.2
"""What a message can say, as a value: made from the rules in force, for one door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Field: TypeAlias = Literal["purpose", "document", "name", "surname", "address", "plate", "minutes"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PurposeWords:
    """A purpose as people name it."""

    id: str
    #: what is written for it: ("2",)
    codes: tuple[str, ...] = ()
    #: language → title, hint
    titles: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    #: False: it exists, and is asked for elsewhere (by an employer, on the web)
    by_message: bool = True
    #: False: its code is understood here, and answered with where it is asked for
    offered: bool = True
    emergency: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentForm:
    """A type of document, as its number is written."""

    type: str
    #: regular expression for the whole number in capital letters without spaces
    pattern: str
    #: whether a number has the form, and its check digit is right
    has_form: Callable[[str], bool]
    check: Callable[[str], bool] | None = None
    #: the number that belongs to nobody, shown as an example
    example: str
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Grammar:
    """The language of one order at one door. Make it once: reading by it is prepared once for each."""

    purposes: tuple[PurposeWords, ...]
    #: the strictest form first
    documents: tuple[DocumentForm, ...]
    #: parts of a message in their order
    fields: tuple[Field, ...] = ("purpose", "document")
    #: the short number that people write to
    short_number: str = ""
    #: "declared": people are known by the name and address that they write
    identified_by: Literal["document", "declared"] = "document"
    #: name of a place in any language → its code
    places: Mapping[str, str] = field(default_factory=dict)
    #: languages of the pack, the main one first
    languages: tuple[str, ...] = ("en",)
