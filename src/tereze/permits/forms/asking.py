# SPDX-License-Identifier: EUPL-1.2
"""Asking for a permit: the questions that `questions.py` leaves, as a form."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from typing_extensions import override

from tereze.core.forms import Form, HintedLabel
from tereze.core.wording import people_date, people_duration
from tereze.packs.types import CertificateRule, DoorKind, Kind, Purpose, Transport
from tereze.permits.questions import SITE, Questions, find_questions, only_place, own_door
from tereze.permits.types import OrderInForce, Request
from tereze.permits.words import Words, tell_kind, tell_people, tell_transport

#: No more days are offered than anybody plans; the rules know the true limit.
_MOST_DAYS: Final = 8
_PLATED: Final[tuple[Transport, ...]] = ("car", "motorcycle")


class AskForm(Form):
    """Only what the regime needs. `request` is what it makes of the answers."""

    #: the same when it is sent twice, so that two taps get one permit
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self,
        *args: Any,
        order: OrderInForce,
        purpose: Purpose,
        home: str | None,
        words: Words,
        doors: Sequence[DoorKind] = SITE,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._purpose = purpose
        self._words = words
        self._door = own_door(order.regime, purpose, doors) or doors[0]
        self._place = only_place(order, purpose, home=home)
        self.questions = find_questions(order, purpose, home=home)
        self.fields["key"].initial = secrets.token_urlsafe(16)
        self.fields |= self._ask(self.questions)

    @property
    def needed(self) -> list[BoundField]:
        """The questions that have to be answered."""
        return [field for field in self.visible_fields() if field.name not in self._offered]

    @property
    def offered(self) -> list[BoundField]:
        """The questions that stand folded below: later, by car."""
        return [self[name] for name in self._offered if name in self.fields]

    @property
    def offer_taken(self) -> bool:
        """One of these was answered, so they are unfolded."""
        return any(field.value() for field in self.offered if field.name != "day")

    @property
    def _offered(self) -> tuple[str, ...]:
        by_car = self.questions.plate_if_by_car and not self.questions.transports
        return ("day", "time", "plate") if by_car else ("day", "time")

    # --- the questions ---

    def _ask(self, questions: Questions) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        if questions.kinds:
            fields["kind"] = self._ask_kind(questions.kinds)
        if questions.places:
            fields["place"] = self._ask_place(questions.places)
        if questions.lengths:
            fields["minutes"] = self._ask_minutes(questions)
        if questions.certificate:
            fields |= self._ask_certificate(questions.certificate)
        if questions.transports:
            fields["transport"] = self._ask_transport(questions.transports)
        if questions.plate_needed or questions.plate_if_by_car:
            fields["plate"] = self._ask_plate(needed=questions.plate_needed)
        if questions.companions_at_most:
            fields["party"] = self._ask_party(questions.companions_at_most + 1)
        if questions.ahead_minutes:
            fields["day"] = self._ask_day(questions.ahead_minutes)
            fields["time"] = forms.TimeField(
                label=gettext("From"),
                required=False,
                widget=forms.TimeInput(attrs={"type": "time", "class": "width-10"}, format="%H:%M"),
                error_messages={"invalid": gettext("Write a time like 18:30.")},
            )
        return fields

    def _ask_kind(self, kinds: Sequence[Kind]) -> forms.Field:
        return forms.ChoiceField(
            label=gettext("Where does your way lead?"),
            choices=[(kind, tell_kind(kind)) for kind in kinds],
            initial=kinds[0],
            widget=forms.RadioSelect,
        )

    def _ask_place(self, places: Sequence[str]) -> forms.Field:
        return forms.ChoiceField(
            label=gettext("Where are you going?"),
            choices=[("", gettext("Choose a place")), *((c, self._words.place(c)) for c in places)],
            error_messages={"required": gettext("Choose where you are going.")},
        )

    def _ask_minutes(self, questions: Questions) -> forms.Field:
        lengths = [(n, people_duration(n)) for n in questions.lengths]
        usual = questions.usual_length
        return forms.TypedChoiceField(
            label=gettext("How long do you need, with the way there and back?"),
            choices=lengths if usual else [("", gettext("Choose how long")), *lengths],
            initial=usual,
            coerce=int,
            error_messages={"required": gettext("Choose how long you need.")},
        )

    def _ask_certificate(self, rule: CertificateRule) -> dict[str, forms.Field]:
        """One paper is a box to tick, several are a choice; then its number."""
        ask = self._ask_whether if len(rule.accepted) == 1 else self._ask_which
        fields: dict[str, forms.Field] = {"certificate": ask(rule)}
        if rule.number:
            fields["certificate_number"] = _line(
                gettext("The number on it"), max_length=60, missing=gettext("Write the number.")
            )
            fields["certificate_number"].required = rule.needed
        return fields

    def _ask_whether(self, rule: CertificateRule) -> forms.Field:
        paper = self._words.certificate(rule.accepted[0]).title
        return forms.BooleanField(
            label=gettext("I have it with me: %(paper)s") % {"paper": paper},
            required=rule.needed,
            help_text=gettext("You may be asked to show it on the way."),
            error_messages={"required": gettext("You need this: %(paper)s") % {"paper": paper}},
        )

    def _ask_which(self, rule: CertificateRule) -> forms.Field:
        titles = [(name, self._words.certificate(name)) for name in rule.accepted]
        choices: list[tuple[str, str]] = [
            (name, HintedLabel(named.title, named.hint) if named.hint else named.title)
            for name, named in titles
        ]
        return forms.ChoiceField(
            label=gettext("Which of these do you have with you?"),
            choices=choices if rule.needed else [*choices, ("", gettext("None of these"))],
            required=rule.needed,
            widget=forms.RadioSelect,
            error_messages={"required": gettext("Choose the paper that you have.")},
        )

    def _ask_transport(self, transports: Sequence[Transport]) -> forms.Field:
        return forms.ChoiceField(
            label=gettext("How do you go?"),
            choices=[(name, tell_transport(name)) for name in transports],
            widget=forms.RadioSelect,
            error_messages={"required": gettext("Choose how you go.")},
        )

    def _ask_plate(self, *, needed: bool) -> forms.Field:
        field = _line(
            gettext("Number plate of the car"),
            max_length=15,
            missing=gettext("Write the number plate of the car."),
        )
        field.required = needed
        field.widget.attrs |= {"class": "width-10 code-input", "autocapitalize": "characters"}
        return field

    def _ask_party(self, most: int) -> forms.Field:
        choices = [(1, gettext("I go alone")), *((n, tell_people(n)) for n in range(2, most + 1))]
        return forms.TypedChoiceField(
            label=gettext("How many of you go?"), choices=choices, initial=1, coerce=int
        )

    def _ask_day(self, ahead_minutes: int) -> forms.Field:
        first = self._words.now.astimezone(self._words.zone)
        last = first + timedelta(minutes=ahead_minutes)
        days = min((last.date() - first.date()).days + 1, _MOST_DAYS)
        choices = [
            (day.isoformat(), self._tell_day(number, day))
            for number in range(days)
            for day in [first.date() + timedelta(days=number)]
        ]
        return forms.ChoiceField(label=gettext("Day"), choices=choices, required=False)

    def _tell_day(self, number: int, day: date) -> str:
        if number < 2:
            return (gettext("Today"), gettext("Tomorrow"))[number]
        return people_date(day, today=self._words.now.astimezone(self._words.zone).date())

    # --- the answers ---

    @override
    def clean(self) -> dict[str, Any]:
        """Who goes by car has to say which."""
        answers = super().clean() or self.cleaned_data
        by_car = answers.get("transport") in _PLATED and "plate" in self.fields
        if by_car and not answers.get("plate") and "plate" not in self.errors:
            self.add_error("plate", gettext("Write the number plate of the car."))
        return answers

    def request(self) -> Request:
        """What is asked, from answers that are valid."""
        answers = self.cleaned_data
        plate = answers.get("plate") or None
        return Request(
            purpose=self._purpose.id,
            door=self._door,
            kind=answers.get("kind"),
            place=answers.get("place") or self._place,
            starts_at=self._start(answers.get("day"), answers.get("time")),
            minutes=answers.get("minutes") or None,
            party=answers.get("party") or 1,
            plate=plate,
            transport=self._transport(answers, plate),
            certificate=self._certificate(answers),
            certificate_number=answers.get("certificate_number") or None,
        )

    def _transport(self, answers: dict[str, Any], plate: str | None) -> Transport | None:
        """Who gives a plate goes by car, also where nobody asked how they go."""
        if self._purpose.transport:
            return answers.get("transport") or self._purpose.transport[0]
        return "car" if plate else None

    def _certificate(self, answers: dict[str, Any]) -> str | None:
        rule = self._purpose.certificate
        if rule is None:
            return None
        if len(rule.accepted) == 1:
            return rule.accepted[0] if answers["certificate"] else None
        return answers["certificate"] or None

    def _start(self, day: str | None, clock: time | None) -> datetime | None:
        """None: at once. A time without a day is today's."""
        if clock is None:
            return None
        zone = self._words.zone
        today = self._words.now.astimezone(zone).date()
        chosen = date.fromisoformat(day) if day else today
        return datetime.combine(chosen, clock, tzinfo=zone)


def start_at(moment: datetime | None, words: Words) -> dict[str, str]:
    """The answers that ask for a later start."""
    if moment is None:
        return {}
    local = moment.astimezone(words.zone)
    return {"day": local.date().isoformat(), "time": f"{local:%H:%M}"}


def _line(label: str, *, max_length: int, missing: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=max_length, error_messages={"required": missing})
