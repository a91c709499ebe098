# SPDX-License-Identifier: EUPL-1.2
"""What those who work here are asked: decisions with their reasons, look-ups, orders."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy
from typing_extensions import override

from tereze.core.errors import BadInput
from tereze.core.forms import Form, HintedLabel
from tereze.packs import selectors as packs
from tereze.people.phone_field import PhoneField
from tereze.people.phones import read_phone
from tereze.people.types import PaperDocument
from tereze.permits import codes
from tereze.permits.types import MOST_CROSSING_HOURS
from tereze.permits.words import Words

_REASON = forms.Textarea(attrs={"rows": 4})


class DecideForm(Form):
    """The answer to an appeal."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether you grant or decline.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Your reason"),
        help_text=gettext_lazy("The resident reads it, by message and on their page."),
        max_length=1000,
        widget=_REASON,
        error_messages={"required": gettext_lazy("Write the reason: the resident will read it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = gettext("A permit is issued at once. It costs no quota.")
        self.offer(
            "decision",
            [("grant", HintedLabel(gettext("Grant"), hint)), ("decline", gettext("Decline"))],
        )


class WhyForm(Form):
    """A reason for something that can't be taken back."""

    why = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        widget=_REASON,
        error_messages={"required": gettext_lazy("Write why.")},
    )

    def __init__(self, *args: Any, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].help_text = hint


class FindPermitForm(Form):
    """A permit's short code."""

    code = forms.CharField(
        label=gettext_lazy("Code of the permit"),
        help_text=gettext_lazy("The eight characters below the QR code."),
        max_length=20,
        error_messages={"required": gettext_lazy("Write the code.")},
        widget=forms.TextInput(
            attrs={
                "class": "width-10 code-input",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self) -> str:
        """The code in its one spelling."""
        try:
            return codes.normalise(self.cleaned_data["code"])
        except codes.InvalidCode as error:
            raise ValidationError(
                gettext("This is not a permit's code: a character is wrong or missing.")
            ) from error


class LookForm(Form):
    """Why somebody is looked at: the person reads the reason."""

    why = forms.CharField(
        label=gettext_lazy("Why do you look?"),
        help_text=gettext_lazy("The person reads this on their page."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write why you look: the person will read it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LookUpForm(LookForm):
    """Whom to look up, by what, and why."""

    field_order = ("by", "number", "why")

    by = forms.ChoiceField(
        label=gettext_lazy("By what?"),
        widget=forms.RadioSelect,
        initial="phone",
        error_messages={"required": gettext_lazy("Choose by what to look.")},
    )
    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=60,
        error_messages={"required": gettext_lazy("Write the number.")},
        widget=forms.TextInput(
            attrs={"class": "width-20", "autocomplete": "off", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, words: Words | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = words.pack.regime.documents if words else ()
        documents = [(name, words.document(name).title) for name in known] if words else []
        self.offer("by", [("phone", gettext("Phone")), *documents])

    @override
    def clean(self) -> dict[str, Any]:
        """The number in the spelling in which it is known."""
        answers = super().clean() or self.cleaned_data
        if "by" not in answers or "number" not in answers:
            return answers
        try:
            if answers["by"] == "phone":
                answers["number"] = read_phone(answers["number"], region=settings.REGION)
            else:
                answers["number"] = packs.check_document(answers["by"], answers["number"])
        except BadInput:
            self.add_error("number", gettext("Check the number: a character is wrong or missing."))
        return answers

    @property
    def phone(self) -> str | None:
        """The phone, when it is by phone."""
        return self.cleaned_data["number"] if self.cleaned_data["by"] == "phone" else None

    @property
    def document(self) -> PaperDocument | None:
        """The document, when it is by document."""
        answers = self.cleaned_data
        if answers["by"] == "phone":
            return None
        return PaperDocument(type=answers["by"], number=answers["number"])


class NewPhoneForm(Form):
    """The phone by which somebody signs in from now on."""

    phone = PhoneField(
        label=gettext_lazy("New phone number"),
        error_messages={"required": gettext_lazy("Write the phone number.")},
        autocomplete="off",
    )


def _day(label: Any, missing: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", "class": "width-10"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": missing},
    )


def _time(label: Any, missing: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time", "class": "width-10"}, format="%H:%M"),
        error_messages={"required": missing, "invalid": missing},
    )


class OrderForm(Form):
    """The act that puts a pack version in force. Times are those of the pack's place."""

    places = forms.MultipleChoiceField(
        label=gettext_lazy("Places"),
        help_text=gettext_lazy("A place holds the places within it."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose one place at least.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("What people call the act."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the title.")},
    )
    legal_basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        help_text=gettext_lazy("The act: number, date, article. Every refusal names it."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write the act on which the order rests.")},
    )
    signed_by = forms.CharField(
        label=gettext_lazy("Signed by"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write who signed the act.")},
    )
    from_day = _day(gettext_lazy("First day"), gettext_lazy("Choose the first day."))
    from_time = _time(gettext_lazy("From"), gettext_lazy("Write the time: 00:00"))
    until_day = _day(gettext_lazy("Last day"), gettext_lazy("Choose the last day."))
    until_time = _time(gettext_lazy("Until"), gettext_lazy("Write the time: 00:00"))
    crossing_hours = forms.IntegerField(
        label=gettext_lazy("Hours after which it is deleted who crossed at checkpoints"),
        help_text=gettext_lazy("1 to 72. Only counts stay."),
        min_value=1,
        max_value=MOST_CROSSING_HOURS,
        widget=forms.NumberInput(attrs={"class": "width-5", "inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Write a number of hours, 1 to 72."),
            "invalid": gettext_lazy("Write a number of hours, 1 to 72."),
            "min_value": gettext_lazy("Write a number of hours, 1 to 72."),
            "max_value": gettext_lazy("Write a number of hours, 1 to 72."),
        },
    )

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _usual_order(words))
        super().__init__(*args, **kwargs)
        self._words = words
        regime = words.pack.regime
        self.offer(
            "places",
            [
                *((place.code, words.place(place.code)) for place in regime.places),
                *((zone.code, words.place(zone.code)) for zone in regime.zones),
            ],
        )

    @override
    def clean(self) -> dict[str, Any]:
        """The sunset lies after the start, and ahead."""
        answers = super().clean() or self.cleaned_data
        if not {"from_day", "from_time", "until_day", "until_time"} <= answers.keys():
            return answers
        if self.ends_at <= self.starts_at:
            self.add_error("until_day", gettext("The end has to lie after the start."))
        elif self.ends_at <= self._words.now:
            self.add_error("until_day", gettext("The end has to lie ahead."))
        return answers

    @property
    def starts_at(self) -> datetime:
        """When the order begins."""
        return self._moment("from")

    @property
    def ends_at(self) -> datetime:
        """Its sunset."""
        return self._moment("until")

    def _moment(self, which: str) -> datetime:
        day: date = self.cleaned_data[f"{which}_day"]
        clock: time = self.cleaned_data[f"{which}_time"]
        return datetime.combine(day, clock, tzinfo=self._words.zone)


def _usual_order(words: Words) -> dict[str, Any]:
    """From next midnight for two weeks, in the largest places: what most orders were."""
    regime = words.pack.regime
    tomorrow = words.now.astimezone(words.zone).date() + timedelta(days=1)
    return {
        "places": [place.code for place in regime.places if place.within is None],
        "legal_basis": regime.legal_basis.title,
        "from_day": tomorrow,
        "from_time": time(0, 0),
        "until_day": tomorrow + timedelta(days=14),
        "until_time": time(0, 0),
        "crossing_hours": regime.retention.crossing_hours,
    }
