# SPDX-License-Identifier: EUPL-1.2
"""Who somebody is: registering oneself, or a child, parent or ward, as the regime knows people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_lazy
from typing_extensions import override

from tereze.core.errors import TerezeError
from tereze.core.forms import Form, HintedLabel
from tereze.packs.document_checks import birth_and_sex, check_number
from tereze.packs.errors import DocumentNumberWrong
from tereze.packs.types import Regime, Sex
from tereze.people.errors import DocumentTaken
from tereze.people.types import RELATIONS, PaperDocument, Person, Relation
from tereze.permits.types import OrderInForce
from tereze.permits.words import Words

#: for those who work here, and may look whose it is
DOCUMENT_TAKEN = gettext_lazy(
    "Somebody is registered with this document. Look them up by its number."
)


class PersonForm(Form):
    """A name, a document and a home; only what the order's regime asks for."""

    #: whose data these are, as the fields say it
    name_label: ClassVar[Any] = gettext_lazy("Your name")
    home_label: ClassVar[Any] = gettext_lazy("Where you live")
    #: that the document is somebody else's, as far as we know; never what of it was wrong
    document_taken: ClassVar[Any] = gettext_lazy(
        "Somebody is known here by this document, but the phone, the name or the date of birth does "
        "not match. Compare what you wrote with the document. If it is yours and still does not "
        "match, show it at a centre or call us: we set it right."
    )

    name = forms.CharField(
        max_length=200,
        error_messages={"required": gettext_lazy("Write the name as the document has it.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, order: OrderInForce, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._regime = order.regime
        self._words = words
        self.fields["name"].label = self.name_label
        self.by_document = order.regime.identification.by == "document"
        if self.by_document:
            self.fields["name"].help_text = gettext("As it is written on the document.")
            self.fields |= self._ask_document(order.regime)
        else:
            self.fields["address"] = forms.CharField(
                label=gettext("Address"),
                max_length=300,
                widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
                error_messages={"required": gettext("Write the street and the number.")},
            )
        self.fields["home"] = forms.ChoiceField(
            label=self.home_label,
            choices=[("", gettext("Choose a place")), *self._homes()],
            error_messages={"required": gettext("Choose the place.")},
        )

    def _ask_document(self, regime: Regime) -> dict[str, forms.Field]:
        accepted = regime.identification.documents or tuple(regime.documents)
        named = [(type_id, self._words.document(type_id)) for type_id in accepted]
        return {
            "document": forms.ChoiceField(
                label=gettext("Document"),
                choices=[
                    (type_id, HintedLabel(words.title, words.hint) if words.hint else words.title)
                    for type_id, words in named
                ],
                initial=accepted[0],
                widget=forms.RadioSelect,
                error_messages={"required": gettext("Choose a document.")},
            ),
            "number": forms.CharField(
                label=gettext("Number of the document"),
                max_length=60,
                widget=forms.TextInput(attrs={"class": "width-20", "autocomplete": "off"}),
                error_messages={"required": gettext("Write the number of the document.")},
            ),
            "born": forms.DateField(
                label=gettext("Date of birth"),
                required=False,
                help_text=gettext("Not needed when the number of the document tells it."),
                widget=forms.DateInput(
                    attrs={"type": "date", "class": "width-10", "autocomplete": "bday"},
                    format="%Y-%m-%d",
                ),
                error_messages={"invalid": gettext("Write day, month and year.")},
            ),
        }

    def _homes(self) -> list[tuple[str, str]]:
        codes = [place.code for place in self._regime.places]
        return [(code, self._words.place(code)) for code in codes]

    # --- the answers ---

    @override
    def clean(self) -> dict[str, Any]:
        """The number is read as its document writes it, and tells the birth date where it can."""
        answers = super().clean() or self.cleaned_data
        if self.by_document and answers.get("document") and answers.get("number"):
            document_type = self._regime.documents[answers["document"]]
            try:
                answers["number"] = check_number(document_type, answers["number"])
            except DocumentNumberWrong:
                self.add_error("number", self._what_is_wrong(document_type.example))
                return answers
            told = birth_and_sex(document_type, answers["number"])
            if told is None and answers.get("born") is None and "born" not in self.errors:
                self.add_error("born", gettext("Write the date of birth."))
        return answers

    def _what_is_wrong(self, example: str) -> str:
        return gettext(
            "Check the number: a character is missing or wrong. It looks like this: %(example)s"
        ) % {"example": example}

    def documents(self) -> tuple[PaperDocument, ...]:
        """The document, its number normalised and checked; none where people only declare."""
        if not self.by_document:
            return ()
        answers = self.cleaned_data
        return (PaperDocument(type=answers["document"], number=answers["number"]),)

    def person(self, *, phone: str | None, language: str | None) -> Person:
        """What was said, and what the document's number tells."""
        answers = self.cleaned_data
        born, sex = self._born_and_sex()
        return Person(
            name=answers["name"],
            born=born,
            sex=sex,
            phone=phone,
            address=answers.get("address"),
            home=answers["home"],
            language=language,
        )

    @contextmanager
    def showing_objections(self) -> Iterator[None]:
        """Say beside its field what a service that is called in here objects to, and go on behind."""
        try:
            yield
        except DocumentTaken:
            self.add_error("number", str(self.document_taken))
        except TerezeError as error:
            if error.status >= 500:
                raise
            self._say_objection(error)

    def _say_objection(self, error: TerezeError) -> None:
        field = {"documents": "number"}.get(error.field or "", error.field)
        words = {
            "name": gettext("Write the name as the document has it."),
            "address": gettext("Write the street and the number."),
            "born": gettext("Check the year of the date of birth."),
            "number": gettext("Check the number of the document."),
        }
        self.add_error(
            field if field in self.fields else None,
            words.get(field or "", gettext("This did not work. Check what you wrote.")),
        )

    def _born_and_sex(self) -> tuple[date | None, Sex | None]:
        for document in self.documents():
            if told := birth_and_sex(self._regime.documents[document.type], document.number):
                return told.born, told.sex
        return self.cleaned_data.get("born"), None


class CounterForm(PersonForm):
    """Somebody who shows their document to an operator."""

    name_label = gettext_lazy("Their name")
    home_label = gettext_lazy("Where they live")
    document_taken = DOCUMENT_TAKEN


class DependantForm(PersonForm):
    """Somebody for whom a resident asks."""

    name_label = gettext_lazy("Their name")
    home_label = gettext_lazy("Where they live")

    relation = forms.ChoiceField(
        label=gettext_lazy("Who is it?"),
        choices=[
            ("child", gettext_lazy("My child")),
            ("parent", gettext_lazy("My mother or father")),
            ("ward", gettext_lazy("Somebody in my care")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who it is.")},
    )

    field_order = ("relation",)

    def relation_said(self) -> Relation:
        """What the person is to the resident."""
        return next(name for name in RELATIONS if name == self.cleaned_data["relation"])
