# SPDX-License-Identifier: EUPL-1.2
"""How forms ask: one way for every room.

A page asks one thing where it can; then the question is the page's heading. What went wrong is
said above the form and beside the field, in the reader's language, and the field says it to
screen readers too. The browser's own bubbles stay off: they speak the browser's language.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import DjangoTemplates
from typing_extensions import override

#: PostgreSQL's bigint holds no more.
_LARGEST_NUMBER = 2**63 - 1
_LONGEST_NUMBER = len(str(_LARGEST_NUMBER))


class FormRenderer(DjangoTemplates):
    """Draws every form with our templates (settings.FORM_RENDERER)."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"


class Form(forms.Form):
    """A form that a person fills in."""

    use_required_attribute = False
    #: the only field's label is the heading of the page
    one_question: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def offer(self, name: str, choices: Iterable[tuple[str | int, Any]]) -> None:
        """Let a field of choices offer these, which are not known before."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def read_number(said: str) -> int | None:
    """The number that a button or an address sends; None: nonsense, or more than any table holds.

    >>> read_number("7"), read_number("-7"), read_number("9223372036854775807")
    (7, None, 9223372036854775807)
    >>> read_number("9223372036854775808"), read_number("9" * 9_999)
    (None, None)
    """
    number = int(said) if said.isdecimal() and len(said) <= _LONGEST_NUMBER else None
    return None if number is None or number > _LARGEST_NUMBER else number


class HintedLabel(str):
    """The label of a choice with a line of explanation below it.

    >>> label = HintedLabel("At home", "Turkistan, Tauke khan avenue")
    >>> label, label.hint
    ('At home', 'Turkistan, Tauke khan avenue')
    """

    __slots__ = ("hint",)

    hint: str

    def __new__(cls, label: str, hint: str) -> "HintedLabel":
        made = super().__new__(cls, label)
        made.hint = hint
        return made

    @override
    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Forms copy their fields: the copy needs its hint too."""
        return str(self), self.hint
