# SPDX-License-Identifier: EUPL-1.2
"""Times, durations and codes as people say them, in the language that is active.

Nobody who is afraid of doing something wrong should have to work out a date: today is "today",
and the date is said only when it is another day. Where a language changes the end of the clock
time itself (Kazakh "14:30-ға дейін", Azerbaijani "06:00-dan"), the ending follows how the number
is spoken.

>>> from django.utils.translation import override
>>> almaty = ZoneInfo("Asia/Almaty")
>>> now = datetime(2020, 4, 13, 12, 5, tzinfo=almaty)
>>> out = datetime(2020, 4, 13, 14, 30, tzinfo=almaty)
>>> again = datetime(2020, 4, 14, 6, 0, tzinfo=almaty)
>>> later = datetime(2020, 4, 20, 9, 15, tzinfo=almaty)
>>> for language in ("en", "ru", "kk", "az"):
...     with override(language):
...         print(people_until(out, now=now, zone=almaty), "|",
...               people_from(again, now=now, zone=almaty), "|",
...               people_time(later, now=now, zone=almaty), "|", people_duration(75))
until 14:30 today | from 06:00 tomorrow | 09:15 on Monday 20 April | 1 hour 15 minutes
сегодня до 14:30 | завтра с 06:00 | 20 апреля в 09:15 | 1 час 15 минут
бүгін сағат 14:30-ға дейін | ертең сағат 06:00-ден бастап | 20 сәуір күні сағат 09:15-те | 1 сағат 15 минут
bu gün saat 14:30-dək | sabah saat 06:00-dan | 20 aprel saat 09:15-də | 1 saat 15 dəqiqə
"""

from datetime import date, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo  # noqa: F401 (the doctests above use it)

from babel import Locale
from babel.dates import format_date
from django.utils.translation import get_language, ngettext, pgettext

#: Endings for "to", "from" and "at" of Kazakh numerals, by the word that is spoken last.
_KAZAKH: Final = {
    0: ("ге", "ден", "де"),
    1: ("ге", "ден", "де"),
    2: ("ге", "ден", "де"),
    3: ("ке", "тен", "те"),
    4: ("ке", "тен", "те"),
    5: ("ке", "тен", "те"),
    6: ("ға", "дан", "да"),
    7: ("ге", "ден", "де"),
    8: ("ге", "ден", "де"),
    9: ("ға", "дан", "да"),
    10: ("ға", "нан", "да"),
    20: ("ға", "дан", "да"),
    30: ("ға", "дан", "да"),
    40: ("қа", "тан", "та"),
    50: ("ге", "ден", "де"),
}
#: The same for Azerbaijani, where "until" is the same ending after every number.
_AZERBAIJANI: Final = {
    **dict.fromkeys((1, 2, 3, 4, 5, 7, 8, 20, 50), ("dək", "dən", "də")),
    **dict.fromkeys((0, 6, 9, 10, 30, 40), ("dək", "dan", "da")),
}
_ENDINGS: Final = {"kk": _KAZAKH, "az": _AZERBAIJANI}


def people_time(moment: datetime, *, now: datetime, zone: tzinfo) -> str:
    """A moment: "14:30 today"."""
    return {
        0: pgettext("a moment", "%(time)s today"),
        1: pgettext("a moment", "%(time)s tomorrow"),
        -1: pgettext("a moment", "%(time)s yesterday"),
    }.get(
        _days_away(moment, now, zone), pgettext("a moment", "%(time)s on %(weekday)s %(date)s")
    ) % _pieces(moment, now, zone)


def people_until(moment: datetime, *, now: datetime, zone: tzinfo) -> str:
    """An end: "until 14:30 today"."""
    return {
        0: pgettext("an end", "until %(time)s today"),
        1: pgettext("an end", "until %(time)s tomorrow"),
        -1: pgettext("an end", "until %(time)s yesterday"),
    }.get(
        _days_away(moment, now, zone),
        pgettext("an end", "until %(time)s on %(weekday)s %(date)s"),
    ) % _pieces(moment, now, zone)


def people_from(moment: datetime, *, now: datetime, zone: tzinfo) -> str:
    """A start: "from 06:00 tomorrow"."""
    return {
        0: pgettext("a start", "from %(time)s today"),
        1: pgettext("a start", "from %(time)s tomorrow"),
        -1: pgettext("a start", "from %(time)s yesterday"),
    }.get(
        _days_away(moment, now, zone),
        pgettext("a start", "from %(time)s on %(weekday)s %(date)s"),
    ) % _pieces(moment, now, zone)


