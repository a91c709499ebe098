# SPDX-License-Identifier: EUPL-1.2
"""Reading people. What is read here is opened for one use: do not keep it, cache it or log it.

Four ways lead to a resident's data, and which one is taken tells who asks:

- `find_`, `get_`, `list_`: a service of the instance, or the resident themselves;
- `access_dependant`: a guardian, if they may act for the person;
- `helping.access_helped`: a helper, under a mandate. Each look is recorded for the person to see;
- `access_resident`, `search_residents_…`: an official. Each look is recorded for the person to see.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from tereze.core import audit
from tereze.core.database import run_prepared
from tereze.core.errors import BadInput
from tereze.core.sql import load_queries
from tereze.people import mandates, roles, rules, sealed
from tereze.people.errors import NameTooShort, TooManyFound, UnknownResident
from tereze.people.models import Dependant, Look, Resident

# Under its own name, because whoever asks for an access passes on who is signed in.
from tereze.people.models import Staff as Staff
from tereze.people.names import name_words
from tereze.people.phones import read_phone
from tereze.people.types import (
    RELATIONS,
    DataHeld,
    DependantFacts,
    GuardianFacts,
    LookFacts,
    Official,
    PaperDocument,
    Relation,
    ResidentCounts,
    ResidentFacts,
    StaffFacts,
    WaitingFacts,
)

#: What is read with every message and every request; the gate has its own (residents.sql).
SQL = load_queries("tereze.people", "reading.sql")

#: Whom a name may be of, at most: more would be a list of strangers.
MOST_OF_A_NAME: Final = 8
#: Whoever has a more frequent name is not found by it, with whatever date of birth.
_MOST_OPENED: Final = 200


def find_resident_by_document(type: str, number: str) -> ResidentFacts | None:
    """Who holds this document; the number is normalised and checked."""
    document = PaperDocument(type=type, number=number)
    index = sealed.index_document(document)
    found = _open(run_prepared(SQL["read_by_document"], {"index": index}), first=document)
    return found[0] if found else None


def get_resident(id: int) -> ResidentFacts:
    """A resident by number. Raises UnknownResident."""
    found = _open(run_prepared(SQL["read_resident"], {"id": id}))
    if not found:
        raise UnknownResident
    return found[0]


def list_residents_by_phone(phone: str) -> tuple[ResidentFacts, ...]:
    """Everybody who shares a phone, the longest known first."""
    index = sealed.index_phone(read_phone(phone, region=settings.REGION))
    return _open(run_prepared(SQL["read_by_phone"], {"phone_index": index}))


def list_phones(resident_ids: Sequence[int]) -> tuple[tuple[int, str, str | None], ...]:
    """Of residents who have a phone: their number, the phone, and the language to write in."""
    people = (
        (row.pk, sealed.open_person(row.sealed))
        for row in Resident.objects.filter(pk__in=resident_ids, phone_index__isnull=False)
    )
    return tuple(
        (number, person.phone, person.language) for number, person in people if person.phone
    )


def list_demo_residents() -> tuple[ResidentFacts, ...]:
    """The made-up residents of a demonstration who can sign in; elsewhere nobody."""
    if not settings.DEMO:
        return ()
    rows = Resident.objects.filter(source="demo", phone_index__isnull=False)
    return open_residents(list(rows.order_by("registered_at", "pk")))


def access_resident(
    *, staff: Staff, resident_id: int, what: str, why: str, now: datetime
) -> ResidentFacts:
    """A resident's data for somebody whose work needs them; the look is recorded.

    `what` is looked at (profile, permits, appeal) and `why`: the person reads both.
    """
    official = roles.require(staff, roles.MAY_LOOK)
    return _access(official, resident_id, what=what, why=why, now=now)


def access_resident_from_command_line(
    *, resident_id: int, what: str, why: str, now: datetime
) -> ResidentFacts:
    """A resident's data for whoever sits at the machine; the look is recorded."""
    return _access(roles.COMMAND_LINE, resident_id, what=what, why=why, now=now)


def search_residents_for_staff(
    *,
    staff: Staff,
    document: PaperDocument | None = None,
    phone: str | None = None,
    name: str | None = None,
    born: date | None = None,
    why: str,
    now: datetime,
) -> tuple[ResidentFacts, ...]:
    """Who has this document, phone or name, for somebody whose work needs to know; recorded.

    By name through `services.search_residents_by_name`, which counts how often.
    """
    official = roles.require(staff, roles.MAY_LOOK)
    found = _find(document=document, phone=phone)
    if name is not None:
        found |= _find_by_name(name, born)
    by = {"document": document, "phone": phone, "name": name, "born": born}
    return _record_search(official, found, by=by, why=why, now=now)


