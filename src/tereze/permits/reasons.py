# SPDX-License-Identifier: EUPL-1.2
"""Refusals and their victims in two or three words, for charts, queues and simulations.

What a resident reads is a whole sentence of the pack (`words.Words.refusal`). Whoever counts
refusals needs names that are short and the same for all packs.
"""

from django.utils.translation import gettext

from tereze.permits.words import Words, tell_door


def tell_reason(code: str) -> str:
    """Why it was refused: "Quota used"."""
    return {
        "no-order": gettext("No order in force"),
        "after-sunset": gettext("After the order's end"),
        "place-not-covered": gettext("Place not covered"),
        "unknown-purpose": gettext("Unknown purpose"),
        "kind-not-offered": gettext("Not for this kind of way"),
        "door-closed": gettext("Not through this door"),
        "not-verified": gettext("Person not confirmed"),
        "document-not-accepted": gettext("Document not accepted"),
        "barred": gettext("Barred by a rule"),
        "not-for-you": gettext("Not for this person"),
        "place-needed": gettext("Place missing"),
        "place-not-allowed": gettext("Place not allowed"),
        "too-far": gettext("Too far from home"),
        "plate-needed": gettext("Number plate missing"),
        "plate-not-allowed": gettext("Not by car"),
        "transport-needed": gettext("Way of travel missing"),
        "transport-not-allowed": gettext("Way of travel not allowed"),
        "certificate-needed": gettext("Certificate missing"),
        "employer-needed": gettext("Only through an employer"),
        "sector-not-allowed": gettext("Sector not allowed"),
        "too-many-people": gettext("Too many people"),
        "minutes-needed": gettext("Length missing"),
        "too-long": gettext("Too long"),
        "too-short": gettext("Too short"),
        "in-the-past": gettext("In the past"),
        "too-far-ahead": gettext("Too far ahead"),
        "outside-hours": gettext("Outside the hours"),
        "curfew": gettext("Curfew"),
        "closes-too-soon": gettext("Closes too soon"),
        "quota-used": gettext("Quota used"),
        "time-used-up": gettext("Time used up"),
        "cooldown": gettext("Too soon after the last one"),
        "already-out": gettext("Out already"),
        "household-out": gettext("Household out already"),
        "place-full": gettext("Place full"),
        "employer-cap": gettext("Employer's share used"),
        "needs-approval": gettext("An officer decides"),
    }.get(code, code)


def tell_trait(name: str) -> str:
    """What people have in common, by whom a simulation groups those whom a change hits."""
    return {
        "purpose": gettext("Purpose"),
        "door": gettext("Where they ask"),
        "age": gettext("Age"),
        "sex": gettext("Sex"),
        "home": gettext("Where they live"),
        "tag": gettext("Mark in the register"),
    }.get(name, name)


def tell_trait_value(name: str, value: str, words: Words) -> str:
    """One of the groups."""
    if value == "not known":
        return gettext("not known")
    if name == "purpose":
        return words.purpose(value)
    if name == "home":
        return words.place(value)
    if name == "door":
        return tell_door(value)
    return {
        "under 18": gettext("under 18"),
        "18 to 64": gettext("18 to 64"),
        "65 and over": gettext("65 and over"),
        "female": gettext("women"),
        "male": gettext("men"),
    }.get(value, value)