def short_time(moment: datetime, *, now: datetime, zone: tzinfo) -> str:
    """A moment where each character costs: "14:30", with the day when it is not today."""
    return _shortly(moment, now, zone) % _pieces(moment, now, zone)


def short_until(moment: datetime, *, now: datetime, zone: tzinfo) -> str:
    """An end where each character costs: "until 14:30".

    >>> from django.utils.translation import override
    >>> almaty = ZoneInfo("Asia/Almaty")
    >>> now = datetime(2020, 4, 13, 12, 5, tzinfo=almaty)
    >>> for language in ("en", "ru", "kk", "az"):
    ...     with override(language):
    ...         print(short_until(now.replace(hour=14, minute=30), now=now, zone=almaty))
    until 14:30
    до 14:30
    14:30-ға дейін
    14:30-dək
    >>> short_until(now.replace(day=20), now=now, zone=almaty)
    'until 20.04 12:05'
    """
    pieces = _pieces(moment, now, zone)
    day = "" if _days_away(moment, now, zone) == 0 else f"{moment.astimezone(zone):%d.%m} "
    return pgettext("a short end", "until %(time)s") % {
        name: f"{day}{pieces[name]}" for name in ("time", "time_to")
    }


def _shortly(moment: datetime, now: datetime, zone: tzinfo) -> str:
    if _days_away(moment, now, zone) == 0:
        return "%(time)s"
    return f"{moment.astimezone(zone):%d.%m} %(time)s"


def people_date(day: date, *, today: date) -> str:
    """A day: "13 April", with the year when it is not this year's.

    >>> people_date(date(2020, 4, 13), today=date(2020, 12, 1))
    '13 April'
    >>> people_date(date(2020, 4, 13), today=date(2021, 1, 1))
    '13 April 2020'
    """
    if day.year == today.year:
        return format_date(day, "d MMMM", locale=_locale())
    return full_date(day)


def full_date(day: date) -> str:
    """A day with its year, for what is read much later.

    >>> full_date(date(2020, 4, 13))
    '13 April 2020'
    """
    return format_date(day, "long", locale=_locale())


def people_duration(minutes: int) -> str:
    """A length of time in days, hours and minutes.

    >>> people_duration(45), people_duration(120), people_duration(1501)
    ('45 minutes', '2 hours', '1 day 1 hour 1 minute')
    >>> people_duration(0)
    '0 minutes'
    """
    days, rest = divmod(minutes, 24 * 60)
    hours, rest = divmod(rest, 60)
    parts = []
    if days:
        parts.append(ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not parts:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(parts)


def code_groups(code: str) -> tuple[str, ...]:
    """A code in groups of four, so that it can be read out over the phone.

    >>> code_groups("7K3PQ9XA")
    ('7K3P', 'Q9XA')
    """
    return tuple(code[start : start + 4] for start in range(0, len(code), 4))


def _days_away(moment: datetime, now: datetime, zone: tzinfo) -> int:
    return (moment.astimezone(zone).date() - now.astimezone(zone).date()) // timedelta(days=1)


def _pieces(moment: datetime, now: datetime, zone: tzinfo) -> dict[str, str]:
    """What a sentence may be built of; each language takes the pieces that it needs."""
    local = moment.astimezone(zone)
    time = f"{local:%H:%M}"
    to, since, at = _endings(local.minute)
    return {
        "time": time,
        "time_to": time + to,
        "time_from": time + since,
        "time_at": time + at,
        "date": people_date(local.date(), today=now.astimezone(zone).date()),
        "weekday": format_date(local.date(), "EEEE", locale=_locale()),
    }


def _endings(minute: int) -> tuple[str, str, str]:
    """The endings "to", "from", "at" of a clock time, by the word that is spoken last.

    >>> from django.utils.translation import override
    >>> with override("kk"):
    ...     [_endings(minute)[0] for minute in (0, 10, 15, 40, 46)]
    ['-ге', '-ға', '-ке', '-қа', '-ға']
    """
    table = _ENDINGS.get((get_language() or "")[:2])
    if table is None:
        return "", "", ""
    spoken_last = minute % 10 or minute
    to, since, at = table[spoken_last]
    return f"-{to}", f"-{since}", f"-{at}"


def _locale() -> Locale:
    """Babel's data of the active language: it knows the months of every language, Django some."""
    language = get_language() or "en"
    return Locale.parse(
        "en_GB" if language == "en" else language, sep="-" if "-" in language else "_"
    )
