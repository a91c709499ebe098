# SPDX-License-Identifier: EUPL-1.2
"""What those who run checkpoints are asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tereze.core.forms import Form
from tereze.permits.checkpoints.services.checkpoints import MOST_LANES, MOST_MINUTES


def _number(label: Any, hint: Any, most: int) -> forms.IntegerField:
    wrong = gettext_lazy("Write a whole number, 1 or more.")
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=1,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "width-5", "inputmode": "numeric"}),
        error_messages={"required": wrong, "invalid": wrong, "min_value": wrong},
    )


class ChangeForm(Form):
    """What a checkpoint is like."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As people call the road or the post."),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the name.")},
    )
    lanes = _number(gettext_lazy("Lanes"), gettext_lazy("Checked side by side."), MOST_LANES)
    queue_minutes = _number(
        gettext_lazy("Longest wait, in minutes"),
        gettext_lazy("Devices are told what share to check, so that nobody waits for longer."),
        MOST_MINUTES,
    )


class AddForm(ChangeForm):
    """A new checkpoint."""

    place = forms.ChoiceField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("Into which one comes here."),
        error_messages={"required": gettext_lazy("Choose the place.")},
    )

    field_order = ("name", "place", "lanes", "queue_minutes")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lanes": 1, "queue_minutes": 15})
        super().__init__(*args, **kwargs)
        self.offer("place", places)
