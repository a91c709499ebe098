# SPDX-License-Identifier: EUPL-1.2
"""Paper at a desk: cards for whoever stands there. Every card is a look that the person reads."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tereze.core import clock
from tereze.people import selectors as people
from tereze.people import sessions
from tereze.permits import codes, duty
from tereze.permits.errors import NoSuchPermit
from tereze.permits.paper import selectors
from tereze.permits.paper.forms import CardsForm, FindSheetForm, PrintSheetsForm
from tereze.permits.paper.types import Card
from tereze.permits.paper.views.answering import answer_cards
from tereze.permits.views.staff.answering import WITH_PEOPLE, staff_answer


@never_cache
@require_safe
@sessions.role_required(*WITH_PEOPLE)
def paper(request: sessions.StaffRequest) -> HttpResponse:
    """What can be done with paper."""
    return show_paper(request)


@never_cache
@require_safe
@sessions.role_required(*WITH_PEOPLE)
def card(request: sessions.StaffRequest, code: str) -> HttpResponse:
    """One permit on one card, in the language that is asked for or in the person's own."""
    language = request.GET.get("language", "")
    made = _card(request, code, language if language in dict(settings.LANGUAGES) else "")
    return answer_cards([made], wanted=request.GET.get("paper", ""))


@never_cache
@require_POST
@sessions.role_required(*WITH_PEOPLE)
def cards(request: sessions.StaffRequest) -> HttpResponse:
    """The cards of a queue."""
    form = CardsForm(request.POST)
    if not form.is_valid():
        return show_paper(request, cards=form)
    made = []
    for code in form.cleaned_data["codes"]:
        try:
            made.append(_card(request, code, form.cleaned_data["language"]))
        except NoSuchPermit:
            words = gettext("There is no permit with the code %(code)s that holds.")
            form.add_error("codes", words % {"code": codes.group(code)})
    return show_paper(request, cards=form) if form.errors else answer_cards(made, wanted="a4")


def show_paper(
    request: sessions.StaffRequest,
    *,
    cards: CardsForm | None = None,
    find: FindSheetForm | None = None,
    blank: PrintSheetsForm | None = None,
) -> HttpResponse:
    """The page with its three forms; the one that was sent says what is wrong with it."""
    return staff_answer(
        request,
        "paper/staff/paper.html",
        {
            "cards": cards or CardsForm(),
            "find": find or FindSheetForm(),
            "blank": blank or PrintSheetsForm(initial={"language": get_language()}),
        },
        form=cards or find or blank,
    )


def _card(request: sessions.StaffRequest, code: str, language: str) -> Card:
    """A card of a permit that holds; the look is recorded. Raises NoSuchPermit."""
    now = clock.now()
    permit = duty.access_permit(
        staff=request.staff, code=code, why=gettext("Printing a card"), now=now
    )
    if permit.state(now) not in ("valid", "not-yet"):
        raise NoSuchPermit
    return selectors.get_card(permit, language=language or _own(permit.resident_id), now=now)


def _own(resident_id: int) -> str:
    """The person's language: the look at their permit is recorded already."""
    return people.get_resident(resident_id).person.language or get_language() or ""
