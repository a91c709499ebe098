# SPDX-License-Identifier: EUPL-1.2
"""How every form asks for a phone number."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from typing_extensions import override

from tereze.people.errors import BadPhone
from tereze.people.phones import read_phone


class PhoneField(forms.CharField):
    """A number as people write it, turned into the one form that is compared and stored."""

    def __init__(self, *, autocomplete: str, **options: Any) -> None:
        look = {"type": "tel", "inputmode": "tel", "class": "width-20"}
        widget = forms.TextInput(attrs=look | {"autocomplete": autocomplete})
        super().__init__(max_length=40, widget=widget, **options)

    @override
    def clean(self, value: Any) -> str:
        try:
            return read_phone(super().clean(value), region=settings.REGION)
        except BadPhone as error:
            raise ValidationError(
                gettext("This is not a phone number. Write it as you dial it, or with + in front.")
            ) from error
