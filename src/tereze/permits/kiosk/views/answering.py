# SPDX-License-Identifier: EUPL-1.2
"""How a kiosk's page is answered: with how long it waits before it asks whether somebody is there."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from tereze.core.forms import Form
from tereze.packs.types import DoorKind
from tereze.permits.kiosk.visits import IDLE_SECONDS, WARNED_SECONDS
from tereze.permits.views.answering import answer
from tereze.permits.words import Words

#: What the kiosk is to the rules: a door of its own where a regime has it, else the site.
DOORS: Final[tuple[DoorKind, ...]] = ("kiosk", "web", "app")


def kiosk_answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    words: Words | None,
    form: Form | None = None,
) -> HttpResponse:
    """The page."""
    # Whose page it is stands in no frame here.
    shown = {
        "resident": None,
        "idle_seconds": IDLE_SECONDS,
        "warned_seconds": WARNED_SECONDS,
        **context,
    }
    return answer(request, template, shown, words=words, form=form)
