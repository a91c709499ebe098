# SPDX-License-Identifier: EUPL-1.2
"""What employers, and those who watch over them, are asked."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeAlias

from django import forms
from django.utils.translation import gettext, gettext_lazy
from typing_extensions import override

from tereze.core.forms import Form
from tereze.packs.document_checks import check_number
from tereze.packs.errors import DocumentNumberWrong
from tereze.people.types import PaperDocument
from tereze.permits.employers import selectors
from tereze.permits.types import OrderInForce
from tereze.permits.words import Words

#: Orders in force with their words, the one that matters most first.
Orders: TypeAlias = Sequence[tuple[OrderInForce, Words]]

#: A paste longer than this had better be a file.
MOST_PASTED: Final = 1_000_000

_WHOLE = gettext_lazy("Write a whole number, 1 or more.")


def _name_field(**more: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the name as the document has it.")},
        **more,
    )


def _plate_field(**more: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Number plate"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "width-10", "autocomplete": "off"}),
        **more,
    )


def _offer_or_settle(form: Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """What can be answered in one way only is not asked."""
    form.offer(name, choices)
    if len(choices) == 1:
        form.fields[name].widget = forms.HiddenInput()
        form.fields[name].initial = choices[0][0]


class DocumentForm(Form):
    """Somebody by a document."""

    document = forms.ChoiceField(
        label=gettext_lazy("Document"),
        error_messages={"required": gettext_lazy("Choose a document.")},
    )
    number = forms.CharField(
        label=gettext_lazy("Number of the document"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "width-20", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the number of the document.")},
    )

    def __init__(self, *args: Any, orders: Orders, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._documents = {
            type_id: order.regime.documents[type_id]
            for order, _ in orders
            for type_id in selectors.list_document_types(order)
        }
        titles = {
            type_id: words.document(type_id).title
            for order, words in reversed(orders)
            for type_id in selectors.list_document_types(order)
        }
        self.offer("document", [(type_id, titles[type_id]) for type_id in self._documents])

    @override
    def clean(self) -> dict[str, Any]:
        """The number is read as its document writes it."""
        answers = super().clean() or self.cleaned_data
        if answers.get("document") and answers.get("number"):
            kind = self._documents[answers["document"]]
            try:
                answers["number"] = check_number(kind, answers["number"])
            except DocumentNumberWrong:
                self.add_error(
                    "number",
                    gettext(
                        "Check the number: a character is missing or wrong. "
                        "It looks like this: %(example)s"
                    )
                    % {"example": kind.example},
                )
        return answers

    def said_document(self) -> PaperDocument:
        """The document."""
        return PaperDocument(type=self.cleaned_data["document"], number=self.cleaned_data["number"])


class OrganisationForm(Form):
    """An organisation."""

    name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": gettext_lazy("Write the name.")},
    )
    registration_number = forms.CharField(
        label=gettext_lazy("Registration number"),
        help_text=gettext_lazy("As in the register of organisations."),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "width-20", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the registration number.")},
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        error_messages={"required": gettext_lazy("Choose the sector.")},
    )
    staff = forms.IntegerField(
        label=gettext_lazy("How many people work there"),
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "width-10", "inputmode": "numeric"}),
        error_messages={"required": _WHOLE, "invalid": _WHOLE, "min_value": _WHOLE},
    )

    def __init__(self, *args: Any, orders: Orders, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = {
            sector: title
            for _, words in reversed(orders)
            for sector, title in words.texts.sectors.items()
        }
        self.offer("sector", [("", gettext("Choose a sector")), *sectors.items()])


class ChangeForm(OrganisationForm):
    """What may change of an organisation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"], self.fields["registration_number"]


class DelegateForm(DocumentForm):
    """Somebody else who signs, with limits."""

    workers_at_most = forms.IntegerField(
        label=gettext_lazy("For how many people at most"),
        help_text=gettext_lazy("Left empty: for as many as you may."),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "width-10", "inputmode": "numeric"}),
        error_messages={"invalid": _WHOLE, "min_value": _WHOLE},
    )
    until = forms.DateField(
        label=gettext_lazy("Until which day"),
        help_text=gettext_lazy("Left empty: until you end it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "width-10"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write day, month and year.")},
    )

    def said_until(self, words: Words) -> datetime | None:
        """The end of the day that was said."""
        day: date | None = self.cleaned_data["until"]
        if day is None:
            return None
        return datetime.combine(day + timedelta(days=1), time(), words.zone)


class ListForm(Form):
    """A list of people: a file, or rows pasted from a table."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What for"),
        error_messages={"required": gettext_lazy("Choose what for.")},
    )
    document = forms.ChoiceField(
        label=gettext_lazy("Of which document are the numbers"),
        help_text=gettext_lazy("A column of the list may say another one for a row."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("An Excel workbook (.xlsx) or a CSV file, up to 50,000 people."),
        required=False,
        error_messages={"empty": gettext_lazy("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )
    paste = forms.CharField(
        label=gettext_lazy("Or paste rows from a table"),
        help_text=gettext_lazy("A row for each person: name and number of the document."),
        required=False,
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, order: OrderInForce, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes = [(one.id, words.purpose(one.id)) for one in selectors.list_purposes(order)]
        types = [
            (type_id, words.document(type_id).title)
            for type_id in selectors.list_document_types(order)
        ]
        _offer_or_settle(self, "purpose", purposes)
        _offer_or_settle(self, "document", types)

    @override
    def clean(self) -> dict[str, Any]:
        """A file or a paste."""
        answers = super().clean() or self.cleaned_data
        if not self.errors and not answers.get("file") and not answers.get("paste", "").strip():
            self.add_error("file", gettext("Choose a file, or paste rows below."))
        return answers

    def content(self) -> bytes:
        """What was sent."""
        if file := self.cleaned_data.get("file"):
            content: bytes = file.read()
            return content
        return str(self.cleaned_data["paste"]).encode()


class WorkerForm(DocumentForm):
    """One person."""

    purpose = forms.ChoiceField(label=gettext_lazy("What for"))
    name = _name_field(help_text=gettext_lazy("As it is written on the document."))
    plate = _plate_field(help_text=gettext_lazy("Only for somebody who goes by car."))

    field_order = ("purpose", "name", "document", "number", "plate")

    def __init__(self, *args: Any, orders: Orders, **kwargs: Any) -> None:
        super().__init__(*args, orders=orders, **kwargs)
        purposes = [
            (one.id, words.purpose(one.id))
            for order, words in orders
            for one in selectors.list_purposes(order)
        ]
        _offer_or_settle(self, "purpose", purposes)

    def row(self) -> list[list[str]]:
        """A list of one."""
        said = self.cleaned_data
        return [
            ["name", "document", "plate"],
            [said["name"], said["number"], said["plate"]],
        ]


class SignForm(Form):
    """That a list is true."""

    sign = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick that you sign this.")},
    )

    def __init__(self, *args: Any, text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sign"].label = text


class CorrectForm(Form):
    """What was typed of somebody."""

    name = _name_field()
    plate = _plate_field(
        help_text=gettext_lazy("The next permit shows it; the present one stays as it is.")
    )


class NoteForm(Form):
    """What an officer found."""

    note = forms.CharField(
        label=gettext_lazy("What you found"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what you found.")},
    )
