# SPDX-License-Identifier: EUPL-1.2
"""What an order says, in the reader's language: its pack's texts, and the rules' answers as words.

A pack brings the names of its purposes, places and papers, and a sentence for each of its rules. The
rest of a page is ours. Where a pack lacks the reader's language, its main language is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext, ngettext

from tereze.core.wording import (
    full_date,
    people_date,
    people_duration,
    people_from,
    people_time,
)
from tereze.packs import selectors as packs
from tereze.packs.messages import fill_message, find_message, tell_basis, tell_code
from tereze.packs.types import Named, Pack, Purpose, Texts
from tereze.permits.types import OrderInForce, QuotaLeft, Refusal

Fact: TypeAlias = str | int | date | datetime

#: Icons for purposes of the packs that we know; any other purpose gets the one for a way.
_ICONS: Final = {
    "bank-or-service": "bank",
    "cash": "bank",
    "ceremony-or-children": "ceremony",
    "emergency": "emergency",
    "exercise-or-pet": "pet",
    "funeral": "funeral",
    "groceries": "food",
    "health": "medicine",
    "help-or-escort": "help",
    "medical": "hospital",
    "medicine": "medicine",
    "needs": "food",
    "personal": "person",
    "shop": "shop",
    "state-service": "justice",
    "treatment": "hospital",
    "volunteer": "help",
    "work": "work",
    "work-standing": "work",
    "work-support": "work",
    "work-vital": "work",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalWords:
    """A refusal as it is read."""

    #: the rule, in one sentence or two
    why: str
    legal_basis: str
    #: where the act can be read; empty when nobody put it on the web
    legal_url: str


class PlaceNames:
    """What places are called, those of all orders: a checkpoint may stand where another order holds
    than the one in whose words a page speaks."""

    def __init__(self, orders: Iterable[OrderInForce], *, now: datetime) -> None:
        self._names: dict[str, str] = {}
        for order in orders:
            self._names |= Words.of_order(order, now).texts.places

    def place(self, code: str) -> str:
        """The name of a place or zone."""
        return self._names.get(code, code)


class Words:
    """The words of one pack for one reader at one time."""

    def __init__(self, pack: Pack, *, now: datetime, language: str | None = None) -> None:
        language = language or get_language() or ""
        self.pack = pack
        self.now = now
        self.zone = ZoneInfo(pack.regime.timezone)
        self.language = language if language in pack.texts else pack.info.languages[0]

    @classmethod
    def of_order(cls, order: OrderInForce, now: datetime) -> "Words":
        """The words of an order's pack in the language that is active."""
        return cls(packs.get_pack(order.digest), now=now)

    @property
    def legal_url(self) -> str:
        """Where the regime's act can be read; empty when nobody put it on the web."""
        return self.pack.regime.legal_basis.url or ""

    def legal_basis(self, basis: str = "") -> str:
        """What something rests on; the regime's own act by its title in this language."""
        return tell_basis(self.pack, self.language, basis)

    @property
    def texts(self) -> Texts:
        """All that the pack says in this language."""
        return self.pack.texts[self.language]

    def find_purpose(self, purpose_id: str) -> Purpose:
        """The purpose itself, as the regime has it."""
        return next(one for one in self.pack.regime.purposes if one.id == purpose_id)

    def purpose(self, purpose_id: str) -> str:
        """The title of a purpose."""
        return self._named(self.texts.purposes, purpose_id).title

    def purpose_hint(self, purpose_id: str) -> str:
        """The sentence that explains a purpose; empty when the pack has none."""
        return self._named(self.texts.purposes, purpose_id).hint or ""

    def purpose_icon(self, purpose_id: str) -> str:
        """The name of the icon beside a purpose."""
        return _ICONS.get(purpose_id, "movement")

    def place(self, code: str) -> str:
        """The name of a place or zone."""
        return self.texts.places.get(code, code)

    def places(self, codes: tuple[str, ...]) -> str:
        """Names of several places."""
        return ", ".join(map(self.place, codes))

    def document(self, type_id: str) -> Named:
        """Title and hint of a type of document."""
        return self._named(self.texts.documents, type_id)

    def certificate(self, certificate_id: str) -> Named:
        """Title and hint of a certificate."""
        return self._named(self.texts.certificates, certificate_id)

    def sector(self, sector_id: str) -> str:
        """The title of a sector."""
        return self.texts.sectors.get(sector_id, sector_id)

    def length(self, purpose: Purpose) -> str:
        """How long a permit for a purpose lasts: "2 hours", "up to 12 hours"."""
        duration = purpose.duration
        if duration.minutes is not None:
            return people_duration(duration.minutes)
        if duration.until is not None:
            return gettext("Until %(time)s") % {"time": duration.until}
        if duration.until_end_of is not None:
            return {
                "day": gettext("Until the end of the day"),
                "week": gettext("Until the end of the week"),
                "month": gettext("Until the end of the month"),
                "order": gettext("As long as the order holds"),
            }[duration.until_end_of]
        chosen = duration.choose or duration.until_stated
        longest = people_duration(chosen.at_most) if chosen else ""
        return gettext("Up to %(duration)s") % {"duration": longest}

    def time(self, moment: datetime) -> str:
        """A moment: "14:30 today"."""
        return people_time(moment, now=self.now, zone=self.zone)

    def day(self, when: datetime | date) -> str:
        """A day, or the local day of a moment: "13 April"."""
        day = when.astimezone(self.zone).date() if isinstance(when, datetime) else when
        return people_date(day, today=self.now.astimezone(self.zone).date())

    def moment(self, moment: datetime) -> str:
        """A moment that reads the same tomorrow, for paper: "14:30, 20 November 2026"."""
        local = moment.astimezone(self.zone)
        return f"{local:%H:%M}, {full_date(local.date())}"

    def again(self, moment: datetime) -> str:
        """When the same can be had: "Again from 06:00 tomorrow"."""
        return gettext("Again: %(from)s") % {
            "from": people_from(moment, now=self.now, zone=self.zone)
        }

    def left(self, quota: QuotaLeft) -> str:
        """What is left of a purpose: "1 of 1 left today"; or when it comes back; or why not.

        Empty when nothing limits how often it can be asked for.
        """
        if isinstance(quota.answer, Refusal):
            if quota.answer.code == "needs-approval":
                return gettext("An officer decides")
            later = quota.answer.next_eligible
            return self.again(later) if later else self.refusal(quota.answer).why
        if quota.limit is None or quota.counter is None:
            return ""
        amount = gettext("%(left)s of %(limit)s") % {"left": quota.left, "limit": quota.limit}
        if quota.counts == "minutes":
            amount = people_duration(quota.left or 0)
        return self._left_in_period(quota.counter, amount)

    def _left_in_period(self, counter: str, amount: str) -> str:
        words = {"amount": amount}
        per = self.pack.regime.counters[counter].per
        if per == "hour":
            return gettext("Left this hour: %(amount)s") % words
        if per == "day":
            return gettext("Left today: %(amount)s") % words
        if per == "week":
            return gettext("Left this week: %(amount)s") % words
        if per == "month":
            return gettext("Left this month: %(amount)s") % words
        return gettext("Left: %(amount)s") % words

    def refusal(self, refusal: Refusal) -> RefusalWords:
        """Why not, by which act."""
        message = find_message(self.pack, self.language, refusal.code, refusal.rule)
        return RefusalWords(
            why=fill_message(message, self._facts(refusal.facts)),
            legal_basis=self.legal_basis(refusal.legal_basis),
            # The regime gives the address of its own act; an article of it is read there too.
            legal_url=self.legal_url,
        )

    def _facts(self, facts: Mapping[str, Fact]) -> dict[str, str]:
        return {name: self._fact(name, value) for name, value in facts.items()}

    def _fact(self, name: str, value: Fact) -> str:
        if isinstance(value, datetime):
            return self.time(value)
        if isinstance(value, date):
            return self.day(value)
        if name == "minutes" and isinstance(value, int):
            return people_duration(value)
        # A permit's kind, ways of travel and doors are the same for all packs, so their words are ours.
        tell = _OUR_WORDS.get(name.removesuffix("s"), partial(tell_code, self.texts, name))
        return ", ".join(tell(code) for code in str(value).split(", "))

    def _named(self, names: Mapping[str, Named], name: str) -> Named:
        return names.get(name) or Named(title=name)


def tell_kind(kind: str) -> str:
    """How a permit is used."""
    return {
        "movement": gettext("Within the area"),
        "entry": gettext("Into the area"),
        "exit": gettext("Out of the area"),
    }.get(kind, kind)


def tell_transport(transport: str) -> str:
    """By what somebody goes."""
    return {
        "foot": gettext("On foot"),
        "bicycle": gettext("By bicycle"),
        "car": gettext("By car"),
        "taxi": gettext("By taxi"),
        "bus": gettext("By bus"),
        "train": gettext("By train"),
        "motorcycle": gettext("By motorcycle"),
    }.get(transport, transport)


def tell_door(door: str) -> str:
    """Where somebody asks."""
    return {
        "web": gettext("this site"),
        "app": gettext("the application"),
        "sms": gettext("a message"),
        "desk": gettext("the call centre"),
        "employer": gettext("your employer"),
        "kiosk": gettext("a terminal"),
    }.get(door, door)


def tell_people(count: int) -> str:
    """How many go together."""
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


_OUR_WORDS: Final = {"kind": tell_kind, "transport": tell_transport, "door": tell_door}
