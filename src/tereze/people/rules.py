# SPDX-License-Identifier: EUPL-1.2
"""Who is believed about whom, and how often one may try. Pure: values in, values out.

Three kinds of people tell us about a person:

- an authority (a register, an operator) is believed;
- somebody who registers themselves is believed about what nobody confirmed yet, and only if they
  are whom we know already: document numbers are known to employers, neighbours and thieves;
- a guardian is believed about whom nobody knew before.

So nobody gets at a confirmed person's data, or into their place, by knowing their document number.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import TypeAlias

from tereze.core.errors import BadInput
from tereze.people.names import name_words
from tereze.people.types import Person

CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
MOST_DEPENDANTS = 12

#: At most so many in so long.
Limits: TypeAlias = tuple[tuple[int, timedelta], ...]

#: Codes to one phone. The second limit bounds guessing: 50 tries a day at one million codes.
PHONE_LIMITS: Limits = ((3, timedelta(minutes=15)), (10, timedelta(days=1)))
#: Codes asked for from one network address. Generous: a mobile operator puts thousands of
#: phones behind one address, and on the first morning of a lockdown they all ask.
NETWORK_LIMITS: Limits = ((200, timedelta(minutes=15)),)
#: Codes typed wrong from one network address, so that nobody tries one code on every phone.
WRONG_LIMITS: Limits = ((100, timedelta(hours=1)),)

#: Numbers of documents that one person says are theirs, or of those for whom they ask. The answer
#: tells whether somebody is known by a number, so nobody may go through many.
DOCUMENT_LIMITS: Limits = ((20, timedelta(days=1)),)

#: Claims to be one person that did not fit, by whomever: name and birth date are no secrets, and
#: nobody tries all whom they know.
CLAIM_LIMITS: Limits = ((10, timedelta(days=1)),)

#: People whom one member of staff looks for by their names: more than come to a desk in an hour.
NAME_LIMITS: Limits = ((60, timedelta(hours=1)), (300, timedelta(days=1)))

#: Passwords of one name. Somebody may keep a member of staff out for a quarter of an hour with it;
#: that harms less than a guessed password, which opens everybody's data.
STAFF_NAME_LIMITS: Limits = ((10, timedelta(minutes=15)), (40, timedelta(days=1)))
#: Passwords from one network address: an office signs in from one in the morning.
STAFF_NETWORK_LIMITS: Limits = ((100, timedelta(minutes=15)),)
#: After this a member of staff signs in anew, whatever they do: a working day.
STAFF_SESSION = timedelta(hours=8)

_LONGEST_NAME = 200
_LONGEST_ADDRESS = 300
_BEFORE_ANYBODY_LIVING = date(1890, 1, 1)
_TAG = re.compile(r"[a-z0-9][a-z0-9-]*")

#: what only an authority may say of a person, because rules grant or refuse by it
_MARKS = frozenset({"tags", "household"})
#: all that can be said of a person
FIELDS = frozenset({"name", "born", "sex", "phone", "address", "home", "language"}) | _MARKS


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is on record about a person."""

    person: Person
    verified: bool
    source: str = ""


