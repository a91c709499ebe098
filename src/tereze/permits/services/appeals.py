# SPDX-License-Identifier: EUPL-1.2
"""Appeals: a refused resident asks in a sentence, a duty officer answers before a deadline."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from tereze.core import audit, sealing
from tereze.messaging.services import queue_message
from tereze.people import selectors as people
from tereze.permits import decisions, records, rules, selectors
from tereze.permits.decisions import LostRace
from tereze.permits.errors import AlreadyDecided, NotAppealable, TooBusy, UnknownAppeal
from tereze.permits.letters import language_of, tell_appeal_decided
from tereze.permits.models import Appeal, RefusalRecord
from tereze.permits.services.asking import write_grant
from tereze.permits.types import PermitFacts

_SENTENCE = "permits.appeal-sentence"
_REASON = "permits.appeal-reason"


@transaction.atomic
def appeal_refusal(
    *, resident_id: int, day: date, number: int, sentence: str, now: datetime
) -> Appeal:
    """Ask a human to look at a refusal again. Raises NotAppealable, AlreadyDecided."""
    refusal = RefusalRecord.objects.of(resident_id).filter(day=day, number=number).first()
    if refusal is None or refusal.order_id is None or refusal.code in rules.NOT_APPEALABLE:
        raise NotAppealable
    order = selectors.get_order(refusal.order_id)
    minutes = order.regime.appeals.decide_within_minutes
    try:
        with transaction.atomic():
            return Appeal.objects.create(
                resident_id=resident_id,
                refusal_day=day,
                refusal_number=number,
                sealed_sentence=sealing.seal(sentence.encode(), context=_SENTENCE),
                made_at=now,
                due_at=now + timedelta(minutes=minutes),
            )
    except IntegrityError as error:
        raise AlreadyDecided("You appealed against this before; we will answer that.") from error


@transaction.atomic
def decide_appeal(
    *, appeal_id: int, grant: bool, reason: str, actor: str, now: datetime
) -> PermitFacts | None:
    """Answer an appeal; a granted one issues the permit that was asked for, at no cost of quota.

    Raises AlreadyDecided; UnknownAppeal when it was deleted by rule meanwhile; NotAppealable when the
    order has ended: after its sunset not even an officer issues anything.
    """
    appeal = Appeal.objects.select_for_update().filter(pk=appeal_id).first()
    if appeal is None:
        raise UnknownAppeal
    if appeal.state != Appeal.State.OPEN:
        raise AlreadyDecided
    permit = _issue(appeal, now) if grant else None
    appeal.state = Appeal.State.GRANTED if grant else Appeal.State.DECLINED
    appeal.decided_at = now
    appeal.decided_by = actor
    appeal.sealed_reason = sealing.seal(reason.encode(), context=_REASON)
    appeal.permit_code = permit.code if permit else ""
    appeal.save()
    audit.record(
        actor=actor, action=f"appeal-{appeal.state}", subject=f"appeal:{appeal.pk}", at=now
    )
    person = people.get_resident(appeal.resident_id).person
    if person.phone:
        text = tell_appeal_decided(permit, reason, language_of(person, now))
        queue_message(to=person.phone, text=text, channel="sms", now=now)
    return permit


def _issue(appeal: Appeal, now: datetime) -> PermitFacts:
    refusal = RefusalRecord.objects.against_which(appeal).first()
    if refusal is None:
        raise NotAppealable("What was asked for has been deleted by rule: it was a month ago.")
    order = selectors.get_order(refusal.order_id or 0)
    if not order.starts_at <= now < order.ends_at:
        raise NotAppealable("The order has ended, so nothing can be issued under it any more.")
    decided = records.open_decided(refusal.sealed)
    resident = people.get_resident(appeal.resident_id)
    asking = decisions.prepare(
        resident=resident,
        document=next(
            (d for d in resident.documents if d.type == decided.applicant.document_type), None
        ),
        request=decided.request,
        door=refusal.door,
        key=None,
        now=now,
    )
    for _ in range(decisions.TRIES):
        rows = selectors.read_ledgers(sorted(asking.holders.values()))
        decision = decisions.overrule(asking, order, rows)
        try:
            return write_grant(decision, basis="appeal")
        except LostRace:
            continue
    raise TooBusy


def open_sentence(appeal: Appeal) -> str:
    """What the resident wrote."""
    return sealing.unseal(bytes(appeal.sealed_sentence), context=_SENTENCE).decode()


def open_reason(appeal: Appeal) -> str:
    """What the officer answered; empty while the appeal is open."""
    if appeal.sealed_reason is None:
        return ""
    return sealing.unseal(bytes(appeal.sealed_reason), context=_REASON).decode()