def search_residents_from_command_line(
    *, document: PaperDocument | None = None, phone: str | None = None, why: str, now: datetime
) -> tuple[ResidentFacts, ...]:
    """Who has this document or phone, for whoever sits at the machine; recorded."""
    by = {"document": document, "phone": phone}
    found = _find(document=document, phone=phone)
    return _record_search(roles.COMMAND_LINE, found, by=by, why=why, now=now)


def list_looks(resident_id: int) -> tuple[LookFacts, ...]:
    """Who looked at the data of a person or of those for whom they may ask, the latest first.

    A child reads no page of its own: whoever may act for it reads who looked.
    """
    names = {link.resident_id: link.name for link in list_dependants(resident_id) if link.may_act}
    looks = Look.objects.filter(resident__in=[resident_id, *names]).order_by("-at", "-pk")
    return tuple(
        LookFacts(
            who=look.who,
            at=look.at,
            what=look.what,
            why=look.why,
            dependant=names.get(look.resident_id, ""),
        )
        for look in looks
    )


def list_dependants(guardian_id: int) -> tuple[DependantFacts, ...]:
    """For whom a resident asks, or wants to ask once an operator confirmed it."""
    links = Dependant.objects.filter(guardian=guardian_id)
    return tuple(
        DependantFacts(
            resident_id=link.dependant_id,
            relation=_relation(link),
            name=person.name if guardian_may else person.initials,
            may_act=guardian_may,
            added_at=link.added_at,
        )
        for link, guardian_may in _judge(links)
        for person in [sealed.open_person(link.dependant.sealed)]
    )


def list_guardians(resident_id: int) -> tuple[GuardianFacts, ...]:
    """Who asks, or wants to ask, for a resident."""
    links = Dependant.objects.filter(dependant=resident_id)
    return tuple(
        GuardianFacts(
            initials=sealed.open_person(link.guardian.sealed).initials,
            relation=_relation(link),
            may_act=guardian_may,
            added_at=link.added_at,
        )
        for link, guardian_may in _judge(links)
    )


def access_dependant(*, guardian_id: int, dependant_id: int) -> ResidentFacts:
    """A dependant for whom the guardian may act. Raises UnknownResident if not, whoever it is."""
    links = Dependant.objects.filter(guardian=guardian_id, dependant=dependant_id)
    for link, guardian_may in _judge(links):
        if guardian_may:
            return open_residents([link.dependant])[0]
    raise UnknownResident


def get_data_held(resident_id: int) -> DataHeld:
    """Everything that this room holds about a person, for that person."""
    return DataHeld(
        resident=get_resident(resident_id),
        dependants=list_dependants(resident_id),
        guardians=list_guardians(resident_id),
        looks=list_looks(resident_id),
        helpers=mandates.list_given(resident_id),
        helped=mandates.list_held(resident_id),
    )


def count_residents() -> ResidentCounts:
    """How many residents are known, and how many of them a register or an operator confirmed."""
    return ResidentCounts(
        **Resident.objects.aggregate(total=Count("pk"), verified=Count("verified_at"))
    )


def list_waiting_residents(limit: int = 50) -> tuple[WaitingFacts, ...]:
    """Those who registered with a document that nobody compared yet, who waits longest first.

    Whoever only declared name and address has no document to compare, and does not wait.
    """
    rows = _waiting().order_by("registered_at", "pk").only("registered_at", "source")[:limit]
    return tuple(
        WaitingFacts(
            resident_id=row.pk,
            registered_at=row.registered_at,
            by_guardian=row.source.startswith("resident:"),
        )
        for row in rows
    )


def count_waiting_residents() -> int:
    """How many these are altogether."""
    return _waiting().count()


def list_staff() -> tuple[StaffFacts, ...]:
    """Everybody who works or worked here, by name."""
    return tuple(map(staff_facts, Staff.objects.order_by("username")))


def staff_facts(staff: Staff) -> StaffFacts:
    """A member of staff as a value."""
    return StaffFacts(
        id=staff.pk, name=staff.username, roles=roles.roles_of(staff), active=staff.is_active
    )


def open_residents(
    rows: Sequence[Resident], *, first: PaperDocument | None = None
) -> tuple[ResidentFacts, ...]:
    """The facts of rows that a service of this room has just read or written, in their order."""
    return _open(
        [(row.pk, row.sealed, row.verified_at, row.registered_at, row.source) for row in rows],
        first=first,
    )


