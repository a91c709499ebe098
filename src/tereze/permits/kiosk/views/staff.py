# SPDX-License-Identifier: EUPL-1.2
"""Which machines are kiosks, and ending that."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tereze.core import clock
from tereze.messaging.errors import UnknownDoor
from tereze.people import sessions
from tereze.permits.kiosk import pairing
from tereze.permits.views.staff.answering import OFFICE, staff_answer


@never_cache
@require_safe
@sessions.role_required(*OFFICE)
def kiosks(request: sessions.StaffRequest) -> HttpResponse:
    """All that are paired."""
    return staff_answer(
        request,
        "kiosk/staff/kiosks.html",
        {
            "kiosks": pairing.list_kiosks(),
            "address": request.build_absolute_uri(reverse("kiosk")),
        },
    )


@require_POST
@sessions.role_required(*OFFICE)
def kiosk_close(request: sessions.StaffRequest) -> HttpResponse:
    """Its next page is the last."""
    name = request.POST.get("name", "")
    if any(kiosk.name == name for kiosk in pairing.list_kiosks()):
        try:
            pairing.close_kiosk(name=name, actor=request.official.actor, now=clock.now())
        except UnknownDoor:  # closed by another at this moment
            pass
        else:
            messages.success(request, gettext("%(name)s is no kiosk any more.") % {"name": name})
    return redirect("staff-kiosks")
