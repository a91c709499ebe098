# SPDX-License-Identifier: EUPL-1.2
"""What those who work with paper are asked."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy
from typing_extensions import override

from tereze.core.forms import Form
from tereze.permits import codes
from tereze.permits.forms.people import DOCUMENT_TAKEN, PersonForm
from tereze.permits.paper.cards import MOST_CARDS
from tereze.permits.paper.sheets import MOST_SHEETS, NoSheet, Sheet, read_code


class CardsForm(Form):
    """Codes of permits that are printed together, for a queue at a centre."""

    codes = forms.CharField(
        label=gettext_lazy("Codes of the permits"),
        help_text=gettext_lazy("One in each line, typed or scanned."),
        max_length=MOST_CARDS * 20,
        widget=forms.Textarea(
            attrs={"rows": 6, "class": "width-20", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Write one code at least.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the cards"),
        required=False,
        choices=[("", gettext_lazy("Everybody's own")), *settings.LANGUAGES],
    )

    def clean_codes(self) -> list[str]:
        """The codes in their one spelling, each once."""
        lines = [line for line in self.cleaned_data["codes"].splitlines() if line.strip()]
        if len(lines) > MOST_CARDS:
            raise ValidationError(
                gettext("At most %(count)d cards are printed together.") % {"count": MOST_CARDS}
            )
        read: dict[str, None] = {}
        for line in lines:
            try:
                read[codes.normalise(line)] = None
            except codes.InvalidCode as error:
                raise ValidationError(
                    gettext("Check this code: %(code)s") % {"code": line.strip()[:20]}
                ) from error
        return list(read)


class PrintSheetsForm(Form):
    """How many blank sheets, in which language."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    count = forms.IntegerField(
        label=gettext_lazy("How many?"),
        min_value=1,
        max_value=MOST_SHEETS,
        initial=10,
        widget=forms.NumberInput(attrs={"class": "width-5", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = gettext("Write a number from 1 to %(most)d.") % {"most": MOST_SHEETS}
        for name in ("required", "invalid", "min_value", "max_value"):
            self.fields["count"].error_messages[name] = wrong


class FindSheetForm(Form):
    """Which sheet lies there?"""

    sheet = forms.CharField(
        label=gettext_lazy("Code of the sheet"),
        help_text=gettext_lazy("Scan it, or type the eight characters below it."),
        max_length=100,
        widget=forms.TextInput(
            attrs={"class": "width-20", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Scan or write the code of the sheet.")},
    )

    def clean_sheet(self) -> Sheet:
        """The sheet that it names."""
        try:
            return read_code(self.cleaned_data["sheet"])
        except NoSheet as error:
            raise ValidationError(
                gettext("This is no code of a sheet: a character is wrong or missing.")
            ) from error


class WriterForm(PersonForm):
    """Who wrote a sheet, and when."""

    name_label = gettext_lazy("Name")
    home_label = gettext_lazy("Where they live")
    document_taken = DOCUMENT_TAKEN

    signed_on = forms.DateField(
        label=gettext_lazy("Date on the paper"),
        widget=forms.DateInput(attrs={"type": "date", "class": "width-10"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Write the date that stands on the paper."),
            "invalid": gettext_lazy("Write the date that stands on the paper."),
        },
    )

    field_order = ("document", "number", "name", "born", "home", "signed_on")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.order_fields(self.field_order)

    @override
    def clean(self) -> dict[str, Any]:
        """Nobody signed tomorrow."""
        answers = super().clean() or self.cleaned_data
        if answers.get("signed_on") and answers["signed_on"] > self._today:
            self.add_error("signed_on", gettext("This day is still to come."))
        return answers
