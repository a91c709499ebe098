# SPDX-License-Identifier: EUPL-1.2
"""A regime in a few words, in the reader's language: what an order would put in force.

It tells what most people meet: purposes, hours, how long, how often, curfews, closed doors. Every
condition and exception stands in the pack itself (`packs.words.regime_lines`); an outline says
where there are more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import get_day_names
from django.utils.translation import get_language, gettext, ngettext, pgettext

from tereze.core.wording import people_date, people_duration
from tereze.packs.types import (
    WEEKDAYS,
    Cooldown,
    Counter,
    Curfew,
    Dates,
    Hours,
    Purpose,
    Rolling,
)
from tereze.permits.words import Words, tell_kind


@dataclass(frozen=True, kw_only=True, slots=True)
class PurposeOutline:
    """A purpose as one row."""

    id: str
    title: str
    hint: str
    length: str
    #: when it may be used; empty: always
    hours: tuple[str, ...]
    #: how often; empty: as often as needed
    quotas: tuple[str, ...]
    #: what has to be there besides: a certificate, an employer, a distance
    needs: tuple[str, ...]
    emergency: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """A regime in a few words."""

    purposes: tuple[PurposeOutline, ...]
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    curfew: tuple[str, ...]
    #: what a person reads whom a bar refuses
    bars: tuple[str, ...]


def outline(words: Words) -> Outline:
    """The outline of a pack's regime, with the pack's words in the reader's language."""
    regime = words.pack.regime
    return Outline(
        purposes=tuple(_purpose(purpose, words) for purpose in regime.purposes),
        kinds=tuple(map(tell_kind, regime.kinds)),
        places=tuple(words.place(place.code) for place in regime.places if not place.within),
        curfew=tuple(told for one in regime.curfews for told in _curfew(one, words)),
        bars=tuple(words.texts.rules.get(bar.id, bar.id) for bar in regime.bars),
    )


def _purpose(purpose: Purpose, words: Words) -> PurposeOutline:
    counters = words.pack.regime.counters
    return PurposeOutline(
        id=purpose.id,
        title=words.purpose(purpose.id),
        hint=words.purpose_hint(purpose.id),
        length=words.length(purpose),
        hours=tuple(map(tell_hours, purpose.hours)),
        quotas=(
            *(tell_counter(counters[name]) for name in purpose.counters),
            *((_cooldown(purpose.cooldown),) if purpose.cooldown else ()),
        ),
        needs=tuple(_needs(purpose, words)),
        emergency=purpose.emergency,
    )


def _needs(purpose: Purpose, words: Words) -> Iterator[str]:
    if purpose.who:
        yield gettext("Only for some people")
    if purpose.place.within_km:
        yield gettext("At most %(km)s km from home") % {"km": purpose.place.within_km}
    if purpose.certificate:
        papers = ", ".join(words.certificate(one).title for one in purpose.certificate.accepted)
        yield gettext("Certificate: %(papers)s") % {"papers": papers}
    if purpose.employer and purpose.employer.needed:
        yield gettext("Through the employer")
    if purpose.approval:
        yield gettext("An officer decides")
    if purpose.start.delay_minutes:
        yield gettext("Begins %(duration)s after asking") % {
            "duration": people_duration(purpose.start.delay_minutes)
        }


def tell_hours(hours: Hours) -> str:
    """A window of clock time.

    >>> tell_hours(Hours(from_="08:00", until="20:00"))
    '08:00–20:00'
    >>> tell_hours(Hours(from_="10:00", until="14:00", days=("sat", "sun")))
    '10:00–14:00 (Sat, Sun)'
    """
    window = f"{hours.from_}–{hours.until}"
    if len(hours.days) == len(WEEKDAYS):
        return window
    names = get_day_names("abbreviated", locale=get_language() or "en")
    return f"{window} ({', '.join(names[WEEKDAYS.index(day)] for day in hours.days)})"


def tell_counter(counter: Counter) -> str:
    """How often, or how much.

    >>> tell_counter(Counter(limit=1))
    '1 permit a day for each person'
    >>> tell_counter(Counter(limit=500, counts="people", per="hour", of="place"))
    '500 people an hour for each place'
    """
    if counter.limit is None and counter.percent_of_staff is None:
        return gettext("No limit, but for some people")
    amount = _amount(counter)
    words = gettext("%(amount)s %(period)s for each %(holder)s") % {
        "amount": amount,
        "period": _period(counter),
        "holder": _holder(counter),
    }
    if counter.limits or counter.by_place:
        return gettext("%(limit)s; otherwise for some") % {"limit": words}
    return words


def _amount(counter: Counter) -> str:
    limit = counter.limit or 0
    if counter.counts == "minutes":
        amount = people_duration(limit)
    elif counter.counts == "people":
        amount = ngettext("%(count)d person", "%(count)d people", limit) % {"count": limit}
    else:
        amount = ngettext("%(count)d permit", "%(count)d permits", limit) % {"count": limit}
    if counter.percent_of_staff is None:
        return amount
    share = gettext("%(percent)s%% of the staff") % {"percent": counter.percent_of_staff}
    if counter.limit is None:
        return share
    return gettext("%(amount)s or %(share)s") % {"amount": amount, "share": share}


def _period(counter: Counter) -> str:
    if isinstance(counter.per, Rolling):
        days = counter.per.calendar_days
        length = people_duration((counter.per.rolling_hours or 0) * 60)
        if days is not None:
            length = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
        return gettext("in any %(length)s") % {"length": length}
    return {
        "hour": gettext("an hour"),
        "day": gettext("a day"),
        "week": gettext("a week"),
        "month": gettext("a month"),
        "order": gettext("while the order holds"),
    }[counter.per]


def _holder(counter: Counter) -> str:
    return {
        "resident": pgettext("for each", "person"),
        "household": pgettext("for each", "household"),
        "phone": pgettext("for each", "phone"),
        "plate": pgettext("for each", "number plate"),
        "place": pgettext("for each", "place"),
        "employer": pgettext("for each", "employer"),
    }[counter.of]


def _cooldown(cooldown: Cooldown) -> str:
    minutes = (cooldown.hours or 0) * 60 + (cooldown.days or 0) * 24 * 60
    return gettext("%(duration)s between two permits") % {"duration": people_duration(minutes)}


def _curfew(curfew: Curfew, words: Words) -> Iterator[str]:
    yield from map(tell_hours, curfew.hours)
    today = words.now.astimezone(words.zone).date()
    for dates in curfew.dates:
        yield _dates(dates, today)
    if curfew.when:
        yield gettext("Only for some people")


def _dates(dates: date | Dates, today: date) -> str:
    if isinstance(dates, Dates):
        return f"{people_date(dates.first, today=today)} – {people_date(dates.last, today=today)}"
    return people_date(dates, today=today)
