# SPDX-License-Identifier: EUPL-1.2
"""What is asked at a kiosk, and of whoever sets one up."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from typing_extensions import override

from tereze.core.forms import Form
from tereze.packs.document_checks import birth_and_sex, check_number
from tereze.packs.errors import DocumentNumberWrong
from tereze.people.types import PaperDocument
from tereze.permits.types import OrderInForce
from tereze.permits.words import Words


class WhoForm(Form):
    """Who is there: a document, typed or read by a scanner, and the date of birth."""

    document = forms.ChoiceField(
        label=gettext_lazy("Document"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a document.")},
    )
    number = forms.CharField(
        label=gettext_lazy("Number of the document"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Write the number of the document.")},
    )
    born = forms.DateField(
        label=gettext_lazy("Date of birth"),
        required=False,
        input_formats=["%d.%m.%Y", "%d/%m/%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d"],
        help_text=gettext_lazy("31.12.1980. Not needed when the number of the document tells it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"}),
        error_messages={"invalid": gettext_lazy("Write day, month and year.")},
    )

    def __init__(self, *args: Any, order: OrderInForce, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = order.regime.documents
        accepted = order.regime.identification.documents or tuple(self._known)
        self.offer("document", [(name, words.document(name).title) for name in accepted])
        self.fields["document"].initial = accepted[0]

    @override
    def clean(self) -> dict[str, Any]:
        """The number as its document writes it, and the date that it tells, or that was written."""
        answers = super().clean() or self.cleaned_data
        if not {"document", "number"} <= answers.keys():
            return answers
        document_type = self._known[answers["document"]]
        try:
            answers["number"] = check_number(document_type, answers["number"])
        except DocumentNumberWrong:
            self.add_error("number", gettext("Check the number: a character is wrong or missing."))
            return answers
        if told := birth_and_sex(document_type, answers["number"]):
            answers["born"] = told.born
        elif answers.get("born") is None and "born" not in self.errors:
            self.add_error("born", gettext("Write the date of birth."))
        return answers

    @property
    def said(self) -> PaperDocument:
        """The document."""
        answers = self.cleaned_data
        return PaperDocument(type=answers["document"], number=answers["number"])

    @property
    def born_said(self) -> date | None:
        """The date of birth."""
        born: date | None = self.cleaned_data["born"]
        return born


class PairForm(Form):
    """What the machine is called, by somebody who works here; or the key of a door for it."""

    name = forms.SlugField(
        label=gettext_lazy("Name of this machine"),
        help_text=gettext_lazy("In Latin letters, like hall-1."),
        max_length=60,
        error_messages={
            "required": gettext_lazy("Write a name."),
            "invalid": gettext_lazy("Use Latin letters, digits and hyphens."),
        },
    )


class KeyForm(Form):
    """The key of a door of kind "kiosk"."""

    key = forms.CharField(
        label=gettext_lazy("Key of the kiosk's door"),
        max_length=100,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the key.")},
    )
