# SPDX-License-Identifier: EUPL-1.2
"""The regime language: what a pack can say, as frozen values.

These types are the one source of the language. The reader checks a pack's files against them,
`tereze pack schema` prints them as a JSON Schema for editors, and `permits/rules/` compiles
them. The descriptions here are what a pack's author reads in the editor, so they speak to the
author, not to the programmer.

Conventions that hold everywhere:

- Clock times ("08:00", "24:00") and dates are local to the regime's `timezone`.
- What is not known stays unknown: an age without a birth date is neither over 65 nor not over 65.
  A rule counts for those for whom its condition is known to be true. Refuse by what you know, never
  by what you do not.
- Codes of places are ISO 3166-2 where there is one ("KZ-61"), else the national register's.
- `source` stands beside every rule: the public page that says the rule was so.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, TypeAlias, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)


class Value(BaseModel):
    """A frozen value that refuses a key it does not know: a typing error must never be silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _known_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Asia" is a folder of zones
        raise ValueError(
            "is not a time zone of the IANA list; write for example Asia/Almaty"
        ) from None
    return name


#: How days and moments are written. Pydantic alone would also read bare digits, as seconds since
#: 1970, and an author who leaves out the hyphens would get a rule for the wrong century.
_DAY_WRITTEN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOMENT_WRITTEN = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$"
)


def _written_as_day(value: object) -> object:
    if isinstance(value, str) and not re.match(_DAY_WRITTEN, value):
        raise ValueError("is not a day; write year, month and day: 2020-04-05")
    return value


def _written_as_moment(value: object) -> object:
    if isinstance(value, str) and not re.match(_MOMENT_WRITTEN, value):
        raise ValueError("is not a moment; write day and clock time: 2020-04-05 08:30")
    return value


Day: TypeAlias = Annotated[
    date,
    BeforeValidator(_written_as_day),
    WithJsonSchema({"type": "string", "pattern": _DAY_WRITTEN}),
]
Moment: TypeAlias = Annotated[
    datetime,
    BeforeValidator(_written_as_moment),
    WithJsonSchema({"type": "string", "pattern": _MOMENT_WRITTEN}),
]
Slug: TypeAlias = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9-]*$",
        max_length=40,
        description="Lower-case letters, digits, hyphens.",
    ),
]
PlaceCode: TypeAlias = Annotated[
    str,
    Field(
        pattern=r"^[A-Z]{2}(-[A-Z0-9]+)*$",
        max_length=40,
        description='Country, or country and subdivision: "KZ", "KZ-61", "KZ-61-TURKISTAN".',
    ),
]
Language: TypeAlias = Annotated[
    str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$", description='BCP 47: "kk", "ru", "el".')
]
Clock: TypeAlias = Annotated[
    str,
    Field(
        pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
        description='A local clock time, "06:00" to "24:00".',
        examples=["08:00", "24:00"],
    ),
]
TimeZone: TypeAlias = Annotated[str, AfterValidator(_known_timezone)]
Url: TypeAlias = Annotated[
    str, Field(pattern=r"^https?://\S+$", description="An address that begins with https://.")
]
Sources: TypeAlias = Annotated[
    Url | tuple[Url, ...],
    Field(description="The public page, or pages, that say the rule was so."),
]
#: Numbers end far beyond what any rule said: none may break a calendar, a form or a column.
_YEAR_OF_DAYS = 366
_YEAR_OF_HOURS = 24 * _YEAR_OF_DAYS
_YEAR_OF_MINUTES = 60 * _YEAR_OF_HOURS
Minutes: TypeAlias = Annotated[int, Field(gt=0, le=_YEAR_OF_MINUTES)]
NoOrSomeMinutes: TypeAlias = Annotated[int, Field(ge=0, le=_YEAR_OF_MINUTES)]
Limit: TypeAlias = Annotated[int, Field(ge=0, le=1_000_000_000)]
Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Kind: TypeAlias = Literal["movement", "entry", "exit"]
Sex: TypeAlias = Literal["female", "male"]
DoorKind: TypeAlias = Literal[
    "web", "app", "sms", "desk", "telegram", "vk", "messenger", "employer", "kiosk", "api"
]
Transport: TypeAlias = Literal["foot", "bicycle", "car", "taxi", "bus", "train", "motorcycle"]