def _open(
    rows: Sequence[tuple[Any, ...]], *, first: PaperDocument | None = None
) -> tuple[ResidentFacts, ...]:
    """The facts of rows as `reading.sql` gives them, with everybody's documents."""
    if not rows:
        return ()
    documents: dict[int, list[PaperDocument]] = defaultdict(list)
    ids = [id for id, *_ in rows]
    for id, type, number in run_prepared(SQL["read_documents"], {"residents": ids}):
        documents[id].append(PaperDocument(type=type, number=sealed.open_number(number)))
    return tuple(
        ResidentFacts(
            id=id,
            person=sealed.open_person(person),
            verified_at=verified_at,
            registered_at=registered_at,
            documents=tuple(sorted(documents[id], key=lambda document: document != first)),
            source=source,
        )
        for id, person, verified_at, registered_at, source in rows
    )


def known(row: Resident) -> rules.Known:
    """A row as the rules see it."""
    return rules.Known(
        person=sealed.open_person(row.sealed),
        verified=row.verified_at is not None,
        source=row.source,
    )


def _access(
    official: Official, resident_id: int, *, what: str, why: str, now: datetime
) -> ResidentFacts:
    with transaction.atomic():
        facts = get_resident(resident_id)
        _record_looks([facts], official=official, what=what, why=why, now=now)
        return facts


def _find(*, document: PaperDocument | None, phone: str | None) -> dict[int, ResidentFacts]:
    found: dict[int, ResidentFacts] = {}
    if document and (facts := find_resident_by_document(document.type, document.number)):
        found[facts.id] = facts
    if phone:
        found |= {facts.id: facts for facts in list_residents_by_phone(phone)}
    return found


def _find_by_name(name: str, born: date | None) -> dict[int, ResidentFacts]:
    """Those who have all these words in their names."""
    if len(name_words(name)) < 2:
        raise NameTooShort(field="name")
    called_so = Resident.objects.filter(name_index__contains=sealed.index_name(name))
    rows = list(called_so.order_by("registered_at", "pk")[: _MOST_OPENED + 1])
    if len(rows) > _MOST_OPENED or (born is None and len(rows) > MOST_OF_A_NAME):
        raise TooManyFound(field="name")
    people = [facts for facts in open_residents(rows) if born in (None, facts.person.born)]
    if len(people) > MOST_OF_A_NAME:
        raise TooManyFound(field="name")
    return {facts.id: facts for facts in people}


def _record_search(
    official: Official,
    found: Mapping[int, ResidentFacts],
    *,
    by: Mapping[str, object],
    why: str,
    now: datetime,
) -> tuple[ResidentFacts, ...]:
    with transaction.atomic():
        _record_looks(found.values(), official=official, what="search", why=why, now=now)
        # Searches that find nobody leave no look, so whoever tries numbers shows only here.
        audit.record(
            actor=official.actor,
            action="residents-searched",
            subject="residents",
            at=now,
            by=[name for name, given in by.items() if given],
            found=len(found),
        )
    return tuple(found.values())


def _record_looks(
    residents: Iterable[ResidentFacts], *, official: Official, what: str, why: str, now: datetime
) -> None:
    if not why.strip():
        raise BadInput("Say why you look: the person will read it.", field="why")
    Look.objects.bulk_create(
        Look(
            resident_id=facts.id,
            who=official.who,
            staff_id=official.staff_id,
            at=now,
            what=what,
            why=why.strip(),
        )
        for facts in residents
    )


def _waiting() -> QuerySet[Resident]:
    # Whom only an employer named has not registered; they will, or nobody ever sees them.
    unseen = Q(source="declared") | Q(source__startswith="employer:")
    return Resident.objects.filter(verified_at=None).exclude(unseen)


def _judge(links: QuerySet[Dependant]) -> Iterator[tuple[Dependant, bool]]:
    """Each link, oldest first, with whether its guardian may act."""
    for link in links.select_related("guardian", "dependant").order_by("added_at", "pk"):
        yield (
            link,
            rules.guardian_may_act(
                guardian_id=link.guardian_id,
                guardian=known(link.guardian),
                dependant=known(link.dependant),
                seen=link.confirmed_at is not None,
            ),
        )


def _relation(link: Dependant) -> Relation:
    return next(relation for relation in RELATIONS if relation == link.relation)
