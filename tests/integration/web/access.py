# SPDX-License-Identifier: EUPL-1.2
"""Who may open which page. A page that is in neither list fails a test."""

from datetime import date
from typing import Any

from django.urls import reverse

#: for residents who are signed in
RESIDENTS = (
    "ask",
    "refusal",
    "permits",
    "permit",
    "permit-picture",
    "permit-calendar",
    "permit-card",
    "permit-cards",
    "quota",
    "appeals",
    "appeal-new",
    "my-data",
    "my-data-file",
    "my-language",
    "my-data-delete",
    "dependant-add",
    "dependant-remove",
    "helpers",
    "helper-new",
    "helper-end",
    "helping-begin",
    "emergency-declare",
    "chats",
)
#: for whoever comes; what they show of a person, only that person sees
EVERYBODY = (
    "home",
    "register",
    "emergency",
    "emergency-pass",
    "help",
    "outbox",
    "simulator",
    "simulator-picture",
    "sign-in",
    "sign-in-code",
    "choose-who",
    "sign-out",
    "check",
    "keys",
    "deleted",
)

_PARTS: dict[str, tuple[Any, ...]] = {
    "simulator-picture": (1,),
    "ask": ("needs",),
    "refusal": (date(2026, 11, 20), 7),
    "appeal-new": (date(2026, 11, 20), 7),
    "permit": ("7K3M9QXA",),
    "permit-picture": ("7K3M9QXA",),
    "permit-calendar": ("7K3M9QXA",),
    "permit-card": ("7K3M9QXA",),
}


def addresses(name: str) -> str:
    """An address of the page."""
    return reverse(name, args=_PARTS.get(name, ()))