def tidy(text: str) -> str:
    """One space where there were several, no invisible characters, one form of each letter.

    >>> tidy("  Әсел\\u00a0\\u00a0Серікова\\u200b ")
    'Әсел Серікова'
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():  # nothing invisible; the common case, met a million times an import
        return " ".join(composed.split())
    # A control character becomes a space; an invisible mark (zero-width, direction) disappears.
    visible = (
        " " if unicodedata.category(c) == "Cc" else c
        for c in composed
        if unicodedata.category(c) != "Cf"
    )
    return " ".join("".join(visible).split())


def check_person(person: Person, *, today: date) -> Person:
    """The person with tidy words. Raises BadInput that names the field.

    >>> check_person(Person(name=" Aru  Bek "), today=date(2020, 4, 2)).name
    'Aru Bek'
    """
    name = tidy(person.name)
    if not any(map(str.isalpha, name)):
        raise BadInput("Give the name as the document has it.", field="name")
    if len(name) > _LONGEST_NAME:
        raise BadInput(f"Shorten the name to {_LONGEST_NAME} characters.", field="name")
    address = tidy(person.address or "") or None
    if address and len(address) > _LONGEST_ADDRESS:
        raise BadInput(f"Shorten the address to {_LONGEST_ADDRESS} characters.", field="address")
    if person.born and not _BEFORE_ANYBODY_LIVING <= person.born <= today:
        raise BadInput("Check the year of the date of birth.", field="born")
    for tag in person.tags:
        if not _TAG.fullmatch(tag):
            raise BadInput(
                f"A tag has small Latin letters, digits and hyphens (health-worker), not {tag!r}.",
                field="tags",
            )
    return replace(
        person,
        name=name,
        address=address,
        home=tidy(person.home or "") or None,
        household=tidy(person.household or "") or None,
        tags=tuple(sorted(set(person.tags))),
    )


def fits(known: Person, told: Person) -> bool:
    """Whether two descriptions name the same person: same words of the name, same birth date.

    >>> born = date(1990, 2, 1)
    >>> fits(Person(name="Aru BEK", born=born), Person(name="bek aru", born=born))
    True
    >>> fits(Person(name="Aru Bek", born=born), Person(name="Aru Bek"))
    False
    """
    return known.born is not None and known.born == told.born and _words(known) == _words(told)


def is_named(named: Person, told: Person) -> bool:
    """Whether somebody is whom an employer named: what it wrote is true of them.

    An employer leaves out a name, or writes one in other letters. So two of the words are enough, as
    they sound; and whoever gave no birth date gave none to compare.

    >>> is_named(Person(name="Нұрланова Айгүл"), Person(name="Айгуль Серікқызы Нурланова"))
    True
    >>> is_named(Person(name="Нұрланова Айгүл"), Person(name="Айгүл"))
    False
    """
    words = {word for word in name_words(named.name) if len(word) > 1}  # no initials
    fitting = words.intersection(name_words(told.name))
    return (
        bool(words)
        and len(fitting) >= min(2, len(words))
        and (named.born is None or named.born == told.born)
    )


def may_claim(known: Known, told: Person) -> bool:
    """Whether somebody who registers with a document may be whom we know by that document.

    `told.phone` was proven by a code. A phone on record decides alone; without one, the name and
    the birth date have to fit. Whom nobody but an employer told us of is not called as a register
    would call them, so there it is enough that they are whom it named.
    """
    if known.person.phone is not None:
        return told.phone == known.person.phone
    if not known.verified and known.source.startswith("employer:"):
        return is_named(known.person, told)
    return fits(known.person, told)


def own_words(person: Person) -> Person:
    """What a person may say of themselves: everything but the marks that rules go by.

    >>> own_words(Person(name="Aru Bek", tags=("health-worker",), household="7")).tags
    ()
    """
    return replace(person, tags=(), household=None)


def claim(known: Known, told: Person) -> Person:
    """The person on record after they told about themselves; `may_claim` was true.

    >>> known = Known(person=Person(name="Aru Bek", home="KZ-61"), verified=True)
    >>> claim(known, Person(name="Someone Else", phone="+77011234567", home="KZ-75"))
    Person(name='Aru Bek', born=None, sex=None, phone='+77011234567', address=None, home='KZ-61', tags=(), household=None, language=None)
    """
    person = known.person
    if known.verified:
        return replace(
            person,
            phone=person.phone or told.phone,
            language=told.language or person.language,
        )
    return _tell(person, told, spoken=FIELDS - _MARKS)


def confirm(known: Known, told: Person, *, spoken: frozenset[str] = FIELDS) -> Person:
    """The person on record after an authority told about them.

    `spoken` are the fields that the authority speaks of at all: an import without a column `tags`
    leaves tags alone, one with an empty cell there takes them away. Elsewhere an empty cell means
    that the register does not know, and what we know stays.

    One thing does not stay: the phone of somebody who registered with this document but may be a
    stranger. Otherwise the stranger would sign in as a person who is now confirmed.

    >>> stranger = Known(person=Person(name="Nobody", phone="+77770000000"), verified=False)
    >>> confirm(stranger, Person(name="Aru Bek", born=date(1990, 2, 1))).phone is None
    True
    """
    after = _tell(known.person, told, spoken=spoken)
    if known.verified or told.phone or fits(known.person, told):
        return after
    return replace(after, phone=None)


def guardian_may_act(*, guardian_id: int, guardian: Known, dependant: Known, seen: bool) -> bool:
    """Whether somebody may ask for the person whom they call their child, parent or ward.

    Yes when an operator has `seen` that it is so, when a register says that they live together,
    or when the guardian brought in somebody whom nobody knew and nobody confirmed since.

    >>> aru = Known(person=Person(name="Aru Bek"), verified=True)
    >>> child = Known(person=Person(name="Dana Bek"), verified=False, source="resident:7")
    >>> guardian_may_act(guardian_id=7, guardian=aru, dependant=child, seen=False)
    True
    >>> guardian_may_act(guardian_id=8, guardian=aru, dependant=child, seen=False)
    False
    """
    if seen:
        return True
    if not dependant.verified:
        return dependant.source == f"resident:{guardian_id}"
    household = guardian.person.household
    return guardian.verified and household is not None and household == dependant.person.household


def next_try(tried_at: Sequence[datetime], limits: Limits, *, now: datetime) -> datetime | None:
    """When one more may be tried; None: now. `tried_at` is in order of time.

    >>> noon = datetime(2020, 4, 2, 12)
    >>> three = [noon, noon + timedelta(minutes=1), noon + timedelta(minutes=2)]
    >>> next_try(three, PHONE_LIMITS, now=noon + timedelta(minutes=3))
    datetime.datetime(2020, 4, 2, 12, 15)
    >>> next_try(three, PHONE_LIMITS, now=noon + timedelta(minutes=15))
    """
    waits = [
        tried_at[-most] + span
        for most, span in limits
        if len(tried_at) >= most and tried_at[-most] + span > now
    ]
    return max(waits, default=None)


@lru_cache(maxsize=10_000)
def network_of(address: str) -> str | None:
    """The network that one asker commands: an IPv4 address, or the /64 of an IPv6 address.

    None for an address that is not of the internet. There it is a proxy that does not say for
    whom it asks, and counting its tries would lock a whole city out.

    >>> network_of("2a00:1450:4001:82a::200e"), network_of("::ffff:8.8.8.8"), network_of("8.8.8.8")
    ('2a00:1450:4001:82a::', '8.8.8.8', '8.8.8.8')
    >>> network_of("127.0.0.1"), network_of("172.18.0.3"), network_of("")
    (None, None, None)
    """
    try:
        ip = ip_address(address)
    except ValueError:  # a socket of this machine has no address
        return None
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if not ip.is_global:
        return None
    return str(IPv6Address(int(ip) >> 64 << 64)) if isinstance(ip, IPv6Address) else str(ip)


def _tell(person: Person, told: Person, *, spoken: frozenset[str]) -> Person:
    news = {field: value for field in spoken if (value := getattr(told, field)) or field in _MARKS}
    return replace(person, **news)


def _words(person: Person) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", unicodedata.normalize("NFKC", person.name).casefold()))
