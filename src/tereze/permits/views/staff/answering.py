# SPDX-License-Identifier: EUPL-1.2
"""The frame of staff pages: what each role finds in the navigation, and the clock of the place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tereze.core import clock
from tereze.core.forms import Form
from tereze.people import selectors as people
from tereze.people.sessions import StaffRequest
from tereze.people.types import ROLES, Role
from tereze.permits.views.answering import answer, words_here
from tereze.permits.words import Words

#: Roles by what they may open. Personal data are for those whose work needs them, so an
#: administrator has counts only.
EVERYBODY: Final[tuple[Role, ...]] = ROLES
ON_DUTY: Final[tuple[Role, ...]] = ("duty-officer",)
WITH_PEOPLE: Final[tuple[Role, ...]] = ("operator", "duty-officer")
OFFICE: Final[tuple[Role, ...]] = ("administrator",)
WITH_FIGURES: Final[tuple[Role, ...]] = ("duty-officer", "administrator")
WITH_CHECKPOINTS: Final[tuple[Role, ...]] = ("duty-officer", "administrator", "inspector")

_SECTIONS: Final[tuple[tuple[str, Promise, tuple[Role, ...]], ...]] = (
    ("staff-home", gettext_lazy("Today"), EVERYBODY),
    ("desk", gettext_lazy("Desk"), ("operator",)),
    ("staff-appeals", gettext_lazy("Appeals"), ON_DUTY),
    ("staff-permits", gettext_lazy("Permits"), WITH_PEOPLE),
    ("staff-residents", gettext_lazy("Residents"), WITH_PEOPLE),
    ("staff-paper", gettext_lazy("Paper"), WITH_PEOPLE),
    ("staff-emergencies", gettext_lazy("Emergencies"), ON_DUTY),
    ("staff-checkpoints", gettext_lazy("Checkpoints"), WITH_CHECKPOINTS),
    ("staff-kiosks", gettext_lazy("Kiosks"), OFFICE),
    ("staff-employers", gettext_lazy("Employers"), WITH_FIGURES),
    ("staff-calls", gettext_lazy("Call centre"), WITH_FIGURES),
    ("staff-orders", gettext_lazy("Orders"), OFFICE),
    ("staff-packs", gettext_lazy("Packs"), OFFICE),
    ("staff-figures", gettext_lazy("Figures"), WITH_FIGURES),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """An entry of the navigation."""

    url: str
    title: Promise
    current: bool


def staff_answer(
    request: StaffRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    words: Words | None = None,
    form: Form | None = None,
) -> HttpResponse:
    """The page, in the words of what is in force here when it is about no other pack."""
    now = clock.now()
    roles = people.staff_facts(request.staff).roles
    return answer(
        request,
        template,
        {"now": now, "roles": roles, "sections": list(_sections(request, roles)), **context},
        words=words or words_here(now),
        form=form,
    )


def _sections(request: HttpRequest, roles: tuple[Role, ...]) -> Iterator[Section]:
    start = reverse("staff-home")
    for name, title, allowed in _SECTIONS:
        if set(allowed) & set(roles):
            url = reverse(name)
            here = request.path == url if url == start else request.path.startswith(url)
            yield Section(url=url, title=title, current=here)
