# SPDX-License-Identifier: EUPL-1.2
"""Residents to ask for: people who do not exist, as many as wanted, sealed as real ones are.

Everything about a resident follows from a serial number, so whoever asks knows the document of
number 4,711,000 without looking. Their numbers of identity are valid, their ids look like those of
an imported register, and they share households and, some of them, a phone.

They are copied straight into the tables, because ten million of them go through the import in an
hour and through this in minutes; `sealed` is the product's own.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import psycopg

from tereze.people import sealed
from tereze.people.types import PaperDocument, Person

_FIRST_BIRTHDAY = date(1962, 1, 1)  # below 65, whom Turkistan's rules would keep at home
_BORN_A_DAY = 1_000
_REGISTERED = datetime(2026, 1, 1, tzinfo=UTC)
_HOUSEHOLD = 4
_PLACES = ("KZ-61-TURKISTAN", "KZ-61-KENTAU", "KZ-61-ARYS", "KZ-61-SARYAGASH")
_CHUNK = 20_000
#: no number of residents that anybody would choose is a multiple of it
_STRIDE = 7_368_787


def scattered(place: int, residents: int) -> int:
    """Who comes at a place of a queue in which everybody stands once, in no order of the table.

    >>> [scattered(place, 5) for place in range(5)]
    [0, 2, 4, 1, 3]
    """
    return place * _STRIDE % residents


def resident_id(serial: int) -> int:
    """The id in the table: time-ordered with a tail that looks random, like `core.ids.new_id`."""
    return (1_767_225_600_000 + serial) << 22 | serial * 2_654_435_761 % 2**22


def iin(serial: int) -> str:
    """A valid number of identity, different for each serial number.

    >>> from tereze.packs.document_checks import passes_kz_iin
    >>> iin(0), all(passes_kz_iin(iin(serial)) for serial in range(500))
    ('620101300008', True)
    """
    day, number = divmod(serial, _BORN_A_DAY)
    born = _FIRST_BIRTHDAY + timedelta(days=day)
    for sex in (3, 4):
        first = f"{born:%y%m%d}{sex + 2 * (born.year >= 2000)}{number:04}"
        digits = [int(digit) for digit in first]
        for weights in (range(1, 12), (*range(3, 12), 1, 2)):
            check = sum(map(int.__mul__, digits, weights)) % 11
            if check < 10:
                return f"{first}{check}"
    raise AssertionError("a man or a woman has a check digit")


@dataclass(frozen=True, kw_only=True, slots=True)
class Country:
    """Where people live who are settled, as their register would say it."""

    document_type: str
    number: Callable[[int], str]
    #: before the nine or seven digits of somebody's phone
    phone: str
    digits: int
    places: tuple[str, ...]
    language: str


KAZAKHSTAN = Country(
    document_type="kz-iin",
    number=iin,
    phone="+77",
    digits=9,
    places=_PLACES,
    language="kk",
)
AZERBAIJAN = Country(
    document_type="az-id",
    number=lambda serial: f"AZE{10_000_000 + serial}",
    phone="+99450",
    digits=7,
    places=("AZ-BA", "AZ-SM", "AZ-GA"),
    language="az",
)


def person(serial: int, country: Country = KAZAKHSTAN) -> Person:
    """What the register says of a resident."""
    born = _FIRST_BIRTHDAY + timedelta(days=serial // _BORN_A_DAY)
    home = serial // _HOUSEHOLD
    return Person(
        name=f"Оконников Пример {serial} Образцович",
        born=born,
        sex="male" if iin(serial)[6] in "35" else "female",
        phone=f"{country.phone}{serial // 2:0{country.digits}}",
        address=f"Түркістан, Терезе көшесі {home}",
        home=country.places[home % len(country.places)],
        household=f"Терезе көшесі {home}",
        language=country.language,
    )


def settle(
    url: str,
    residents: int,
    *,
    tell: Callable[[int], None],
    country: Literal["KZ", "AZ"] = "KZ",
) -> None:
    """Bring the tables to so many residents; `tell` is given how many came."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM people_resident").fetchone()
    there = row[0] if row else 0
    tell(min(there, residents))
    starts = range(there, residents, _CHUNK)
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        jobs = [
            pool.submit(_settle_some, url, first, min(first + _CHUNK, residents), country)
            for first in starts
        ]
        for job in jobs:
            tell(job.result())
    if starts:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE people_resident, people_residentdocument")


def _settle_some(url: str, first: int, last: int, code: Literal["KZ", "AZ"]) -> int:
    country = {"KZ": KAZAKHSTAN, "AZ": AZERBAIJAN}[code]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        with cursor.copy(
            "COPY people_resident (id, sealed, phone_index, verified_at, source, registered_at) "
            "FROM STDIN"
        ) as copy:
            for row in _residents(first, last, country):
                copy.write_row(row)
        with cursor.copy(
            "COPY people_residentdocument (index, resident_id, type, sealed_number) FROM STDIN"
        ) as copy:
            for row in _documents(first, last, country):
                copy.write_row(row)
    return last - first


def _residents(first: int, last: int, country: Country) -> Iterator[tuple[object, ...]]:
    for serial in range(first, last):
        someone = person(serial, country)
        yield (
            resident_id(serial),
            sealed.seal_person(someone),
            sealed.index_phone(someone.phone or ""),
            _REGISTERED,
            "register:bench",
            _REGISTERED,
        )


def _documents(first: int, last: int, country: Country) -> Iterator[tuple[object, ...]]:
    for serial in range(first, last):
        document = PaperDocument(type=country.document_type, number=country.number(serial))
        yield (
            sealed.index_document(document),
            resident_id(serial),
            document.type,
            sealed.seal_number(document),
        )
