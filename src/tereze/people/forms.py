# SPDX-License-Identifier: EUPL-1.2
"""What people are asked when they sign in, and when they change how they do."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from typing_extensions import override

from tereze.core.forms import Form, HintedLabel
from tereze.people.phone_field import PhoneField
from tereze.people.types import ResidentFacts


class PhoneForm(Form):
    """The phone to which a code is sent."""

    one_question = True

    phone = PhoneField(
        label=gettext_lazy("Your phone number"),
        help_text=gettext_lazy("We send a code to it. Nothing else is sent without your asking."),
        error_messages={"required": gettext_lazy("Write your phone number.")},
        autocomplete="tel",
    )


class CodeForm(Form):
    """The code that came by message."""

    one_question = True

    code = forms.CharField(
        label=gettext_lazy("The code from the message"),
        max_length=20,
        error_messages={"required": gettext_lazy("Write the six digits of the code.")},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "width-10 code-input",
            }
        ),
    )


class WhoForm(Form):
    """Which of those who share a phone is signing in."""

    one_question = True

    who = forms.ChoiceField(
        label=gettext_lazy("Who are you?"),
        help_text=gettext_lazy("Several people are registered with this phone."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose your name.")},
    )

    def __init__(self, *args: Any, residents: tuple[ResidentFacts, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "who",
            [
                *((str(resident.id), resident.person.name) for resident in residents),
                ("new", HintedLabel(gettext("Somebody else"), gettext("I am not registered yet."))),
            ],
        )


def _password(
    label: Any, *, autocomplete: str = "current-password", **options: Any
) -> forms.CharField:
    options.setdefault("error_messages", {"required": gettext_lazy("Write your password.")})
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        **options,
    )


class StaffSignInForm(Form):
    """Name and password of somebody who works here."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write your name, as the administrator gave it.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = _password(gettext_lazy("Password"))


class NewPasswordForm(Form):
    """Another password for whoever works here."""

    old = _password(gettext_lazy("Password until now"))
    new = _password(
        gettext_lazy("New password"),
        autocomplete="new-password",
        help_text=gettext_lazy("Twelve characters or more. Several words are easy to remember."),
        error_messages={"required": gettext_lazy("Write the new password.")},
    )
    again = _password(
        gettext_lazy("New password, once more"),
        autocomplete="new-password",
        error_messages={"required": gettext_lazy("Write the new password a second time.")},
    )

    @override
    def clean(self) -> dict[str, Any]:
        """What was meant was typed: nobody sees what they type here."""
        answers = super().clean() or self.cleaned_data
        if {"new", "again"} <= answers.keys() and answers["new"] != answers["again"]:
            self.add_error("again", gettext("The two new passwords differ. Write both again."))
        return answers
