# SPDX-License-Identifier: EUPL-1.2
"""What operators are asked. (What callers are asked are the forms of the site, read out.)"""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from tereze.core.forms import Form
from tereze.packs import selectors as packs
from tereze.people.errors import BadPhone
from tereze.people.phones import read_phone
from tereze.permits.desk import selectors
from tereze.permits.desk.rules import Sought, read_sought
from tereze.permits.desk.types import REASONS, Reason
from tereze.permits.forms.people import DOCUMENT_TAKEN, PersonForm

REASON_WORDS: Final[dict[Reason, Promise]] = {
    "permit": gettext_lazy("A permit"),
    "question": gettext_lazy("A question about the rules"),
    "appeal": gettext_lazy("An appeal"),
    "emergency": gettext_lazy("An emergency"),
    "papers": gettext_lazy("Registration, phone or papers"),
    "complaint": gettext_lazy("A complaint"),
    "cut-off": gettext_lazy("The line was cut off"),
    "wrong-number": gettext_lazy("Wrong number"),
}


def _line(**parts: Any) -> forms.CharField:
    attributes = {"class": "width-20", "autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(widget=forms.TextInput(attrs=attributes), **parts)


class OpenForm(Form):
    """A call that was answered, where no telephone system tells of it."""

    phone = _line(
        label=gettext_lazy("The caller's number"),
        help_text=gettext_lazy("As your telephone shows it. Leave it empty when it shows none."),
        required=False,
        max_length=40,
    )

    def clean_phone(self) -> str | None:
        """The number in its one spelling; None when there is none."""
        said = self.cleaned_data["phone"].strip()
        try:
            return read_phone(said, region=settings.REGION) if said else None
        except BadPhone as error:
            raise ValidationError(
                gettext("Check the number: a character is wrong or missing.")
            ) from error


class LineForm(Form):
    """At which telephone an operator sits."""

    line = _line(
        label=gettext_lazy("Your line"),
        help_text=gettext_lazy("As the telephone system calls it, for instance 101."),
        required=False,
        max_length=40,
    )


class FindForm(Form):
    """Who calls: one box for whatever the caller says."""

    said = _line(
        label=gettext_lazy("Document, phone or name"),
        help_text=gettext_lazy("Of a name two words, and the date of birth if many are called so."),
        max_length=120,
        error_messages={"required": gettext_lazy("Write what the caller says.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said"].widget.attrs["data-key"] = "/"

    def clean_said(self) -> Sought:
        """Everything that it may be."""
        sought = read_sought(
            self.cleaned_data["said"],
            types=selectors.list_document_types(),
            check_document=packs.check_document,
            read_phone=lambda said: read_phone(said, region=settings.REGION),
        )
        if sought.is_nothing:
            raise ValidationError(
                gettext("This is no number that we know. Of a name, write at least two words.")
            )
        return sought


class CallerForm(PersonForm):
    """Somebody whom nobody knows. They hear the questions; the operator, what is wrong."""

    document_taken = DOCUMENT_TAKEN


class WrapUpForm(Form):
    """What a call was about."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What was it about?"),
        choices=[(reason, REASON_WORDS[reason]) for reason in REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it was about.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy(
            "For whoever takes the next call of this person, who may read it, too."
        ),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def reason_said(self) -> Reason:
        """The reason that was chosen."""
        return next(reason for reason in REASONS if reason == self.cleaned_data["reason"])
