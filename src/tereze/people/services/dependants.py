# SPDX-License-Identifier: EUPL-1.2
"""Residents ask for others: a child, a parent, a ward. Who may act for whom: `rules`."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from tereze.core import audit
from tereze.core.errors import BadInput
from tereze.people import roles, rules, sealed, selectors
from tereze.people.errors import StillNeeded, TooManyDependants, UnknownResident
from tereze.people.models import Dependant, Resident, ResidentDocument, Staff
from tereze.people.services import attempts
from tereze.people.services.residents import erase_resident, lock_resident, register_resident
from tereze.people.types import DependantFacts, PaperDocument, Person, Relation


def add_dependant(
    *,
    guardian_id: int,
    person: Person,
    documents: Sequence[PaperDocument],
    relation: Relation,
    now: datetime,
) -> DependantFacts:
    """Say that a resident asks for somebody, who has a document of their own.

    Somebody who was known before keeps their data; the guardian sees initials and waits for an
    operator, unless a register says that they live together.
    """
    attempts.try_documents(f"resident:{guardian_id}", now=now)
    return _add(guardian_id, person, documents, relation, now)


@transaction.atomic
def _add(
    guardian_id: int,
    person: Person,
    documents: Sequence[PaperDocument],
    relation: Relation,
    now: datetime,
) -> DependantFacts:
    # Locked, so that a guardian's changes follow each other and the limit is a limit.
    guardian = lock_resident(guardian_id)
    dependant_id = _find(documents)
    if dependant_id == guardian_id:
        raise BadInput(
            "This is your own document. You ask for yourself already.", field="documents"
        )
    if dependant_id is None or _may_describe(guardian, dependant_id):
        # Without a phone: the guardian's would let the dependant sign in as if it were theirs.
        dependant_id = register_resident(
            person=replace(person, phone=None),
            documents=documents,
            source=f"resident:{guardian_id}",
            verified=False,
            actor=f"resident:{guardian_id}",
            now=now,
        ).id
    if not guardian.dependants.filter(dependant=dependant_id).exists():
        if guardian.dependants.count() >= rules.MOST_DEPENDANTS:
            raise TooManyDependants
        guardian.dependants.create(dependant_id=dependant_id, relation=relation, added_at=now)
        audit.record(
            actor=f"resident:{guardian_id}",
            action="dependant-added",
            subject=f"resident:{dependant_id}",
            at=now,
            relation=relation,
        )
    return _facts(guardian_id, dependant_id)


@transaction.atomic
def remove_dependant(*, guardian_id: int, dependant_id: int, now: datetime) -> None:
    """Ask for somebody no longer. Whom only this guardian brought in is forgotten."""
    guardian = lock_resident(guardian_id)
    link = guardian.dependants.filter(dependant=dependant_id).first()
    if link is None:
        raise UnknownResident
    dependant = link.dependant
    link.delete()
    audit.record(
        actor=f"resident:{guardian_id}",
        action="dependant-removed",
        subject=f"resident:{dependant_id}",
        at=now,
    )
    brought_in = dependant.verified_at is None and dependant.source == f"resident:{guardian_id}"
    if brought_in and not dependant.guardians.exists():
        with contextlib.suppress(StillNeeded):
            erase_resident(resident_id=dependant_id, actor=f"resident:{guardian_id}", now=now)


@transaction.atomic
def confirm_dependant(
    *, staff: Staff, guardian_id: int, dependant_id: int, now: datetime
) -> DependantFacts:
    """Confirm that somebody may ask for another, after an operator has seen the papers."""
    official = roles.require(staff, roles.MAY_LOOK)
    link = (
        Dependant.objects.select_for_update()
        .filter(guardian=guardian_id, dependant=dependant_id)
        .first()
    )
    if link is None:
        raise UnknownResident
    if link.confirmed_at is None:
        link.confirmed_at = now
        link.save(update_fields=["confirmed_at"])
        audit.record(
            actor=official.actor,
            action="dependant-confirmed",
            subject=f"resident:{dependant_id}",
            at=now,
            guardian=guardian_id,
        )
    return _facts(guardian_id, dependant_id)


def _facts(guardian_id: int, dependant_id: int) -> DependantFacts:
    everybody = selectors.list_dependants(guardian_id)
    return next(facts for facts in everybody if facts.resident_id == dependant_id)


def _find(documents: Sequence[PaperDocument]) -> int | None:
    indexes = [sealed.index_document(document) for document in documents]
    row = ResidentDocument.objects.filter(index__in=indexes).order_by("index").first()
    return row.resident_id if row else None


def _may_describe(guardian: Resident, dependant_id: int) -> bool:
    """Whether the guardian brought this person in, and nobody confirmed them since."""
    return Resident.objects.filter(
        pk=dependant_id, verified_at=None, source=f"resident:{guardian.pk}"
    ).exists()
