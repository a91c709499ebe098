# SPDX-License-Identifier: EUPL-1.2
"""Which column of a list holds what: by its heading in four languages, or by what stands in it.

A list without headings is common: somebody copied the rows only. Then a column is known by its
cells. In doubt nothing is assumed: a list in which no column holds numbers of documents is not read.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from tereze.permits.employers.tables.reading import BadTable

Field: TypeAlias = Literal[
    "name", "family", "given", "patronymic", "document", "type", "born", "phone", "plate"
]

#: Headings as offices write them, in small letters without punctuation.
_HEADINGS: Final[Mapping[Field, tuple[str, ...]]] = {
    "name": (
        *("name", "full name", "employee", "worker", "person"),
        *("фио", "имя", "сотрудник", "работник", "фамилия имя отчество", "ф и о"),
        *("аты жөні", "аты", "тегі аты", "тегі аты әкесінің аты", "қызметкер", "жұмысшы"),
        *("ad soyad", "adı", "ad", "soyad ad", "soyad ad ata adı", "əməkdaş", "işçi", "saa"),
    ),
    "family": ("surname", "last name", "family name", "фамилия", "тегі", "soyad", "soyadı"),
    "given": ("first name", "given name", "имя сотрудника", "өз аты"),
    "patronymic": ("patronymic", "middle name", "отчество", "әкесінің аты", "ata adı"),
    "document": (
        *("document", "document number", "number of the document", "number"),
        *("id", "id number", "passport", "iin"),
        *("документ", "номер документа", "иин", "номер", "паспорт", "удостоверение"),
        *("құжат", "құжат нөмірі", "құжаттың нөмірі", "жсн", "нөмірі", "төлқұжат", "жеке куәлік"),
        *("sənəd", "sənədin nömrəsi", "sənəd nömrəsi", "fin", "şəxsiyyət vəsiqəsi", "pasport"),
    ),
    "type": (
        *("document type", "type", "тип документа", "вид документа", "құжат түрі"),
        *("sənədin növü", "sənəd növü"),
    ),
    "born": (
        *("born", "date of birth", "birth date", "birthday", "dob", "дата рождения"),
        *("год рождения", "туған күні", "туған жылы", "doğum tarixi", "doğum günü"),
    ),
    "phone": (
        *("phone", "mobile", "phone number", "телефон", "номер телефона", "мобильный"),
        *("телефон нөмірі", "ұялы телефон", "telefon", "telefon nömrəsi", "mobil"),
    ),
    "plate": (
        *(
            "plate",
            "car",
            "number plate",
            "номерной знак",
            "көлік нөмірі",
            "car number",
            "vehicle",
            "гос номер",
            "госномер",
        ),
        *("номер машины", "автомобиль", "мемлекеттік нөмір", "көлік нөмірі", "көлік"),
        *("avtomobil", "maşının nömrəsi", "maşın nömrəsi", "avtomobilin nömrəsi", "dövlət nömrəsi"),
    ),
}
_FIELD_OF: Final = {heading: field for field, names in _HEADINGS.items() for heading in names}

#: Rows by which a column without a heading is known.
_LOOKED_AT: Final = 50
#: Just two letters before what may be anything: with more, each number of them would be tried in turn,
#: and a list of long cells without a space would keep its reader busy for minutes.
_WORDS: Final = re.compile(r"[^\W\d_]{2}.*\s[^\W\d_]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Where the fields of a list are."""

    places: Mapping[Field, int]
    #: place of the row with the headings; None: there is none
    heading: int | None

    @property
    def first(self) -> int:
        """Place of the first row about somebody."""
        return 0 if self.heading is None else self.heading + 1

    def of(self, row: Sequence[str], field: Field) -> str:
        """What a row says in a field; empty when it has none."""
        place = self.places.get(field)
        return row[place] if place is not None and place < len(row) else ""

    def name_of(self, row: Sequence[str]) -> str:
        """The whole name, in whichever columns it is."""
        parts = [self.of(row, field) for field in ("family", "given", "name", "patronymic")]
        return " ".join(filter(None, parts))


def find_columns(
    rows: Sequence[Sequence[str]],
    *,
    is_document: Callable[[str], bool],
    is_date: Callable[[str], bool],
    is_phone: Callable[[str], bool],
) -> Columns:
    """Where the fields of a list are. Raises BadTable when numbers or names are nowhere."""
    columns = _by_headings(rows) or _by_cells(rows, is_document, is_date, is_phone)
    if "document" not in columns.places:
        raise BadTable("no-document")
    if not columns.places.keys() & {"name", "family", "given"}:
        raise BadTable("no-name")
    return columns


def _by_headings(rows: Sequence[Sequence[str]]) -> Columns | None:
    """By the first rows: a title may stand above the headings.

    >>> _by_headings([["Staff of the clinic"], ["№", "Ф.И.О.", "ИИН:"]]).places
    {'name': 1, 'document': 2}
    """
    for number, row in enumerate(rows[:10]):
        places: dict[Field, int] = {}
        for place, cell in enumerate(row):
            if (field := _FIELD_OF.get(_plain(cell))) and field not in places:
                places[field] = place
        if len(places) >= 2:
            return Columns(places=places, heading=number)
    return None


def _plain(heading: str) -> str:
    return " ".join(re.findall(r"\w+", heading.casefold().replace("i̇", "i")))


def _by_cells(
    rows: Sequence[Sequence[str]],
    is_document: Callable[[str], bool],
    is_date: Callable[[str], bool],
    is_phone: Callable[[str], bool],
) -> Columns:
    sample = [row for row in rows if any(row)][:_LOOKED_AT]
    free = set(range(max(map(len, sample), default=0)))
    places: dict[Field, int] = {}
    # The surest signs first: a number with a check digit, a name of several words.
    signs: tuple[tuple[Field, Callable[[str], bool]], ...] = (
        ("name", lambda cell: _WORDS.match(cell) is not None),
        ("document", is_document),
        ("born", is_date),
        ("phone", is_phone),
    )
    for field, is_one in signs:
        counts = {
            place: sum(place < len(row) and is_one(row[place]) for row in sample) for place in free
        }
        best = max(counts, key=lambda place: (counts[place], -place), default=None)
        if best is not None and counts[best] * 2 > len(sample):
            places[field] = best
            free.discard(best)
    return Columns(places=places, heading=None)