#: Why a permit was refused; stable, for programs. Each has a message in every language.
RefusalCode: TypeAlias = Literal[
    "no-order",
    "after-sunset",
    "place-not-covered",
    "unknown-purpose",
    "kind-not-offered",
    "door-closed",
    "not-verified",
    "document-not-accepted",
    "barred",
    "not-for-you",
    "place-needed",
    "place-not-allowed",
    "too-far",
    "plate-needed",
    "plate-not-allowed",
    "transport-needed",
    "transport-not-allowed",
    "certificate-needed",
    "employer-needed",
    "sector-not-allowed",
    "too-many-people",
    "minutes-needed",
    "too-long",
    "too-short",
    "in-the-past",
    "too-far-ahead",
    "outside-hours",
    "curfew",
    "closes-too-soon",
    "quota-used",
    "time-used-up",
    "cooldown",
    "already-out",
    "household-out",
    "place-full",
    "employer-cap",
    "needs-approval",
]

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


# --- Conditions: when a rule is meant -------------------------------------------------------


class Range(Value):
    """A range of numbers: `at_least` is inside it, `under` is the first number outside it."""

    at_least: Decimal | None = Field(None, description="The smallest number that counts.")
    under: Decimal | None = Field(None, description="The first number that no longer counts.")

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.at_least is None and self.under is None:
            raise ValueError("says nothing; give at_least, under, or both")
        if self.at_least is not None and self.under is not None and self.at_least >= self.under:
            raise ValueError("is empty: at_least must be smaller than under")
        return self


class Digits(Value):
    """One digit of a number: the last one, or one counted from the end."""

    among: Literal["odd", "even"] | tuple[Annotated[int, Field(ge=0, le=9)], ...] = Field(
        description='"odd", "even", or the digits that count: [0, 1, 2].'
    )
    from_end: int = Field(
        1,
        ge=1,
        le=4,
        description="1 is the last digit, 2 the one before it. Letters do not count.",
    )


class Hours(Value):
    """A window of clock time on some days; past midnight when `until` is not after `from`."""

    from_: Clock = Field(alias="from", description="First minute of the window.")
    until: Clock = Field(description="First minute after the window; may be on the next day.")
    days: tuple[Weekday, ...] = Field(
        WEEKDAYS, description="Days on which the window opens. Left out: every day."
    )


