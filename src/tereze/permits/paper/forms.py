# SPDX-License-Identifier: EUPL-1.2
"""What those who work with paper are asked."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from tereze.core.forms import Form
from tereze.permits import codes
from tereze.permits.paper.cards import MOST_CARDS


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
