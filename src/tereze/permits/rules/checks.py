# SPDX-License-Identifier: EUPL-1.2
"""What is asked of the person and the request, whatever the clock says.

Each function here reads one part of a purpose and returns the check for it, or None where there is
nothing to check, so that a decision runs only the checks that its purpose has. Waiting does not
help against any of them; giving what is missing, another purpose or a human may.
"""

from collections.abc import Iterable

from tereze.packs.types import Bar, DoorKind, Identification, Kind, Purpose, Regime
from tereze.permits.rules.conditions import Question
from tereze.permits.rules.ruleset import Case, Check, Objection

#: Vehicles whose plate a checkpoint sees.
_PLATED = frozenset({"car", "motorcycle"})


def kinds_of(regime: Regime, purpose: Purpose) -> tuple[Kind, ...]:
    """The kinds of permit that are given for a purpose."""
    return tuple(kind for kind in purpose.kinds or regime.kinds if kind in regime.kinds)


def doors_of(regime: Regime, purpose: Purpose) -> tuple[DoorKind, ...]:
    """The doors that are open for a purpose; programs, which act for other doors, always pass."""
    doors = purpose.doors or regime.doors
    return (*(door for door in doors if door in regime.doors and door != "api"), "api")


def check_kind(kinds: tuple[Kind, ...]) -> Check:
    """Only movement, entry or exit as the regime and the purpose offer them."""

    def check(case: Case) -> Objection | None:
        if case.facts.kind in kinds:
            return None
        return Objection("kind-not-offered", {"kind": case.facts.kind, "kinds": _listed(kinds)})

    return check


def check_door(doors: tuple[DoorKind, ...]) -> Check:
    """Only through doors that are open for the purpose."""

    def check(case: Case) -> Objection | None:
        if case.request.door in doors:
            return None
        return Objection("door-closed", {"door": case.request.door, "doors": _listed(doors[:-1])})

    return check


def check_verified(identification: Identification, purpose: Purpose) -> Check | None:
    """Some purposes are only for people whom a register or an operator has confirmed."""
    open_to_all = identification.unverified_may_ask
    if open_to_all == "everything":
        return None
    if open_to_all != "nothing" and purpose.id in open_to_all:
        return None
    return lambda case: None if case.inquiry.applicant.verified else Objection("not-verified")


def check_document(regime: Regime) -> Check | None:
    """The document shown is of a type that the regime accepts.

    Who showed none is refused too: where people are known by their document, one is needed.
    """
    accepted = regime.identification.documents or tuple(regime.documents)
    if regime.identification.by == "declared" or not accepted:
        return None

    def check(case: Case) -> Objection | None:
        shown = case.inquiry.applicant.document_type
        if shown in accepted:
            return None
        return Objection(
            "document-not-accepted", {"document": shown or "", "documents": _listed(accepted)}
        )

    return check


def check_who(who: Question | None) -> Check | None:
    """The purpose is for these people. Whether it is for them *now* is asked of every moment of the
    permit (`closings.py`), where the condition names a time."""
    if who is None:
        return None
    may_hold = who.may_hold
    return lambda case: None if may_hold(case.facts, case.start) else Objection("not-for-you")


def check_bar(bar: Bar, question: Question) -> Check:
    """A bar that holds at any time. One with a time in it is asked of every moment of the permit
    instead (`closings.py`)."""
    objection = Objection("barred", rule=bar.id, legal_basis=bar.legal_basis)

    def check(case: Case) -> Objection | None:
        if not question.holds(case.facts, case.start):
            return None
        lifted = "bars" in case.ruleset.freedoms(case.facts, case.start)
        return None if lifted else objection

    return check


def check_employer(purpose: Purpose) -> Check | None:
    """Granted through an employer, of some sectors where the purpose names them; and only so, unless
    people may ask for it themselves, too."""
    rule = purpose.employer
    if rule is None:
        return None

    def check(case: Case) -> Objection | None:
        employer = case.request.employer
        if employer is None:
            sectors = {"sectors": _listed(rule.sectors)}
            return Objection("employer-needed", sectors) if rule.needed else None
        if rule.sectors and employer.sector not in rule.sectors:
            facts = {"sector": employer.sector, "sectors": _listed(rule.sectors)}
            return Objection("sector-not-allowed", facts)
        return None

    return check


def check_certificate(purpose: Purpose) -> Check | None:
    """The person states that they hold a paper where one is needed, with its number where that is
    asked for."""
    rule = purpose.certificate
    if rule is None:
        return None
    objection = Objection("certificate-needed", {"certificates": _listed(rule.accepted)})

    def check(case: Case) -> Objection | None:
        if case.request.certificate in rule.accepted:
            complete = not rule.number or bool(case.request.certificate_number)
        else:
            complete = not rule.needed
        return None if complete else objection

    return check


def check_transport(purpose: Purpose) -> Check | None:
    """Only on foot, by car, … where the purpose says how."""
    allowed = purpose.transport
    if not allowed:
        return None

    def check(case: Case) -> Objection | None:
        transport = case.request.transport
        if transport is None:
            return Objection("transport-needed", {"transports": _listed(allowed)})
        if transport not in allowed:
            facts = {"transport": transport, "transports": _listed(allowed)}
            return Objection("transport-not-allowed", facts)
        return None

    return check


def check_plate(purpose: Purpose) -> Check | None:
    """The vehicle's plate where it has to be known, and none where nobody may drive."""
    rule = purpose.plate
    if rule == "optional":
        return None

    def check(case: Case) -> Objection | None:
        needed = rule == "required" or (rule == "by-car" and case.request.transport in _PLATED)
        if needed and not case.request.plate:
            return Objection("plate-needed")
        if rule == "none" and case.request.plate:
            return Objection("plate-not-allowed", {"plate": case.request.plate})
        return None

    return check


def check_party(purpose: Purpose) -> Check:
    """No more people than may come along."""
    most = purpose.companions_at_most + 1

    def check(case: Case) -> Objection | None:
        if case.request.party <= most:
            return None
        return Objection("too-many-people", {"people": most})

    return check


def _listed(names: Iterable[str]) -> str:
    """Several names as one value for a message."""
    return ", ".join(names)
