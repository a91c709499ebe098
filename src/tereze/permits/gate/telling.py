# SPDX-License-Identifier: EUPL-1.2
"""A refusal in words, in the language that the asker prefers.

Programs read the code; the title is for the person at the other end of the door, word for word: a
gateway sends it as a message, a call centre reads it out. Pages have more room and more words of
their own (`permits/words.py`); both take the pack's sentence.
"""

from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.units import format_unit

from tereze.packs.messages import (
    fill_message,
    find_message,
    standard_languages,
    standard_refusals,
    tell_basis,
    tell_code,
)
from tereze.packs.types import Pack, Texts
from tereze.permits.types import Refusal

#: Where there is no pack, and so no main language.
DEFAULT_LANGUAGE = "en"


def languages_of(pack: Pack | None) -> Collection[str]:
    """The languages in which a refusal can be told: the pack's, and those of our own messages."""
    own = pack.info.languages if pack else ()
    return dict.fromkeys((*own, *standard_languages()))


def tell_refusal(refusal: Refusal, pack: Pack | None, language: str) -> str:
    """The refusal as the person reads it.

    In a language that the pack does not speak it is told in our own words: less to the point than
    the pack's, but understood. Titles of places and the like stay as the pack has them.
    """
    if pack is None:
        return fill_message(standard_refusals(language)[refusal.code], {})
    texts = pack.texts.get(language) or pack.texts[pack.info.languages[0]]
    zone, locale = ZoneInfo(pack.regime.timezone), _locale(language)
    words = {name: _tell(name, value, texts, zone, locale) for name, value in refusal.facts.items()}
    if language in pack.texts:
        message = find_message(pack, language, refusal.code, refusal.rule)
    else:
        message = standard_refusals(language)[refusal.code]
    return fill_message(message, words)


def tell_legal_basis(refusal: Refusal, pack: Pack | None, language: str) -> str:
    """The act that the refusal rests on."""
    return tell_basis(pack, language, refusal.legal_basis) if pack else refusal.legal_basis


def _tell(
    name: str, value: str | int | date | datetime, texts: Texts, zone: ZoneInfo, locale: Locale
) -> str:
    match value:
        case datetime():
            local = value.astimezone(zone)
            return format_datetime(local, "d MMMM, HH:mm", tzinfo=zone, locale=locale)
        case date():
            return format_date(value, "d MMMM", locale=locale)
        case int() if name == "minutes":
            return tell_minutes(value, locale)
        case int():
            return str(value)
    # Lists of codes are written "a, b".
    return ", ".join(tell_code(texts, name, code) for code in value.split(", "))


def tell_minutes(minutes: int, locale: Locale) -> str:
    """A length of time, written out.

    >>> tell_minutes(150, Locale("en")), tell_minutes(60, Locale("ru")), tell_minutes(0, Locale("az"))
    ('2 hours 30 minutes', '1 час', '0 dəqiqə')
    """
    hours, rest = divmod(minutes, 60)
    parts = [format_unit(hours, "duration-hour", locale=locale)] if hours else []
    if rest or not hours:
        parts.append(format_unit(rest, "duration-minute", locale=locale))
    return " ".join(parts)


@lru_cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT_LANGUAGE)
