# SPDX-License-Identifier: EUPL-1.2
"""Who writes, and how a chat comes to know it.

A short message comes from a phone that its carrier vouches for. A chat of a messenger is nobody's
until its phone is proven: by the contact that the app itself shares, by a ticket from a page on which
the person is signed in, or by a code that was sent to the phone on record. The phone is compared at
every message: when an operator gives somebody's data another phone, whoever holds the old one is a
stranger again.
"""

import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from tereze.core import audit
from tereze.messaging.types import Incoming
from tereze.people import selectors as people
from tereze.people.errors import BadPhone, UnknownResident
from tereze.people.events import ResidentErased
from tereze.people.phones import read_phone
from tereze.people.types import ResidentFacts
from tereze.permits.conversation.models import Chat, Talk, Ticket
from tereze.permits.conversation.sealed import (
    digest_ticket,
    index_holder,
    open_phone,
    seal_phone,
)
from tereze.permits.conversation.types import Speaker

#: Long enough to change from the browser to the app.
TICKETS_WORK: Final = timedelta(minutes=15)
#: 128 random bits, as apps pass them on: Telegram writes "/start " before it.
_TICKET: Final = re.compile(r"(?:/start\s+|start\s+)?(?P<ticket>tzl_[A-Za-z0-9_-]{22})")


def find_speaker(incoming: Incoming) -> Speaker:
    """Who writes, as far as it is known."""
    speaker = Speaker(channel=incoming.channel, account=incoming.account, sender=incoming.sender)
    if incoming.channel == "sms":
        return _with_phone(speaker, _phone_of(incoming.phone or incoming.sender))
    chat = Chat.objects.filter(holder=index_holder(speaker.chat)).first()
    if chat is None:
        return speaker
    phone = open_phone(chat.sealed_phone)
    if chat.resident_id is None:
        return _with_phone(speaker, phone)
    try:
        resident = people.get_resident(chat.resident_id)
    except UnknownResident:  # erased meanwhile
        return speaker
    if resident.person.phone != phone:
        return speaker
    return replace(speaker, phone=phone, sharing=(resident,), resident=resident)


def prove_phone(speaker: Speaker, *, phone: str, now: datetime) -> Speaker:
    """Whoever writes holds this phone: the app shared it, or a code came back from it."""
    known = _with_phone(speaker, _phone_of(phone))
    if known.phone:
        _link(known, now)
    return known


def know_as(speaker: Speaker, *, resident: ResidentFacts, now: datetime) -> Speaker:
    """Whoever writes is this one of those who share the phone that was proven."""
    known = replace(speaker, phone=resident.person.phone, sharing=(resident,), resident=resident)
    _link(known, now)
    return known


def forget_chat(speaker: Speaker) -> None:
    """Not know any more who writes from this chat."""
    Chat.objects.filter(holder=index_holder(speaker.chat)).delete()


@transaction.atomic
def make_ticket(*, resident: ResidentFacts, now: datetime) -> str:
    """A word that tells a chat who writes, for somebody who is signed in on a page."""
    ticket = f"tzl_{secrets.token_urlsafe(16)}"
    Ticket.objects.create(
        digest=digest_ticket(ticket), resident_id=resident.id, keep_until=now + TICKETS_WORK
    )
    return ticket


def take_ticket(text: str, now: datetime) -> ResidentFacts | None:
    """Whose ticket somebody wrote; it works once. None: it is none, or works no more."""
    written = _TICKET.fullmatch(text.strip())
    if written is None:
        return None
    row = Ticket.objects.select_for_update().filter(digest=digest_ticket(written["ticket"])).first()
    if row is None:
        return None
    row.delete()
    try:
        resident = people.get_resident(row.resident_id)
    except UnknownResident:
        return None
    return resident if row.keep_until > now and resident.person.phone else None


def forget_resident(event: ResidentErased) -> None:
    """Forget the chats and talks of somebody who is erased."""
    Chat.objects.filter(resident_id=event.resident_id).delete()
    Ticket.objects.filter(resident_id=event.resident_id).delete()
    Talk.objects.filter(holder=index_holder(f"resident:{event.resident_id}")).delete()


def _with_phone(speaker: Speaker, phone: str | None) -> Speaker:
    if phone is None:
        return speaker
    sharing = people.list_residents_by_phone(phone)
    only = sharing[0] if len(sharing) == 1 else None
    return replace(speaker, phone=phone, sharing=sharing, resident=only)


def _link(speaker: Speaker, now: datetime) -> None:
    """Remember who writes from a chat. A phone's messages say it each time."""
    if speaker.channel == "sms" or speaker.phone is None:
        return
    resident_id = speaker.resident.id if speaker.resident else None
    Chat.objects.update_or_create(
        holder=index_holder(speaker.chat),
        defaults={
            "sealed_phone": seal_phone(speaker.phone),
            "resident_id": resident_id,
            "linked_at": now,
        },
    )
    if resident_id is not None:
        audit.record(
            actor=f"resident:{resident_id}",
            action="chat-linked",
            subject=f"resident:{resident_id}",
            at=now,
            channel=speaker.channel,
        )


def _phone_of(written: str) -> str | None:
    """In its one form; None for short numbers and names, which carriers also send from."""
    try:
        return read_phone(written, region=settings.REGION)
    except BadPhone:
        return None
