# SPDX-License-Identifier: EUPL-1.2
"""In a demonstration nobody calls, so a button lets it ring."""

import secrets

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tereze.core import clock
from tereze.people import selectors as people
from tereze.people import sessions
from tereze.permits.desk import services
from tereze.permits.desk.types import CallEvent
from tereze.permits.desk.views.calls import OPERATORS


@require_POST
@sessions.role_required(*OPERATORS)
def simulate(request: sessions.StaffRequest) -> HttpResponse:
    """A made-up resident calls, as a telephone system would tell of it."""
    if not settings.DEMO:
        raise Http404
    now = clock.now()
    phones = [who.person.phone for who in people.list_demo_residents() if who.person.phone]
    services.hear_event(
        event=CallEvent(
            call=f"demo-{secrets.token_hex(8)}",
            event="ringing",
            at=now,
            caller=secrets.choice(phones) if phones else None,
        ),
        now=now,
    )
    return redirect("desk")
