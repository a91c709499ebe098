# SPDX-License-Identifier: EUPL-1.2
"""Checkpoints for those who run them: what it is like there now, and what they are like."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tereze.core import clock
from tereze.core.charts import Chart, Drawing, Series, stacked_bars
from tereze.core.wording import people_time
from tereze.people import selectors as people
from tereze.people import sessions
from tereze.people.types import Role
from tereze.permits import selectors as permits
from tereze.permits.checkpoints import figures, selectors, services
from tereze.permits.checkpoints.errors import BadCheckpoint, CheckpointClosed
from tereze.permits.checkpoints.figures import LiveFigures
from tereze.permits.checkpoints.forms import AddForm, ChangeForm
from tereze.permits.forms.staff import LookForm
from tereze.permits.views.answering import words_here
from tereze.permits.views.staff.answering import (
    OFFICE,
    ON_DUTY,
    WITH_CHECKPOINTS,
    WITH_FIGURES,
    staff_answer,
)
from tereze.permits.views.staff.home import zone_of
from tereze.permits.words import PlaceNames, Words

_ONE_OF: Final[tuple[Role, ...]] = WITH_FIGURES


@never_cache
@require_safe
@sessions.role_required(*WITH_CHECKPOINTS)
def checkpoint_list(request: sessions.StaffRequest) -> HttpResponse:
    """Live counts, queues, the share to check, who is inside, how many are over time."""
    now = clock.now()
    words = words_here(now)
    live = figures.get_live_figures(now)
    return staff_answer(
        request,
        "checkpoints/staff/checkpoints.html",
        {
            "live": live,
            "names": PlaceNames(permits.list_orders(), now=now),
            "by_hour": _by_hour(live, words),
            "over_time": sum(live.over_time.values()),
        },
        words=words,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*OFFICE)
def checkpoint_add(request: sessions.StaffRequest) -> HttpResponse:
    """Put a checkpoint on the road."""
    names = PlaceNames(permits.list_orders(), now=clock.now())
    places = [(code, names.place(code)) for code in selectors.list_known_places()]
    form = AddForm(request.POST or None, places=places)
    if form.is_valid():
        try:
            added = services.add_checkpoint(
                **_answers(form),
                place=form.cleaned_data["place"],
                actor=request.official.actor,
                now=clock.now(),
            )
        except BadCheckpoint as error:
            _complain(form, error)
        else:
            messages.success(request, gettext("Inspectors can open their devices there now."))
            return redirect("staff-checkpoint", added.id)
    return staff_answer(request, "checkpoints/staff/checkpoint_add.html", {}, form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*_ONE_OF)
def checkpoint(request: sessions.StaffRequest, checkpoint_id: int) -> HttpResponse:
    """One checkpoint with its devices; an administrator changes what it is like."""
    now = clock.now()
    facts = selectors.get_checkpoint(checkpoint_id)
    may_change = "administrator" in people.staff_facts(request.staff).roles and not facts.closed_at
    form = None
    if may_change:
        initial = {
            "name": facts.name,
            "lanes": facts.lanes,
            "queue_minutes": facts.queue_minutes,
        }
        form = ChangeForm(request.POST or None, initial=initial)
        if form.is_valid():
            try:
                services.change_checkpoint(
                    checkpoint_id=checkpoint_id,
                    **_answers(form),
                    actor=request.official.actor,
                    now=now,
                )
            except BadCheckpoint as error:
                _complain(form, error)
            else:
                messages.success(request, gettext("It is changed."))
                return redirect("staff-checkpoint", checkpoint_id)
    return staff_answer(
        request,
        "checkpoints/staff/checkpoint.html",
        {
            "checkpoint": facts,
            "names": PlaceNames(permits.list_orders(), now=now),
            "devices": selectors.list_devices(checkpoint_id, now),
        },
        form=form,
    )


@never_cache
@require_POST
@sessions.role_required(*OFFICE)
def checkpoint_close(request: sessions.StaffRequest, checkpoint_id: int) -> HttpResponse:
    """Take it off the road, with the devices that are open there."""
    try:
        services.close_checkpoint(
            checkpoint_id=checkpoint_id, actor=request.official.actor, now=clock.now()
        )
    except CheckpointClosed:
        messages.warning(request, gettext("It was closed already."))
    else:
        messages.success(request, gettext("The checkpoint is closed. Its counts stay."))
    return redirect("staff-checkpoints")


@never_cache
@require_POST
@sessions.role_required(*_ONE_OF)
def device_close(request: sessions.StaffRequest, device_id: int) -> HttpResponse:
    """A device was lost or given back."""
    closed = services.close_device(
        device_id=device_id, actor=request.official.actor, now=clock.now()
    )
    messages.success(request, gettext("The device is closed. It opens nothing any more."))
    return redirect("staff-checkpoint", closed.checkpoint_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*ON_DUTY)
def over_time(request: sessions.StaffRequest) -> HttpResponse:
    """Names of those who are over their time, for a reason that each of them reads."""
    now = clock.now()
    form = LookForm(request.POST or None)
    found = None
    if form.is_valid():
        why = form.cleaned_data["why"]
        found = figures.access_over_time(staff=request.staff, why=why, now=now)
    return staff_answer(
        request,
        "checkpoints/staff/over_time.html",
        {"found": found, "count": len(figures.list_over_time(now)), "most": figures.MOST_NAMES},
        words=words_here(now),
        form=form,
    )


def _answers(form: ChangeForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "lanes", "queue_minutes")}


def _complain(form: ChangeForm, error: BadCheckpoint) -> None:
    if error.field == "name":
        form.add_error("name", gettext("Another checkpoint has this name."))
    else:
        form.add_error(error.field if error.field in form.fields else None, error.message)


def _by_hour(live: LiveFigures, words: Words | None) -> Drawing:
    zone = zone_of(words)
    when = people_time(live.counted_at, now=live.counted_at, zone=zone)
    hours = [passed for _, passed in live.hours]
    return stacked_bars(
        Chart(
            title=gettext("People who passed, hour by hour"),
            about=gettext("Hour"),
            categories=tuple(f"{start.astimezone(zone):%H:%M}" for start, _ in live.hours),
            series=(
                Series(
                    name=gettext("In"),
                    tone="go",
                    values=tuple(passed["in"].through for passed in hours),
                ),
                Series(
                    name=gettext("Out"),
                    tone="accent",
                    values=tuple(passed["out"].through for passed in hours),
                ),
                Series(
                    name=gettext("Turned back"),
                    tone="stop",
                    values=tuple(
                        passed["in"].turned_back + passed["out"].turned_back for passed in hours
                    ),
                ),
            ),
            source=gettext("Counted %(time)s, from the counts of crossings.") % {"time": when},
        )
    )
