# SPDX-License-Identifier: EUPL-1.2
"""Residents become known, are confirmed, change, and are forgotten. Who is believed: `rules`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tereze.core import audit, events
from tereze.core.errors import BadInput
from tereze.people import roles, rules, sealed, selectors
from tereze.people.errors import DocumentsDisagree, DocumentTaken, UnknownResident
from tereze.people.events import ResidentErased, ResidentRegistered, ResidentVerified
from tereze.people.models import Dependant, Resident, ResidentDocument, SignInCode, Staff
from tereze.people.phones import read_phone
from tereze.people.services import attempts
from tereze.people.services.races import LostRace, win
from tereze.people.types import PaperDocument, Person, ResidentFacts


def register_resident(
    *,
    person: Person,
    documents: Sequence[PaperDocument],
    source: str,
    verified: bool,
    actor: str,
    now: datetime,
) -> ResidentFacts:
    """Make somebody known by their documents, or bring what is known of them up to date.

    `verified` says that an authority speaks: a register, or an operator who has seen the document.
    Otherwise somebody speaks of themselves, and `person.phone` must have been proven by a code.
    Numbers of documents come checked and normalised. Raises DocumentTaken when the document is
    somebody else's, DocumentsDisagree when the documents belong to several people, and
    TooManyDocuments when one phone named many.
    """
    if not documents:
        raise BadInput("Name at least one document.", field="documents")
    told = _check(person, now=now)
    if told.phone and not verified:
        attempts.try_documents(told.phone, now=now)

    def write() -> ResidentFacts | DocumentTaken:
        resident = _lock_holder(documents)
        if resident is None:
            resident = _add(
                told if verified else rules.own_words(told),
                source=source,
                verified=verified,
                now=now,
            )
            action = "resident-registered"
            events.publish(ResidentRegistered(resident_id=resident.pk, verified=verified, at=now))
        elif verified:
            action = "resident-confirmed" if resident.verified_at is None else "resident-updated"
            _confirm(resident, told, source=source, now=now)
        else:
            action = "resident-updated"
            if not _claim(resident, told, source=source, now=now):
                return DocumentTaken(field="documents")
        if verified or resident.verified_at is None:
            # Otherwise a claim would add one more key to a confirmed person.
            _add_documents(resident, documents)
        audit.record(
            actor=actor,
            action=action,
            subject=f"resident:{resident.pk}",
            at=now,
            source=source,
            document_types=sorted({document.type for document in documents}),
        )
        return selectors.open_residents([resident], first=documents[0])[0]

    registered = win(write)
    # Raised out here, because inside it would give back the try that was counted.
    if isinstance(registered, DocumentTaken):
        raise registered
    return registered


def declare_resident(*, person: Person, now: datetime) -> ResidentFacts:
    """Make somebody known who shows no document: the phone is the key, name and address are said.

    Saying them again from the same phone brings them up to date, until an operator confirmed them.
    """
    if not person.phone:
        raise BadInput("Give a phone number: it is what you are known by.", field="phone")
    if not person.address:
        raise BadInput("Give the address where you live.", field="address")
    told = rules.own_words(_check(person, now=now))
    index = sealed.index_phone(read_phone(person.phone, region=settings.REGION))

    def write() -> ResidentFacts:
        resident = (
            Resident.objects.select_for_update().filter(phone_index=index, source="declared")
        ).first()
        if resident is None:
            resident = _add(told, source="declared", verified=False, now=now)
            events.publish(ResidentRegistered(resident_id=resident.pk, verified=False, at=now))
        else:
            known = selectors.known(resident)
            after = rules.claim(known, told)
            if after == known.person:
                return selectors.open_residents([resident])[0]
            _save(resident, after)
        audit.record(
            actor=f"resident:{resident.pk}",
            action="resident-declared",
            subject=f"resident:{resident.pk}",
            at=now,
        )
        return selectors.open_residents([resident])[0]

    return win(write)


def register_at_counter(
    *, staff: Staff, person: Person, documents: Sequence[PaperDocument], now: datetime
) -> ResidentFacts:
    """Make somebody known whose document an operator has in hand, and who may have no phone.

    What they show confirms them at once. A phone is set by `change_phone`. Raises DocumentTaken for
    whoever is known already: opening them is a look, for a reason.
    """
    official = roles.require(staff, {"operator"})
    if any(selectors.find_resident_by_document(one.type, one.number) for one in documents):
        raise DocumentTaken(field="documents")
    return register_resident(
        person=replace(person, phone=None),
        documents=documents,
        source=f"staff:{staff.pk}",
        verified=True,
        actor=official.actor,
        now=now,
    )


@transaction.atomic
def verify_resident(*, staff: Staff, resident_id: int, now: datetime) -> ResidentFacts:
    """Confirm who somebody is, after an operator has seen the document. Twice does no harm."""
    official = roles.require(staff, roles.MAY_LOOK)
    resident = lock_resident(resident_id)
    if resident.verified_at is None:
        resident.verified_at = now
        resident.save(update_fields=["verified_at"])
        audit.record(
            actor=official.actor,
            action="resident-confirmed",
            subject=f"resident:{resident_id}",
            at=now,
        )
        events.publish(ResidentVerified(resident_id=resident_id, at=now))
    return selectors.open_residents([resident])[0]


@transaction.atomic
def change_phone(*, staff: Staff, resident_id: int, phone: str, now: datetime) -> ResidentFacts:
    """Set the phone by which somebody signs in, after an operator has seen their document."""
    official = roles.require(staff, roles.MAY_LOOK)
    resident = lock_resident(resident_id)
    if resident.source == "declared":
        raise BadInput(
            "Nobody's document was seen here: the phone is all that this person is known by. "
            "Register them with a document instead.",
            field="phone",
        )
    person = sealed.open_person(resident.sealed)
    _save(resident, replace(person, phone=read_phone(phone, region=settings.REGION)))
    audit.record(
        actor=official.actor,
        action="resident-phone-changed",
        subject=f"resident:{resident_id}",
        at=now,
    )
    return selectors.open_residents([resident])[0]


@transaction.atomic
def set_language(*, resident_id: int, language: str, now: datetime) -> None:
    """Remember the language in which somebody wants to be written to."""
    if language not in dict(settings.LANGUAGES):
        raise BadInput("Choose one of the languages of this site.", field="language")
    resident = lock_resident(resident_id)
    person = sealed.open_person(resident.sealed)
    if person.language == language:
        return
    _save(resident, replace(person, language=language))
    audit.record(
        actor=f"resident:{resident_id}",
        action="resident-language-set",
        subject=f"resident:{resident_id}",
        at=now,
        language=language,
    )


@transaction.atomic
def erase_resident(*, resident_id: int, actor: str, now: datetime) -> None:
    """Forget somebody, and the dependants whom only they brought in.

    Rooms above delete what they hold on the event, or raise StillNeeded; then nothing is erased.
    What remains is that somebody was erased, by number. A register that still names the person
    will bring them back at its next import.
    """
    resident = lock_resident(resident_id)
    brought_in = Resident.objects.filter(
        guardians__guardian=resident, source=f"resident:{resident_id}", verified_at=None
    ).exclude(pk__in=Dependant.objects.exclude(guardian=resident).values("dependant"))
    for dependant_id in brought_in.values_list("pk", flat=True):
        erase_resident(resident_id=dependant_id, actor=actor, now=now)
    events.publish(ResidentErased(resident_id=resident_id, at=now))
    others = Resident.objects.filter(phone_index=resident.phone_index).exclude(pk=resident_id)
    if resident.phone_index and not others.exists():
        SignInCode.objects.filter(phone_index=resident.phone_index).delete()
    resident.delete()
    audit.record(actor=actor, action="resident-erased", subject=f"resident:{resident_id}", at=now)


def _check(person: Person, *, now: datetime) -> Person:
    phone = read_phone(person.phone, region=settings.REGION) if person.phone else None
    # East of Greenwich a day begins before it does in UTC, and children are born at night too.
    return rules.check_person(replace(person, phone=phone), today=(now + timedelta(days=1)).date())


def lock_resident(resident_id: int) -> Resident:
    """The row, held until the transaction ends. Raises UnknownResident."""
    resident = Resident.objects.select_for_update().filter(pk=resident_id).first()
    if resident is None:
        raise UnknownResident
    return resident


def _lock_holder(documents: Sequence[PaperDocument]) -> Resident | None:
    indexes = [sealed.index_document(document) for document in documents]
    holders = set(
        ResidentDocument.objects.filter(index__in=indexes).values_list("resident_id", flat=True)
    )
    if not holders:
        return None
    if len(holders) > 1:
        raise DocumentsDisagree
    resident = Resident.objects.select_for_update().filter(pk=holders.pop()).first()
    if resident is None:  # erased between the two statements
        raise LostRace
    return resident


def _add(person: Person, *, source: str, verified: bool, now: datetime) -> Resident:
    return Resident.objects.create(
        sealed=sealed.seal_person(person),
        phone_index=sealed.index_phone(person.phone) if person.phone else None,
        name_index=sealed.index_name(person.name),
        verified_at=now if verified else None,
        source=source,
        registered_at=now,
    )


def _add_documents(resident: Resident, documents: Sequence[PaperDocument]) -> None:
    held = set(resident.documents.values_list("index", flat=True))
    ResidentDocument.objects.bulk_create(
        ResidentDocument(
            index=index,
            resident=resident,
            type=document.type,
            sealed_number=sealed.seal_number(document),
        )
        for document in dict.fromkeys(documents)
        if (index := sealed.index_document(document)) not in held
    )


def _confirm(resident: Resident, told: Person, *, source: str, now: datetime) -> None:
    person = rules.confirm(selectors.known(resident), told)
    resident.source = source
    if resident.verified_at is None:
        resident.verified_at = now
        events.publish(ResidentVerified(resident_id=resident.pk, at=now))
    _save(resident, person)


def _claim(resident: Resident, told: Person, *, source: str, now: datetime) -> bool:
    """Let somebody speak as the resident whose row is locked; False: they may be another."""
    known = selectors.known(resident)
    may = rules.may_claim(known, told)
    # Where a phone is on record, trying names is of no use, and keeps nobody out.
    if known.person.phone is None:
        may = attempts.try_claim(resident.pk, fits=may, now=now)
    if may:
        if not known.verified:
            resident.source = source
        _save(resident, rules.claim(known, told))
    return may


def _save(resident: Resident, person: Person) -> None:
    resident.sealed = sealed.seal_person(person)
    resident.phone_index = sealed.index_phone(person.phone) if person.phone else None
    resident.name_index = sealed.index_name(person.name)
    resident.save()
