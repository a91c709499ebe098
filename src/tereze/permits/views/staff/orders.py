# SPDX-License-Identifier: EUPL-1.2
"""Orders: which there are, preparing one with a look at what it would change, ending one early.

An order is prepared in three steps: the pack version, the act, the preview. The preview replays the
requests of the last day under the new rules; only then the order can be confirmed.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tereze.core import clock
from tereze.core.forms import Form
from tereze.packs import selectors as packs
from tereze.people import sessions
from tereze.permits import office, selectors, services
from tereze.permits.errors import BadOrder, OrderOver, ScenariosFail
from tereze.permits.forms.staff import OrderForm, WhyForm
from tereze.permits.office import InstalledVersion, OrderAct
from tereze.permits.views.answering import words_here
from tereze.permits.views.staff.answering import OFFICE, staff_answer
from tereze.permits.views.staff.order_preview import preview
from tereze.permits.views.staff.packs import run
from tereze.permits.words import Words


@never_cache
@require_safe
@sessions.role_required(*OFFICE)
def order_list(request: sessions.StaffRequest) -> HttpResponse:
    """All orders with their state."""
    now = clock.now()
    acts = [(act, act.state(now), _words_of(act)) for act in office.list_acts()]
    return staff_answer(request, "permits/staff/orders.html", {"acts": acts})


@never_cache
@require_safe
@sessions.role_required(*OFFICE)
def order(request: sessions.StaffRequest, order_id: int) -> HttpResponse:
    """One order as the act that it is."""
    return _show(request, order_id, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*OFFICE)
def order_end(request: sessions.StaffRequest, order_id: int) -> HttpResponse:
    """End it before its sunset, with a reason for the record."""
    form = WhyForm(
        request.POST or None, hint=gettext("It is kept with the record of what was done.")
    )
    if not form.is_valid():
        return _show(request, order_id, form)
    act = office.get_act(order_id)
    try:
        services.end_order(
            order_id=act.id,
            why=form.cleaned_data["why"],
            actor=request.official.actor,
            now=clock.now(),
        )
    except OrderOver:
        messages.warning(request, gettext("The order had ended already."))
    else:
        messages.success(
            request, gettext("The order has ended. Permits granted under it keep their time.")
        )
    return redirect("staff-order", act.id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*OFFICE)
def order_new(request: sessions.StaffRequest) -> HttpResponse:
    """Pack version, act, preview; then confirm."""
    now = clock.now()
    if not (digest := request.GET.get("pack")):
        versions = [(one, Words(one.pack, now=now)) for one in office.list_versions()]
        return staff_answer(request, "permits/staff/order_pack.html", {"versions": versions})
    version = office.get_version(digest)
    words = Words(version.pack, now=now)
    form = OrderForm(request.POST or None, words=words)
    if form.is_valid() and "change" not in request.POST:
        if "confirm" not in request.POST:
            return _preview(request, version, form, words)
        if prepared := _prepare(request, version, form):
            return redirect("staff-order", prepared)
    return staff_answer(
        request, "permits/staff/order_new.html", {"version": version}, words=words, form=form
    )


def _prepare(
    request: sessions.StaffRequest, version: InstalledVersion, form: OrderForm
) -> int | None:
    """The number of the order; None, and why on the form, when it could not be prepared."""
    answers = form.cleaned_data
    try:
        prepared = services.prepare_order(
            title=answers["title"],
            digest=version.summary.digest,
            places=answers["places"],
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            legal_basis=answers["legal_basis"],
            signed_by=answers["signed_by"],
            crossing_hours=answers["crossing_hours"],
            actor=request.official.actor,
            now=clock.now(),
        )
    except BadOrder as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None
    except ScenariosFail:
        form.add_error(
            None,
            gettext("The pack's own scenarios fail, so it can't be put in force. See the pack."),
        )
        return None
    messages.success(request, gettext("The order is prepared. It binds from its start on."))
    return prepared.pk


def _preview(
    request: sessions.StaffRequest, version: InstalledVersion, form: OrderForm, words: Words
) -> HttpResponse:
    places = set(form.cleaned_data["places"])
    return staff_answer(
        request,
        "permits/staff/order_preview.html",
        {
            "version": version,
            # Not as `form`: the frame would take the page for the form itself.
            "answers": form,
            "scenarios": run(version.pack),
            "covered": [
                act
                for act in office.list_acts()
                if act.state(words.now) == "in-force" and places & set(act.places)
            ],
            # What was asked has names in the pack under which it was asked; the new one may lack
            # them.
            "preview": preview(version, words, asked_in=words_here(words.now) or words),
        },
        words=words,
    )


def _show(request: sessions.StaffRequest, order_id: int, form: Form | None) -> HttpResponse:
    act, now = office.get_act(order_id), clock.now()
    return staff_answer(
        request,
        "permits/staff/order.html",
        {
            "act": act,
            "state": act.state(now),
            "can_end": act.can_be_ended(now),
            "is_over": act.state(now) in ("over", "ended"),
            "counts": selectors.count_deleted(order_id),
        },
        words=_words_of(act),
        form=form,
    )


def _words_of(act: OrderAct) -> Words:
    return Words(packs.get_pack(act.digest), now=clock.now())