class Dates(Value):
    """Days from a first to a last one, both inside."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("first must not be after last")
        return self


class Times(Value):
    """True when everything that is written of the clock and the calendar holds."""

    days: tuple[Weekday, ...] | None = None
    hours: Hours | tuple[Hours, ...] | None = None
    dates: tuple[Day | Dates, ...] | None = Field(
        None, description='Dates or ranges of dates: ["2020-05-01", {first: …, last: …}].'
    )
    date_parity: Literal["odd", "even"] | None = Field(
        None, description="Day of the month is odd or even."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("says nothing; leave it out when the rule is meant for everybody")
        return self


class Condition(Times):
    """True when everything that is written holds. Lists mean "one of these". What is not known makes
    it neither true nor false, and then no rule applies. What it says of the clock is asked of every
    moment of the permit by rules that can end it, and of its start by all others.

    `{age: {at_least: 65}, hours: {from: "10:00", until: "13:00"}}` is true for people of 65 or
    more between ten and one. Join others with `any`, `all` and `not`.
    """

    # who
    age: Range | None = Field(None, description="Full years, at the permit's start.")
    sex: Sex | None = None
    verified: bool | None = Field(
        None, description="Whether a register or an operator confirmed who the person is."
    )
    tagged: tuple[Slug, ...] | None = Field(
        None,
        description="The register marked the person with one of these: health-worker, infected, "
        "head-of-household, …",
    )
    home: tuple[PlaceCode, ...] | None = Field(
        None, description="The person's registered home is in one of these places."
    )
    document: tuple[Slug, ...] | None = Field(None, description="Types of document shown.")
    document_digit: Digits | None = Field(
        None, description="A digit of the document's number (pico y cédula and its like)."
    )
    sector: tuple[Slug, ...] | None = Field(None, description="Sector of the employer who asks.")
    # what is asked
    purpose: tuple[Slug, ...] | None = None
    kind: tuple[Kind, ...] | None = None
    door: tuple[DoorKind, ...] | None = None
    place: tuple[PlaceCode, ...] | None = Field(
        None, description="Where the person wants to go is in one of these places or zones."
    )
    transport: tuple[Transport, ...] | None = None
    has_plate: bool | None = None
    plate_digit: Digits | None = Field(None, description="A digit of the vehicle's plate.")
    party: Range | None = Field(None, description="How many people go, the asking one included.")
    minutes: Range | None = Field(None, description="Length of the permit in minutes.")
    distance_km: Range | None = Field(None, description="Distance from home to the place asked.")
    certificate: tuple[Slug, ...] | None = Field(
        None, description="The person states that they hold one of these certificates."
    )
    # joined
    all_: tuple["Condition", ...] | None = Field(None, alias="all")
    any_: tuple["Condition", ...] | None = Field(None, alias="any")
    not_: "Condition | None" = Field(None, alias="not")


# --- Documents, places ------------------------------------------------------------------------


class WeightedCheck(Value):
    """A check digit from a weighted sum, as most national numbers have.

    The digits before the check digit are multiplied by `weights`, added, and reduced by
    `modulus`. `rounds` holds further weights to try when the result is not a single digit (as in
    Kazakhstan); `complement` takes the modulus less the result (as in many others).
    """

    weights: tuple[int, ...] = Field(min_length=1)
    modulus: int = Field(ge=2, le=97)
    rounds: tuple[tuple[int, ...], ...] = ()
    complement: bool = False
    ten_is: Literal["refused", "0", "X"] = Field(
        "refused", description='What a remainder of ten is written as; "refused": no such number.'
    )


class NamedCheck(Value):
    """A check that has a name: a standard's, or a number's in the python-stdnum collection."""

    named: str = Field(
        description="kz-iin, luhn, verhoeff, damm, iso7064-mod-11-10, iso7064-mod-11-2, "
        "iso7064-mod-97-10, icao-9303, or the dotted name of a python-stdnum module: lv.pk, "
        "tr.tckimlik, cl.rut, es.dni, …",
        examples=["kz-iin", "cl.rut"],
    )


class DocumentType(Value):
    """A document by which people are known, and how its number is written."""

    pattern: str = Field(
        description="Regular expression for the whole number, after spaces, hyphens and dots are "
        "taken out and letters are made capital.",
        examples=["[0-9]{12}"],
    )
    example: str = Field(description="A number of the right form that belongs to nobody.")
    check: NamedCheck | WeightedCheck | None = None
    birth_from: Literal["kz-iin"] | None = Field(
        None, description="The number itself mostly tells birth date and sex, in this known way."
    )
    source: Sources | None = None


class Place(Value):
    """A place that orders, homes and permits name."""

    code: PlaceCode
    within: PlaceCode | None = Field(None, description="The larger place that holds this one.")
    latitude: Annotated[Decimal, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Decimal, Field(ge=-180, le=180)] | None = None


class Zone(Value):
    """A name for several places together: "the five locked cities"."""

    code: PlaceCode
    places: tuple[PlaceCode, ...] = Field(min_length=1)


# --- Time and amount -----------------------------------------------------------------------------


class ChosenLength(Value):
    """The person says how long, within bounds."""

    at_most: Minutes = Field(description="Longest permit, in minutes.")
    at_least: Minutes = Field(1, description="Shortest permit, in minutes.")
    usual: Minutes | None = Field(None, description="Minutes when the person does not say.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.at_least <= (self.usual or self.at_least) <= self.at_most:
            raise ValueError("must hold: at_least ≤ usual ≤ at_most")
        return self


class Duration(Value):
    """How long a permit lasts: give exactly one of the keys."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    minutes: Minutes | None = Field(None, description="Always so many minutes.")
    choose: ChosenLength | None = Field(None, description="As long as the person chooses.")
    until: Clock | None = Field(None, description="Until this clock time of the day it starts on.")
    until_end_of: Literal["day", "week", "month", "order"] | None = None
    until_stated: ChosenLength | None = Field(
        None,
        description="Until the return time that the person states, as a doctor's certificate or "
        "a ticket does; it has to be stated.",
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError(
                "needs exactly one of: minutes, choose, until, until_end_of, until_stated"
            )
        return self


class DurationWhen(Value):
    """Another length for some people, places or papers."""

    when: Condition = Field(description="Who asks, and what is asked; not the clock.")
    duration: Duration


class Start(Value):
    """When a permit may begin."""

    delay_minutes: NoOrSomeMinutes = Field(
        0,
        description="Minutes between asking and the permit's start, so that nobody asks at the "
        "sight of a checkpoint.",
    )
    delay_by_door: dict[DoorKind, NoOrSomeMinutes] = Field(
        default_factory=dict, description="Another delay for some doors: {web: 5}."
    )
    ahead_minutes: NoOrSomeMinutes = Field(
        1440, description="How far ahead a start may be asked for; 0 means only now."
    )


class Rolling(Value):
    """A period that moves with the person: give exactly one of the keys."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    rolling_hours: int | None = Field(
        None, gt=0, le=_YEAR_OF_HOURS, description="So many hours before and after a start."
    )
    calendar_days: int | None = Field(
        None,
        gt=0,
        le=_YEAR_OF_DAYS,
        description="The day of the start and the days before it, so many together.",
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("needs exactly one of: rolling_hours, calendar_days")
        return self


class LimitWhen(Value):
    """Another limit for some people."""

    when: Condition
    limit: Limit | None = Field(description="null: no limit.")
    percent_of_staff: int | None = Field(None, ge=0, le=100)


class Counter(Value):
    """An amount that can be used up: a quota, a time budget, a place's capacity, an employer's cap.

    A counter that several purposes name is shared between them.
    """

    limit: Limit | None = Field(
        description="How many permits, people or minutes in one period; null: no limit."
    )
    limits: tuple[LimitWhen, ...] = Field(
        (), description="Other limits for some people; the first that fits is taken."
    )
    by_place: dict[PlaceCode, Limit] = Field(
        default_factory=dict, description="Other limits for some places (with of: place)."
    )
    percent_of_staff: int | None = Field(
        None, ge=0, le=100, description="With of: employer: at most this share of its staff."
    )
    counts: Literal["permits", "people", "minutes"] = "permits"
    per: Literal["hour", "day", "week", "month", "order"] | Rolling = "day"
    when: Times | None = Field(
        None, description="Only permits that start then count and are limited. Left out: all."
    )
    of: Literal["resident", "household", "phone", "plate", "place", "employer"] = Field(
        "resident", description="Whose amount it is: all who share it use up the same one."
    )
    legal_basis: str | None = None
    source: Sources | None = None

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        shared = self.of in ("place", "employer")
        if shared and isinstance(self.per, Rolling):
            raise ValueError(
                "a place's or an employer's counter needs per: hour, day, week, month or order"
            )
        if self.by_place and self.of != "place":
            raise ValueError("by_place only goes with of: place")
        if self.percent_of_staff is not None and self.of != "employer":
            raise ValueError("percent_of_staff only goes with of: employer")
        return self


class Cooldown(Value):
    """Time that must pass between two permits for the purpose: give hours or days."""

    hours: int | None = Field(None, gt=0, le=_YEAR_OF_HOURS)
    days: int | None = Field(None, gt=0, le=_YEAR_OF_DAYS, description="Days of 24 hours.")
    after: Literal["start", "end"] = Field(
        "start", description="Counted from the earlier permit's start, or from its end."
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.hours is None) == (self.days is None):
            raise ValueError("needs exactly one of: hours, days")
        return self


# --- Purposes -------------------------------------------------------------------------------------


class PlaceRule(Value):
    """Where a permit for the purpose may lead."""

    ask: bool = Field(False, description="Whether the person has to say the place.")
    allowed: Literal["anywhere", "home", "home-district"] | tuple[PlaceCode, ...] = Field(
        "anywhere",
        description='"home": the place registered as home; "home-district": the place '
        "that holds it with all that lies in that, or home itself where that is the country; or a "
        "list of places and zones. Anywhere: all places of the order.",
    )
    within_km: Decimal | None = Field(
        None,
        gt=0,
        description="Distance from home. Checked where both points are known; always written on "
        "the permit.",
    )


class CertificateRule(Value):
    """A paper that the person must, or may, say they hold."""

    accepted: tuple[Slug, ...] = Field(min_length=1, description="doctor-letter, ticket, …")
    number: bool = Field(False, description="Whether its number must be given too.")
    needed: bool = Field(
        True, description="false: may be stated, for what `durations` or others say of it."
    )


class EmployerRule(Value):
    """The permit is granted through an employer, for its employee."""

    sectors: tuple[Slug, ...] = Field((), description="Sectors that may ask; left out: all.")
    needed: bool = Field(
        True, description="false: people may ask for it themselves, too, as for any other purpose."
    )


class Purpose(Value):
    """A reason to move that the regime allows."""

    id: Slug
    sms: tuple[Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,12}$")], ...] = Field(
        (), description='What people write in a message for it: ["1"].'
    )
    emergency: bool = Field(
        False,
        description="Danger to life: always granted, at any hour, to anybody, at no cost of quota.",
    )
    kinds: tuple[Kind, ...] = Field((), description="Left out: all kinds of the regime.")
    doors: tuple[DoorKind, ...] = Field((), description="Left out: all doors of the regime.")
    who: Condition | None = Field(
        None, description="Only for people of whom this is known to be true."
    )
    duration: Duration
    durations: tuple[DurationWhen, ...] = Field(
        (), description="Other lengths for some; the first that fits is taken."
    )
    start: Start = Field(default_factory=Start)
    hours: tuple[Hours, ...] = Field((), description="When it may be used. Left out: always.")
    curfew_applies: bool = Field(True, description="false: may be used in all curfews.")
    past_closing: Literal["shorten", "refuse", "run-over"] = Field(
        "shorten",
        description="A permit that would last past the end of its hours, or into a curfew: "
        "ends there, is refused, or keeps its length.",
    )
    shortest_minutes: Minutes = Field(
        15,
        description="A permit that would be shortened to less than this, or that would begin so "
        "shortly before the clock time at which it ends, is refused.",
    )
    counters: tuple[Slug, ...] = Field((), description="The counters that it draws on.")
    cooldown: Cooldown | None = None
    overlaps: bool = Field(
        False, description="true: may be held at the same time as another permit (work, standing)."
    )
    alone_in: Literal["household"] | None = Field(
        None,
        description='"household": of one household only one may be out for such purposes at a time.',
    )
    crossings: Literal["once", "any"] = Field(
        "any",
        description='"once": good for one passage in each direction at the checkpoints. "any": '
        "for as many as its holder makes while it is valid.",
    )
    place: PlaceRule = Field(default_factory=PlaceRule)
    companions_at_most: int = Field(0, ge=0, le=999, description="People who may come along.")
    plate: Literal["none", "optional", "required", "by-car"] = Field(
        "optional", description='"by-car": required when going by car or motorcycle.'
    )
    transport: tuple[Transport, ...] = Field((), description="Left out: any, and not asked.")
    certificate: CertificateRule | None = None
    employer: EmployerRule | None = None
    approval: bool = Field(
        False,
        description="true: a duty officer decides. Everything else is checked first; then the "
        "person is told to ask the officer, who grants it or does not.",
    )
    legal_basis: str | None = Field(None, description="Article, when not the regime's own.")
    source: Sources | None = None


# --- The regime -----------------------------------------------------------------------------------


class Identification(Value):
    """How the regime knows who asks."""

    by: Literal["document", "declared"] = Field(
        "document",
        description='"document": by a number in the register. "declared": by the name and address '
        "that the person writes, with the phone as the key.",
    )
    documents: tuple[Slug, ...] = Field((), description="Types accepted; left out: all defined.")
    unverified_may_ask: tuple[Slug, ...] | Literal["everything", "nothing"] = Field(
        "everything",
        description="Purposes open to people whom neither register nor operator has confirmed.",
    )


class Bar(Value):
    """A rule that refuses: when its condition holds, the permit is refused, or ends before it.

    Parts of the condition that speak of time (days, hours, dates) are asked of every moment of
    the permit.
    """

    id: Slug
    when: Condition
    except_purposes: tuple[Slug, ...] = ()
    only_purposes: tuple[Slug, ...] = Field((), description="Left out: all purposes.")
    legal_basis: str | None = None
    source: Sources | None = None


class Exemption(Value):
    """People for whom some rules do not count."""

    id: Slug
    when: Condition
    free_of: tuple[Literal["counters", "hours", "curfew", "bars", "cooldown"], ...] = Field(
        min_length=1
    )
    source: Sources | None = None


class Curfew(Value):
    """Hours in which nobody is out, or only some are, save for purposes that say otherwise.

    Its dates are those on which it begins: the night of 31 December ends on 1 January.
    """

    id: Slug | None = Field(
        None, description="When it should have a message of its own under `rules` in the texts."
    )
    hours: tuple[Hours, ...] = Field(min_length=1)
    when: Condition | None = Field(
        None, description="Only for people of whom this is known to be true. Left out: everybody."
    )
    dates: tuple[Day | Dates, ...] = Field((), description="Only on these dates; else always.")
    except_dates: tuple[Day | Dates, ...] = Field((), description="Not on these dates.")
    legal_basis: str | None = None
    source: Sources | None = None


class SmsGrammar(Value):
    """How people ask by message."""

    number: str = Field(pattern=r"^[0-9+]{3,15}$", description="The short number.")
    fields: tuple[
        Literal["purpose", "document", "name", "surname", "address", "plate", "minutes"], ...
    ] = Field(description="The parts of a message in their order.")
    source: Sources | None = None


class LegalBasis(Value):
    """The act that the regime rests on."""

    title: str = Field(max_length=300)
    url: Url | None = None


class Appeals(Value):
    """How quickly a duty officer answers somebody who was refused."""

    decide_within_minutes: Minutes = 240


class Retention(Value):
    """How long rows about who moved are kept; counts stay."""

    movement_days: int = Field(14, ge=1, le=31, description="Days after which rows are deleted.")
    crossing_hours: int = Field(
        24,
        ge=1,
        le=72,
        description="Hours after which it is deleted who crossed where; an order may say otherwise.",
    )


class Regime(Value):
    """Movement rules as data."""

    timezone: TimeZone
    week_starts_on: Weekday = "mon"
    legal_basis: LegalBasis
    kinds: tuple[Kind, ...] = Field(("movement",), min_length=1)
    doors: tuple[DoorKind, ...] = Field(min_length=1, description="Ways in that it opens.")
    sms: SmsGrammar | None = None
    identification: Identification = Field(default_factory=Identification)
    documents: dict[Slug, DocumentType] = Field(default_factory=dict)
    places: tuple[Place, ...] = Field(min_length=1)
    zones: tuple[Zone, ...] = ()
    bars: tuple[Bar, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    curfews: tuple[Curfew, ...] = ()
    counters: dict[Slug, Counter] = Field(default_factory=dict)
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    appeals: Appeals = Field(default_factory=Appeals)
    retention: Retention = Field(default_factory=Retention)
    outage_minutes: int = Field(
        120,
        ge=0,
        le=1440,
        description="Who asked while the records could not be reached is let pass for so long, on a "
        "signed receipt. 0: nobody is.",
    )
    source: Sources | None = None


# --- Texts ----------------------------------------------------------------------------------------


class Named(Value):
    """A title, and a sentence that helps to choose."""

    title: str = Field(min_length=1)
    hint: str | None = None


class Texts(Value):
    """Everything that people read of a pack in one language: the file texts/LANGUAGE.yaml."""

    title: str
    summary: str
    legal_basis: str | None = Field(
        None, description="The title of the regime's act in this language."
    )
    purposes: dict[Slug, Named]
    places: dict[PlaceCode, str] = Field(description="Names of places and zones.")
    documents: dict[Slug, Named] = Field(default_factory=dict)
    certificates: dict[Slug, Named] = Field(default_factory=dict)
    sectors: dict[Slug, str] = Field(default_factory=dict)
    rules: dict[Slug, str] = Field(
        default_factory=dict,
        description="What a person reads when the bar, counter or curfew of this name refuses.",
    )
    refusals: dict[RefusalCode, str] = Field(
        default_factory=dict,
        description="Messages for refusals by code, where Tereze's own words do not fit or are "
        "not there in this language.",
    )


# --- The pack -------------------------------------------------------------------------------------


class Change(Value):
    """One thing that an adaptation does otherwise than the pack it comes from, and why."""

    what: str
    why: str
    source: Sources | None = None


class Derivation(Value):
    """The pack that this one adapts."""

    pack: Slug
    version: str
    changes: tuple[Change, ...] = Field(min_length=1)


class PackInfo(Value):
    """The file pack.yaml: what the pack is and where it comes from."""

    pack: Slug
    version: str = Field(
        pattern=r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?(\.[0-9]+)?$|^[0-9]+\.[0-9]+(\.[0-9]+)?$",
        max_length=20,
        description="A date (2020-04-05) or a number (1.2).",
    )
    languages: tuple[Language, ...] = Field(
        min_length=1, description="Languages with a file in texts/; the first is the main one."
    )
    publisher: str
    licence: str = "CC-BY-4.0"
    derived_from: Derivation | None = None
    sources: tuple[Url, ...] = ()


# --- Scenarios ------------------------------------------------------------------------------------


class GivenUse(Value):
    """A permit that the person (or who shares a counter with them) already has."""

    purpose: Slug
    starts: Moment
    minutes: Minutes
    of: Literal["resident", "household", "phone", "plate"] = "resident"


class GivenTally(Value):
    """How much of a shared amount (a place's, an employer's) is already used."""

    counter: Slug
    used: int = Field(ge=0)


class GivenEmployer(Value):
    """The employer through whom the permit is asked."""

    sector: Slug
    staff: int | None = Field(None, ge=0)


class GivenApplicant(Value):
    """Who asks. Of age and sex, what is left out is not known."""

    age: int | None = Field(None, ge=0, le=130)
    sex: Sex | None = None
    verified: bool = True
    tagged: tuple[Slug, ...] = ()
    home: PlaceCode | None = Field(None, description="Left out: the first place of the order.")
    document: Slug | None = Field(None, description="Left out: the first type accepted.")
    document_number: str | None = None
    unknown: tuple[Literal["home", "household", "phone", "document"], ...] = Field(
        (), description="What is known of everybody else is not known of this person."
    )


class GivenOrder(Value):
    """The order in force. Left out: all places, from a year before to a year after."""

    places: tuple[PlaceCode, ...] = ()
    starts: Moment | None = None
    ends: Moment | None = None


class Background(Value):
    """The person, the order, and what was already used. Times without a zone are local."""

    applicant: GivenApplicant = Field(default_factory=GivenApplicant)
    used: tuple[GivenUse, ...] = ()
    tallies: tuple[GivenTally, ...] = ()
    order: GivenOrder = Field(default_factory=GivenOrder)


class Given(Background):
    """The world of one scenario, with its clock."""

    now: Moment


class When(Value):
    """What is asked."""

    purpose: str
    kind: Kind | None = None
    door: DoorKind | None = Field(None, description="Left out: the regime's first door.")
    place: PlaceCode | None = None
    from_: Moment | None = Field(None, alias="from")
    minutes: int | None = Field(None, le=_YEAR_OF_MINUTES)
    party: int | None = Field(None, ge=1)
    plate: str | None = None
    transport: Transport | None = None
    distance_km: Decimal | None = None
    certificate: Slug | None = None
    certificate_number: str | None = None
    employer: GivenEmployer | None = None


class ExpectGranted(Value):
    """The permit that should come back; what is left out is not compared."""

    from_: Moment | None = Field(None, alias="from")
    until: Moment | None = None
    minutes: int | None = None
    places: tuple[PlaceCode, ...] | None = None
    within_km: Decimal | None = Field(None, description="The distance that is written on it.")


class ExpectRefused(Value):
    """The refusal that should come back; what is left out is not compared."""

    code: RefusalCode
    rule: Slug | None = Field(None, description="The bar, counter, curfew or purpose that refuses.")
    next_eligible: Moment | Literal["none"] | None = Field(
        None, description='The first later start that would be granted; "none": waiting is no help.'
    )
    ways_out: tuple[Literal["purpose", "hour", "appeal", "emergency"], ...] | None = Field(
        None, description="Kinds of way out that must be among those offered."
    )
    purposes: tuple[Slug, ...] | None = Field(
        None, description="Other purposes that must be among those offered."
    )


def _allow_short_forms(schema: dict[str, Any]) -> None:
    """Tell editors about the short forms of `expect`, which the validator below writes out."""
    schema["properties"]["refused"]["anyOf"].insert(0, {"enum": list(get_args(RefusalCode))})
    written_out = {**schema, "minProperties": 1, "maxProperties": 1}
    schema.clear()
    schema["anyOf"] = [{"const": "granted"}, written_out]


class Expect(Value):
    """Exactly one of the two: `granted`, or `refused` with the code of the refusal."""

    model_config = ConfigDict(json_schema_extra=_allow_short_forms)

    granted: ExpectGranted | None = None
    refused: ExpectRefused | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        """`expect: granted` says only that; `expect: {refused: CODE}` names only the code."""
        if value == "granted":
            return {"granted": {}}
        if isinstance(value, dict) and isinstance(value.get("refused"), str):
            return {**value, "refused": {"code": value["refused"]}}
        return value

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.granted is None) == (self.refused is None):
            raise ValueError("needs exactly one of: granted, refused")
        return self


class Scenario(Value):
    """Given–when–expect: one test of the policy, with the clock given."""

    name: str = Field(min_length=1, description="A sentence: what should happen, and to whom.")
    given: Given
    when: When
    expect: Expect
    source: Sources | None = None


class ScenarioFile(Value):
    """Scenarios that share something: what a scenario does not say itself is taken from `given`."""

    given: Background
    scenarios: tuple[Scenario, ...]


class Pack(Value):
    """A pack as read and found right."""

    info: PackInfo
    regime: Regime
    texts: dict[Language, Texts]
    scenarios: tuple[Scenario, ...]
    readme: str
    digest: str = Field(description="SHA-256 over the manifest of every file, as hex.")
