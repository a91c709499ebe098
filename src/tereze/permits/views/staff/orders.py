# SPDX-License-Identifier: EUPL-1.2
"""Orders: which there are, preparing one with a look at what it would change, ending one early.

An order is prepared in three steps: the pack version, the act, the preview. The preview replays the
requests of the last day under the new rules; only then the order can be confirmed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tereze.core import clock
from tereze.core.charts import Chart, Drawing, Series, rows
from tereze.core.errors import BadInput
from tereze.core.forms import Form
from tereze.packs import selectors as packs
from tereze.people import sessions
from tereze.permits import office, replaying, services
from tereze.permits.errors import OrderOver
from tereze.permits.forms.staff import OrderForm, WhyForm
from tereze.permits.office import InstalledVersion, OrderAct
from tereze.permits.reasons import tell_reason, tell_trait, tell_trait_value
from tereze.permits.simulation import Example, Simulation
from tereze.permits.types import Refusal
from tereze.permits.views.staff.answering import OFFICE, staff_answer
from tereze.permits.views.staff.packs import run
from tereze.permits.words import Words

#: Requests that a preview replays at most, so that the page comes while somebody waits for it.
_MOST_REPLAYED = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class ExampleWords:
    """One request whose answer would change, without the person."""

    newly_refused: bool
    who: str
    asked: str
    #: what the new rules say
    answer: str


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
            actor=request.official.actor,
            now=clock.now(),
        )
    except BadInput:
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
    since = words.now - timedelta(days=1)
    result = replaying.simulate_pack(
        digest=version.summary.digest, since=since, now=words.now, most=_MOST_REPLAYED
    )
    answers = form.cleaned_data
    covered = [
        act
        for act in office.list_acts()
        if act.state(words.now) == "in-force" and set(act.places) & set(answers["places"])
    ]
    return staff_answer(
        request,
        "permits/staff/order_preview.html",
        {
            "version": version,
            # Not as `form`: the frame would take the page for the form itself.
            "answers": form,
            "scenarios": run(version.pack),
            "covered": covered,
            "result": result,
            "granted_then": result.granted + result.newly_refused - result.newly_granted,
            "is_cut": result.asked >= _MOST_REPLAYED,
            "refused": _draw_refused(result, words),
            "hit": _draw_hit(result, words),
            "examples": list(_examples(result, words)),
        },
        words=words,
    )


def _draw_refused(result: Simulation, words: Words) -> Drawing | None:
    if not result.refused:
        return None
    return _rows(
        gettext("Would be refused, by reason"),
        gettext("Reason"),
        {tell_reason(code): count for code, count in result.refused.items()},
        words,
    )


def _draw_hit(result: Simulation, words: Words) -> list[Drawing]:
    """Who is hit: a chart for each trait."""
    by_trait: dict[str, dict[str, int]] = {}
    for (name, value), count in result.hit.items():
        by_trait.setdefault(name, {})[tell_trait_value(name, value, words)] = count
    return [
        _rows(tell_trait(name), tell_trait(name), counts, words)
        for name, counts in by_trait.items()
    ]


def _rows(title: str, about: str, counts: dict[str, int], words: Words) -> Drawing:
    source = gettext("Replayed %(time)s, from the requests of the last day.") % {
        "time": words.time(words.now)
    }
    series = Series(name=gettext("Requests"), tone="stop", values=tuple(counts.values()))
    return rows(
        Chart(title=title, about=about, categories=tuple(counts), series=(series,), source=source)
    )


def _examples(result: Simulation, words: Words) -> Iterator[ExampleWords]:
    for example in result.examples:
        refused = isinstance(example.outcome, Refusal)
        yield ExampleWords(
            newly_refused=refused,
            who=_who(example, words),
            asked=f"{words.purpose(example.past.request.purpose)}, {words.time(example.past.now)}",
            answer=words.refusal(example.outcome).why
            if isinstance(example.outcome, Refusal)
            else gettext("Would be granted: %(length)s")
            % {"length": words.time(example.outcome.ends_at)},
        )


def _who(example: Example, words: Words) -> str:
    """The person by age and home: enough to judge a rule by, and too little to know them."""
    applicant = example.past.applicant
    parts = []
    if applicant.age is not None:
        decade = applicant.age // 10 * 10
        parts.append(gettext("aged %(from)s to %(to)s") % {"from": decade, "to": decade + 9})
    if applicant.home:
        parts.append(words.place(applicant.home))
    return ", ".join(parts) or gettext("not known")


def _show(request: sessions.StaffRequest, order_id: int, form: Form | None) -> HttpResponse:
    act = office.get_act(order_id)
    return staff_answer(
        request,
        "permits/staff/order.html",
        {"act": act, "state": act.state(clock.now()), "can_end": act.can_be_ended(clock.now())},
        words=_words_of(act),
        form=form,
    )


def _words_of(act: OrderAct) -> Words:
    return Words(packs.get_pack(act.digest), now=clock.now())
