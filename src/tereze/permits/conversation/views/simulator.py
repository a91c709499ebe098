# SPDX-License-Identifier: EUPL-1.2
"""The simulator: a phone and a chat on one page, for whoever tries a demonstration.

What is written here goes the way of all messages, through inbox, conversation and outbox; only the
carrier is this page itself, which shows what waits in the outbox for its phone and its chat. Nothing
of it leaves the machine, and elsewhere than in a demonstration there is no such page.
"""

import io
import secrets
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tereze.core import clock
from tereze.messaging import selectors as messaging
from tereze.messaging import services
from tereze.messaging.types import Channel, Exchanged, Incoming
from tereze.people import selectors as people
from tereze.permits.views.answering import answer, words_here

#: Our account with the carrier that this page is.
ACCOUNT: Final = "simulator"
#: Somebody whom nobody knows.
STRANGER: Final = "+994559998877"
_LONGEST: Final = 1000
#: The latest messages, as on a screen.
_SHOWN: Final = 12
_PHONE, _CHAT = "simulator.phone", "simulator.chat"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pane:
    """A phone or a chat, with what was said there."""

    channel: Channel
    title: str
    exchanged: tuple[Exchanged, ...]
    has_buttons: bool

    @property
    def asks_phone(self) -> bool:
        """The last that was said asks for the phone number."""
        last = self.exchanged[-1].reply if self.exchanged else None
        return last is not None and last.asks_phone


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def simulator(request: HttpRequest) -> HttpResponse:
    """Both panes; what is sent from one of them is answered before the page comes back."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        _send(request)
        return redirect("simulator")
    phone, chat = _phone(request), _chat(request)
    return answer(
        request,
        "conversation/simulator.html",
        {
            "panes": (
                Pane(
                    channel="sms",
                    title=gettext("A phone"),
                    # What answers nothing, a code for signing in, goes by no account here.
                    exchanged=messaging.list_exchange(accounts=(ACCOUNT, ""), address=phone)[
                        -_SHOWN:
                    ],
                    has_buttons=False,
                ),
                Pane(
                    channel="telegram",
                    title=gettext("A messenger"),
                    exchanged=messaging.list_exchange(accounts=(ACCOUNT,), address=chat)[-_SHOWN:],
                    has_buttons=True,
                ),
            ),
            "phone": phone,
            "phones": _phones(),
        },
        words=words_here(clock.now()),
    )


@never_cache
@require_safe
def simulator_picture(request: HttpRequest, number: int) -> HttpResponse:
    """The QR code beside a message of this visitor's chat."""
    if not settings.DEMO:
        raise Http404
    for one in messaging.list_exchange(accounts=(ACCOUNT,), address=_chat(request)):
        if one.reply and one.reply.qr and one.id == number:
            picture = io.BytesIO()
            segno.make(one.reply.qr, error="m").save(picture, kind="png", scale=5, border=4)
            return HttpResponse(picture.getvalue(), content_type="image/png")
    raise Http404


def _send(request: HttpRequest) -> None:
    said = request.POST
    if said.get("take"):
        chosen = said["take"]
        request.session[_PHONE] = chosen if chosen in _numbers() else STRANGER
        # Another person has another phone, and another app on it.
        request.session.pop(_CHAT, None)
        return
    is_sms = said.get("channel") == "sms"
    now = clock.now()
    phone = _phone(request)
    services.receive_message(
        Incoming(
            channel="sms" if is_sms else "telegram",
            account=ACCOUNT,
            id=uuid4().hex,
            sender=phone if is_sms else _chat(request),
            text=said.get("text", "")[:_LONGEST],
            pressed=said.get("pressed", "")[:64],
            phone=phone if is_sms or said.get("share") else None,
            language=None if is_sms else (get_language() or "")[:2] or None,
            at=now,
        )
    )
    # The worker would answer in a moment; whoever looks at this page should not have to reload it.
    services.answer_waiting(now=now, at_most=5)


def _phones() -> list[tuple[str, str]]:
    """Numbers to take, and whose they are."""
    whose: dict[str, list[str]] = {}
    for resident in people.list_demo_residents():
        whose.setdefault(resident.person.phone or "", []).append(resident.person.name)
    known = [(phone, ", ".join(names)) for phone, names in whose.items()]
    return [*known, (STRANGER, gettext("somebody whom nobody knows"))]


def _numbers() -> set[str]:
    return {number for number, _ in _phones()}


def _phone(request: HttpRequest) -> str:
    """The number that was taken; else the first of a country whose people ask by message."""
    if taken := request.session.get(_PHONE):
        return str(taken)
    of_baku = (number for number, _ in _phones() if number.startswith("+994"))
    return next(of_baku, STRANGER)


def _chat(request: HttpRequest) -> str:
    """This visitor's chat: two who try the same demonstration do not read each other's."""
    chat = request.session.get(_CHAT)
    if chat is None:
        chat = request.session[_CHAT] = f"s{secrets.token_hex(8)}"
    return str(chat)
