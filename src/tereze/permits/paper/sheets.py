# SPDX-License-Identifier: EUPL-1.2
"""The sheet on which somebody asks by hand: made from an order's regime, in a language, with a number.

Its QR code holds the order, the pack's version, the language and the number, so that whoever types
it in later sees the questions that stand on it, whatever is in force by then.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext

from tereze.core.errors import BadInput
from tereze.permits import codes
from tereze.permits.paper.typesetting import draw_qr, typeset
from tereze.permits.questions import SITE, Questions, find_questions, own_door
from tereze.permits.types import OrderInForce
from tereze.permits.words import Words, tell_kind, tell_transport

#: What a sheet is to the rules: a call to a desk, which an operator types in, too.
DOORS: Final = ("desk", *SITE)
#: Sheets that are printed at once.
MOST_SHEETS: Final = 50

_PREFIX: Final = "TZF1"
_READ: Final = re.compile(_PREFIX + r":(\d{1,19}):([\w.+-]{1,40}):([a-z]{2,3}):(\w{8})")
#: Characters that fit across the page in boxes.
_MOST_BOXES: Final = 24


class NoSheet(BadInput):
    """This is no number of a sheet. Scan its code, or type the eight characters below it."""

    code = "no-sheet"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One printed sheet, as its code or only its number tells of it."""

    number: str
    #: None: only the number was typed
    order_id: int | None = None
    version: str = ""
    language: str = ""


def new_number() -> str:
    """A number for a sheet that has never been, with a check character as permits' codes have.

    >>> codes.normalise(new_number()) != new_number()
    True
    """
    data = "".join(secrets.choice(codes.ALPHABET) for _ in range(codes.LENGTH - 1))
    return data + codes.check_character(data)


def write_code(sheet: Sheet) -> str:
    """What the QR code of a sheet says.

    >>> write_code(Sheet(number="N1J5M6QB", order_id=7, version="2020-04", language="kk"))
    'TZF1:7:2020-04:kk:N1J5M6QB'
    """
    parts = _PREFIX, sheet.order_id, sheet.version, sheet.language, sheet.number
    return ":".join(map(str, parts))


def read_code(text: str) -> Sheet:
    """The sheet whose code was scanned or whose number was typed. Raises NoSheet.

    >>> read_code("TZF1:7:2020-04:kk:N1J5M6QB").order_id, read_code("n1j5 m6qb").number
    (7, 'N1J5M6QB')
    """
    found = _READ.fullmatch(text.strip())
    try:
        if found is None:
            return Sheet(number=codes.normalise(text))
        order_id, version, language, number = found.groups()
        return Sheet(
            number=codes.normalise(number),
            order_id=int(order_id),
            version=version,
            language=language,
        )
    except codes.InvalidCode as error:
        raise NoSheet(field="sheet") from error


def print_sheets(order: OrderInForce, words: Words, count: int) -> bytes:
    """So many blank sheets, each with a number of its own, in the language of `words`."""
    made = [
        Sheet(
            number=new_number(), order_id=order.id, version=order.version, language=words.language
        )
        for _ in range(count)
    ]
    return typeset(
        "sheet.typ",
        {
            "title": gettext("I ask for a permit to go out"),
            "language": words.language,
            "issuer": f"Tereze {settings.PLACE_NAME}".strip(),
            "basis": words.legal_basis(),
            "how": gettext(
                "Write in capitals and tick what fits. The request is decided by the rules of the hour "
                "in which it is typed in."
            ),
            "sections": list(_sections(order, words)),
            "signing": [gettext("Date"), gettext("Signature")],
            "promise": gettext(
                "In danger go at once: nobody needs a permit then. Whoever looks at your data here is "
                "written down for you to see."
            ),
            "sheets": [_as_data(sheet) for sheet in made],
        },
    )


def _as_data(sheet: Sheet) -> dict[str, str]:
    return {
        "number": codes.group(sheet.number),
        "qr": draw_qr(write_code(sheet)),
        "qr_words": gettext("Code of this sheet: %(number)s") % {"number": sheet.number},
    }


