# SPDX-License-Identifier: EUPL-1.2
"""A permit: its page, its QR code as a picture, its entry for the calendar, and the list of them."""

import io
from datetime import datetime
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.core.offline import Keeper, keep_nowhere, kept_offline
from tereze.people import sessions
from tereze.permits import acting, codes, issuing, own, selectors
from tereze.permits.calendar_file import Entry, write_calendar
from tereze.permits.errors import NoSuchPermit
from tereze.permits.issuing import Credential
from tereze.permits.types import PermitFacts
from tereze.permits.views.answering import answer
from tereze.permits.words import Words

#: In the session from the moment of granting until the permit's page was shown once.
_LIT = "permits.lit"
_REMIND_MINUTES = 15
#: states in which a permit is shown to be scanned
_HOLDS = ("valid", "not-yet")


def light_pane(request: HttpRequest, permit: PermitFacts) -> None:
    """Let the pane of the window light when the permit's page opens next, and only then."""
    request.session[_LIT] = permit.code


@never_cache
@require_safe
@kept_offline(Keeper.RESIDENT)
@sessions.resident_required
def permit_list(request: sessions.ResidentRequest) -> HttpResponse:
    """All permits of the last month, those that hold first."""
    now = clock.now()
    rows = [
        (permit, Words.of_order(selectors.get_order(permit.order_id), now))
        for permit in own.list_permits(request.resident, now)
    ]
    active = [row for row in rows if row[0].state(now) in _HOLDS]
    return answer(
        request,
        "permits/permits.html",
        {"active": active, "earlier": [row for row in rows if row not in active]},
        words=rows[0][1] if rows else None,
    )


@never_cache
@require_safe
@kept_offline(Keeper.RESIDENT)
@sessions.resident_required
def permit(request: sessions.ResidentRequest, code: str) -> HttpResponse:
    """The permit: until when, for whom, what for, where; to be shown at a checkpoint."""
    now = clock.now()
    facts, whom = acting.access_permit(request.resident, code, now)
    words = Words.of_order(selectors.get_order(facts.order_id), now)
    state = facts.state(now)
    shown = state in _HOLDS
    credential = issue(facts) if shown else None
    response = answer(
        request,
        "permits/permit.html",
        {
            "permit": facts,
            "state": state,
            "whom": whom,
            "granted_now": request.session.pop(_LIT, None) == facts.code,
            "credential": credential,
            "qr": draw_qr(credential.text) if credential else "",
            "camera_qr": draw_qr(credential.link) if credential else "",
        },
        words=words,
    )
    if whom.mandate:
        # It may end at any time, and a helper's phone would show the page all the same.
        keep_nowhere(response)
    return response


@never_cache
@require_safe
@sessions.resident_required
def permit_picture(request: sessions.ResidentRequest, code: str) -> HttpResponse:
    """The QR code as a picture, to keep among the phone's own."""
    facts = _access_holding(request, code, clock.now())
    picture = io.BytesIO()
    segno.make_qr(issue(facts).text, error="m").save(picture, kind="png", scale=10, border=4)
    return _file(picture.getvalue(), kind="image/png", name=f"tereze-{facts.code}.png")


@never_cache
@require_safe
@sessions.resident_required
def permit_calendar(request: sessions.ResidentRequest, code: str) -> HttpResponse:
    """The permit for the phone's own calendar, which reminds of the end."""
    now = clock.now()
    facts = _access_holding(request, code, now)
    words = Words.of_order(selectors.get_order(facts.order_id), now)
    purpose, places = words.purpose(facts.purpose), words.places(facts.places)
    entry = Entry(
        uid=f"{facts.code}@{urlsplit(settings.URL).hostname}",
        title=gettext("Permit: %(purpose)s") % {"purpose": purpose},
        description=gettext("Code: %(code)s") % {"code": codes.group(facts.code)},
        location=places,
        url=request.build_absolute_uri(request.path.removesuffix("/calendar.ics")),
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        made_at=facts.asked_at,
        remind_minutes=_REMIND_MINUTES,
        reminder=gettext("Your permit ends soon."),
    )
    return _file(
        write_calendar(entry).encode(),
        kind="text/calendar; charset=utf-8",
        name=f"tereze-{facts.code}.ics",
    )


def _access_holding(request: sessions.ResidentRequest, code: str, now: datetime) -> PermitFacts:
    """A permit that is, or will be, good for something. Raises NoSuchPermit: of one that was taken back
    nothing is signed any more, because a checkpoint may not have heard of that yet."""
    facts, _ = acting.access_permit(request.resident, code, now)
    if facts.state(now) not in _HOLDS:
        raise NoSuchPermit
    return facts


def issue(facts: PermitFacts) -> Credential:
    return issuing.issue_credential(facts, selectors.get_key_ring(), url=settings.URL)


def draw_qr(text: str) -> SafeString:
    """A QR code as inline SVG: black on its own white ground, as wide as the page lets it."""
    code = segno.make_qr(text, error="m")
    drawn = code.svg_inline(omitsize=True, svgclass=None, lineclass=None, border=1)
    label = gettext("QR code of the permit")
    # The text is ours: segno draws it, and a translation can't hold markup that we did not write.
    return SafeString(drawn.replace("<svg", f'<svg role="img" aria-label="{label}"', 1))


def _file(content: bytes, *, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
