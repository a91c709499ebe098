# SPDX-License-Identifier: EUPL-1.2
"""Forms in which people say something in their own words."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from tereze.core.forms import Form
from tereze.permits import codes


class AppealForm(Form):
    """Why a human should look at a refusal again."""

    sentence = forms.CharField(
        label=gettext_lazy("Why do you need to go?"),
        help_text=gettext_lazy("One or two sentences are enough. A person will read them."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write in a sentence why you need to go.")},
    )


class DeclareForm(Form):
    """What happened in an emergency, said afterwards."""

    code = forms.CharField(
        label=gettext_lazy("The code, if you took one"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "width-10 code-input", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    account = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("Where you went and why, in a sentence or two."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write in a sentence what happened.")},
    )

    def clean_code(self) -> str | None:
        """The code in its one spelling; None when none was taken."""
        if not self.cleaned_data["code"].strip():
            return None
        try:
            return codes.normalise(self.cleaned_data["code"])
        except codes.InvalidCode as error:
            raise ValidationError(
                gettext("This is not a code that we gave. Compare it again, or leave it out.")
            ) from error