# --- what stands on it ------------------------------------------------------------------------------


def _sections(order: OrderInForce, words: Words) -> Iterator[dict[str, Any]]:
    asked = [
        find_questions(order, purpose, home=None)
        for purpose in order.regime.purposes
        if not purpose.emergency and own_door(order.regime, purpose, DOORS)
    ]
    yield _section(gettext("Who"), list(_documents(order, words)), list(_person(order)))
    yield _section(gettext("What for"), list(_purposes(order, words)), [])
    ways = [*_ways(asked)]
    details = [*_details(asked)]
    if ways or details:
        yield _section(gettext("How, where and how long"), ways, details, columns=3)
    if papers := list(_papers(asked, words)):
        yield _section(
            gettext("Papers that you have with you"), papers, [_field(gettext("Number on it"))]
        )
    yield _section(
        gettext("If somebody may ask for you from now on"),
        [],
        [
            _field(gettext("Name of your helper")),
            _field(gettext("Number of the helper's document")),
        ],
    )


def _section(
    title: str, ticks: Sequence[dict[str, str]], fields: Sequence[dict[str, Any]], columns: int = 2
) -> dict[str, Any]:
    return {"title": title, "ticks": ticks, "fields": fields, "columns": columns}


def _documents(order: OrderInForce, words: Words) -> Iterator[dict[str, str]]:
    identification = order.regime.identification
    if identification.by == "document":
        for name in identification.documents or tuple(order.regime.documents):
            yield _tick(words.document(name).title)


def _person(order: OrderInForce) -> Iterator[dict[str, Any]]:
    if order.regime.identification.by == "document":
        longest = max(len(one.example) for one in order.regime.documents.values())
        yield _field(gettext("Number of the document"), boxes=min(longest, _MOST_BOXES))
    yield _field(gettext("Name, as the document has it"), wide=True)
    yield _field(gettext("Date of birth: day, month, year"), boxes=8, wide=False)
    yield _field(gettext("Where you live: place, street, number"), wide=True)


def _purposes(order: OrderInForce, words: Words) -> Iterator[dict[str, str]]:
    for purpose in order.regime.purposes:
        if not purpose.emergency and own_door(order.regime, purpose, DOORS):
            yield _tick(words.purpose(purpose.id), words.length(purpose))


def _ways(asked: Sequence[Questions]) -> Iterator[dict[str, str]]:
    for kind in _each(one.kinds for one in asked):
        yield _tick(tell_kind(kind))
    for transport in _each(one.transports for one in asked):
        yield _tick(tell_transport(transport))


def _details(asked: Sequence[Questions]) -> Iterator[dict[str, Any]]:
    if any(one.places for one in asked):
        yield _field(gettext("Where to"), wide=False)
    if any(one.lengths for one in asked):
        yield _field(gettext("How long, with the way there and back"), wide=False)
    if any(one.ahead_minutes for one in asked):
        yield _field(gettext("From when (empty: at once)"), wide=False)
    if any(one.plate_needed or one.plate_if_by_car for one in asked):
        yield _field(gettext("Number plate, if you go by car"), wide=False)
    if any(one.companions_at_most for one in asked):
        yield _field(gettext("How many of you go"), wide=False)


def _papers(asked: Sequence[Questions], words: Words) -> Iterator[dict[str, str]]:
    for name in _each(one.certificate.accepted for one in asked if one.certificate):
        yield _tick(words.certificate(name).title)


def _each(groups: Iterator[Sequence[str]]) -> list[str]:
    """Each of what is in any of the groups, once, in their order."""
    return list(dict.fromkeys(name for group in groups for name in group))


def _tick(title: str, hint: str = "") -> dict[str, str]:
    return {"title": title, "hint": hint}


def _field(name: str, *, boxes: int = 0, wide: bool = True) -> dict[str, Any]:
    return {"name": name, "boxes": boxes, "wide": wide}
