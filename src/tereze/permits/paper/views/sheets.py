# SPDX-License-Identifier: EUPL-1.2
"""Sheets: printed blank, written on by hand, and typed in at a desk.

An address names a sheet by what its code says, which tells of nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tereze.core import clock
from tereze.core.forms import read_number
from tereze.packs import selectors as packs
from tereze.people import selectors as people
from tereze.people import sessions
from tereze.permits import codes, own
from tereze.permits import selectors as permits
from tereze.permits.errors import TooBusy
from tereze.permits.forms.asking import AskForm
from tereze.permits.paper import limits, selectors, services
from tereze.permits.paper.forms import FindSheetForm, PrintSheetsForm, WriterForm
from tereze.permits.paper.sheets import DOORS, Sheet, print_sheets
from tereze.permits.paper.types import TypedSheetFacts
from tereze.permits.paper.views.answering import answer_pdf
from tereze.permits.paper.views.staff import show_paper
from tereze.permits.questions import own_door
from tereze.permits.types import OrderInForce
from tereze.permits.views.staff.answering import staff_answer
from tereze.permits.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A purpose on the sheet, as a button."""

    url: str
    icon: str
    title: str


@never_cache
@require_safe
def blank_sheet(request: HttpRequest) -> HttpResponse:
    """One sheet to print at home and write on, for somebody who has no phone."""
    limits.count_print_of_network(request.META.get("REMOTE_ADDR", ""))
    return _print(get_language() or "", 1)


@never_cache
@require_POST
@sessions.role_required("operator")
def blank_sheets(request: sessions.StaffRequest) -> HttpResponse:
    """Sheets to lay out in a hall."""
    form = PrintSheetsForm(request.POST)
    if not form.is_valid():
        return show_paper(request, blank=form)
    return _print(form.cleaned_data["language"], form.cleaned_data["count"])


@never_cache
@require_POST
@sessions.role_required("operator")
def sheet_find(request: sessions.StaffRequest) -> HttpResponse:
    """To the questions of the sheet that lies there."""
    form = FindSheetForm(request.POST)
    if not form.is_valid():
        return show_paper(request, find=form)
    sheet: Sheet = form.cleaned_data["sheet"]
    return redirect(_address(sheet))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required("operator")
def sheet(request: sessions.StaffRequest, number: str) -> HttpResponse:
    """What is ticked, who wrote it, and what they wrote; or what came of it."""
    now = clock.now()
    shown = _read(request, number)
    if typed := selectors.find_typed_sheet(shown.number):
        return _tell(request, typed, now)
    printed_under = selectors.find_order_of_sheet(shown.order_id, now)
    order = printed_under or permits.get_order_in_force(None, now)
    if order is None:
        return staff_answer(request, "paper/staff/no_order.html", {})
    words = Words(packs.get_pack(order.digest), now=now)
    if order.regime.identification.by != "document":
        return staff_answer(request, "paper/staff/no_order.html", {"by_phone": True}, words=words)
    choices = list(_choices(order, words, shown))
    purpose_id = request.GET.get("purpose", "")
    is_older = shown.order_id is not None and printed_under is None
    context = {"sheet": shown, "is_older": is_older, "choices": choices}
    if not any(purpose_id == known for known, _ in choices):
        return staff_answer(request, "paper/staff/sheet.html", context, words=words)
    writer = WriterForm(
        request.POST or None, order=order, words=words, today=now.astimezone(words.zone).date()
    )
    asked = AskForm(
        request.POST or None,
        order=order,
        purpose=words.find_purpose(purpose_id),
        home=writer["home"].value() or None,
        words=words,
        doors=DOORS,
    )
    if all([writer.is_valid(), asked.is_valid()]) and _type_in(request, shown, writer, asked, now):
        return redirect(_address(shown))
    return staff_answer(
        request,
        "paper/staff/sheet_answers.html",
        {**context, "purpose_id": purpose_id, "writer": writer, "asked": asked},
        words=words,
        # Above the page stands what is wrong; both say it beside their fields.
        form=writer if writer.errors else asked,
    )


def _type_in(
    request: sessions.StaffRequest, shown: Sheet, writer: WriterForm, asked: AskForm, now: datetime
) -> bool:
    """Whether it is typed in now; if not, the form says what is to be done."""
    (document,) = writer.documents()
    try:
        with writer.showing_objections():
            typed = services.type_in_sheet(
                staff=request.staff,
                sheet=shown,
                person=writer.person(phone=None, language=shown.language or None),
                document=document,
                request=asked.request(),
                signed_on=writer.cleaned_data["signed_on"],
                why=_why(shown.number),
                now=now,
            )
            if typed.again:
                messages.info(request, gettext("Somebody typed this sheet in before."))
            return True
    except TooBusy:
        writer.add_error(None, gettext("Many people ask right now. Nothing is lost: try again."))
    return False


def _tell(request: sessions.StaffRequest, typed: TypedSheetFacts, now: datetime) -> HttpResponse:
    """What came of a sheet; the look is recorded."""
    people.access_resident(
        staff=request.staff,
        resident_id=typed.resident_id,
        what="permits",
        why=_why(typed.number),
        now=now,
    )
    context: dict[str, object] = {"typed": typed, "permit": None, "refused": None}
    words = None
    if typed.permit_code:
        permit = permits.get_permit(typed.permit_code, now)
        words = Words(packs.get_pack(permit.digest), now=now)
        context["permit"] = permit
    elif typed.refusal:
        day, number = typed.refusal
        refused = own.find_refusal([typed.resident_id], day=day, number=number)
        if refused:
            words = Words.of_order(refused.order, now)
            context["refused"] = refused
    return staff_answer(request, "paper/staff/sheet_typed.html", context, words=words)


def _choices(order: OrderInForce, words: Words, shown: Sheet) -> Iterator[tuple[str, Choice]]:
    """What may be ticked on it."""
    for purpose in order.regime.purposes:
        if not purpose.emergency and own_door(order.regime, purpose, DOORS):
            yield (
                purpose.id,
                Choice(
                    url=_address(shown, purpose=purpose.id),
                    icon=words.purpose_icon(purpose.id),
                    title=words.purpose(purpose.id),
                ),
            )


def _address(shown: Sheet, **more: str) -> str:
    order = {"order": str(shown.order_id)} if shown.order_id is not None else {}
    said = {**order, "version": shown.version, "language": shown.language, **more}
    query = urlencode({name: value for name, value in said.items() if value})
    url = reverse("staff-sheet", args=[shown.number])
    return f"{url}?{query}" if query else url


def _read(request: HttpRequest, number: str) -> Sheet:
    """The sheet of an address. Raises Http404 when it names none."""
    try:
        return Sheet(
            number=codes.normalise(number),
            order_id=read_number(request.GET.get("order", "")),
            version=request.GET.get("version", "")[:40],
            language=_language(request.GET.get("language", "")),
        )
    except codes.InvalidCode as error:
        raise Http404 from error


def _language(said: str) -> str:
    return said if said in dict(settings.LANGUAGES) else ""


def _print(language: str, count: int) -> HttpResponse:
    """Blank sheets of the order in force. Raises Http404 when there is none."""
    now = clock.now()
    order = permits.get_order_in_force(None, now)
    if order is None:
        raise Http404
    words = Words(packs.get_pack(order.digest), now=now, language=language)
    with override(words.language):
        return answer_pdf(print_sheets(order, words, count), name="tereze-sheet.pdf")


def _why(number: str) -> str:
    return gettext("Paper sheet %(number)s") % {"number": codes.group(number)}
