# SPDX-License-Identifier: EUPL-1.2
"""Whom somebody lets help them: how far, how often, how long."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy, ngettext
from typing_extensions import override

from tereze.core.errors import BadInput
from tereze.core.forms import Form, HintedLabel
from tereze.packs import selectors as packs
from tereze.people.mandate_rules import LONGEST, MOST_PERMITS
from tereze.people.types import (
    MANDATE_SCOPES,
    MandateBasis,
    MandateScope,
    PaperDocument,
)
from tereze.permits.words import Words

_DAYS = (1, 3, 7, 14, LONGEST.days)
_USUAL_DAYS = 7
_USUAL_PERMITS = 10


class TermsForm(Form):
    """What a helper may do."""

    scope = forms.ChoiceField(
        label=gettext_lazy("What may the helper do?"),
        widget=forms.RadioSelect,
        initial="ask",
        error_messages={"required": gettext_lazy("Choose what the helper may do.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"), coerce=int, initial=_USUAL_DAYS
    )
    permits_at_most = forms.IntegerField(
        label=gettext_lazy("How many permits at most?"),
        min_value=1,
        max_value=MOST_PERMITS,
        initial=_USUAL_PERMITS,
        widget=forms.NumberInput(attrs={"class": "width-5", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = gettext("And see and print those that hold.")
        self.offer(
            "scope",
            [
                ("ask", HintedLabel(gettext("Ask for permits"), hint)),
                ("see", gettext("Only see and print permits that hold")),
            ],
        )
        self.offer(
            "days",
            [
                (days, ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
                for days in _DAYS
            ],
        )
        number = {"most": MOST_PERMITS}
        wrong = gettext("Write a number from 1 to %(most)d.") % number
        for name in ("required", "invalid", "min_value", "max_value"):
            self.fields["permits_at_most"].error_messages[name] = wrong

    @property
    def scope_said(self) -> MandateScope:
        """What the helper may do."""
        return next(one for one in MANDATE_SCOPES if one == self.cleaned_data["scope"])

    @property
    def lasting(self) -> timedelta:
        """For how long."""
        return timedelta(days=self.cleaned_data["days"])


class HelperForm(TermsForm):
    """The same at a desk, where the helper is known by a document."""

    field_order = ("basis", "document", "number", "scope", "days", "permits_at_most")

    basis = forms.ChoiceField(
        label=gettext_lazy("How did the person say it?"),
        choices=[
            ("word", gettext_lazy("By word, to me")),
            ("paper", gettext_lazy("On paper, signed")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how the person said it.")},
    )
    document = forms.ChoiceField(label=gettext_lazy("Document of the helper"))
    number = forms.CharField(
        label=gettext_lazy("Its number"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "width-20", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Write the number of the document.")},
    )

    def __init__(self, *args: Any, words: Words | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = words.pack.regime.documents if words else ()
        self.offer("document", [(name, words.document(name).title) for name in known if words])

    @override
    def clean(self) -> dict[str, Any]:
        """The number in the spelling in which it is known."""
        answers = super().clean() or self.cleaned_data
        if {"document", "number"} <= answers.keys():
            try:
                answers["number"] = packs.check_document(answers["document"], answers["number"])
            except BadInput:
                self.add_error(
                    "number", gettext("Check the number: a character is wrong or missing.")
                )
        return answers

    @property
    def helper(self) -> PaperDocument:
        """The helper's document."""
        answers = self.cleaned_data
        return PaperDocument(type=answers["document"], number=answers["number"])

    @property
    def basis_said(self) -> MandateBasis:
        """How the person said it."""
        return "paper" if self.cleaned_data["basis"] == "paper" else "word"


class AcceptForm(Form):
    """The code that makes somebody a helper."""

    code = forms.CharField(
        label=gettext_lazy("Code that you were given"),
        help_text=gettext_lazy("Ten characters."),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "width-20 code-input",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": gettext_lazy("Write the code.")},
    )
