# SPDX-License-Identifier: EUPL-1.2
"""What is said about lists and the people on them, in the reader's language."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from tereze.packs.types import RefusalCode
from tereze.permits import codes, selectors
from tereze.permits.employers.rows import Problem
from tereze.permits.employers.types import RowFacts
from tereze.permits.letters import main_language
from tereze.permits.types import Refused
from tereze.permits.words import Words

#: Refusals that an employer may read: of the time, the order, the organisation and what it wrote. Any
#: other one speaks of the person, who is infected, old, or out already with a permit of their own.
OF_THE_REQUEST: Final[frozenset[RefusalCode]] = frozenset(
    {
        *("no-order", "after-sunset", "unknown-purpose", "kind-not-offered", "door-closed"),
        *("not-verified", "document-not-accepted", "employer-needed", "sector-not-allowed"),
        *("place-needed", "place-not-allowed", "plate-needed", "plate-not-allowed"),
        *("transport-needed", "transport-not-allowed", "certificate-needed", "too-many-people"),
        *("minutes-needed", "too-long", "too-short", "in-the-past", "too-far-ahead"),
        *("outside-hours", "curfew", "closes-too-soon", "place-full", "employer-cap"),
    }
)
#: What is kept of a row that was refused for any other reason.
OF_THE_PERSON: Final = "of-the-person"


def tell_problem(problem: Problem) -> str:
    """What is wrong with a row, and what to do."""
    fact = {"fact": problem.fact}
    return {
        "name-missing": gettext("The name is missing."),
        "name-strange": gettext("This is no name."),
        "number-missing": gettext("The number of the document is missing."),
        "number-wrong": gettext("The number is wrong. It looks like this: %(fact)s") % fact,
        "digits-lost": gettext(
            "Excel lost digits of the number. Make the column a text column and write the number again."
        ),
        "zeros-lost": gettext(
            "Excel took the zeros at the beginning of the number away. Make the column a text column "
            "and write the number again."
        ),
        "type-unknown": gettext("This type of document is not known here."),
        "born-unreadable": gettext("The date of birth can't be read. Write it like 14.03.1988."),
        "born-differs": gettext("The number of the document tells another date of birth."),
        "phone-wrong": gettext("This is no phone number."),
        "twice": gettext("The same document is in row %(fact)s.") % fact,
    }[problem.code]


def tell_unreadable(why: str) -> str:
    """Why a file can't be read as a list, as BadTable says it, and what to do."""
    return {
        "too-large": gettext("The file is too large. Send it in parts."),
        "too-many-rows": gettext("The list is too long. Send up to 50,000 people at a time."),
        "old-excel": gettext("This is an old Excel file. Save it as .xlsx or CSV and send that."),
        "damaged": gettext("The file can't be opened. Save it anew as .xlsx or CSV."),
        "empty": gettext("There is nothing in it."),
        "no-document": gettext(
            "No column holds numbers of the document that you chose. Name the columns in the first row."
        ),
        "no-name": gettext("No column holds names. Name the columns in the first row."),
    }[why]


def tell_why(row: RowFacts) -> str:
    """Why a row has no permit: all that is wrong with it, or the answer no."""
    if row.problems:
        return " ".join(map(tell_problem, row.problems))
    return {
        "names-differ": gettext("This document is somebody else's, by the name. Check the number."),
        "disputed": gettext("This person says that they do not work there."),
        "unanswered": gettext("There was no answer. Send this row again."),
        # The rules' own words are for the person who asks.
        "not-verified": gettext(
            "Nobody has seen this person's document yet. They register, or show it at a centre."
        ),
        "over-cap": gettext("This could not be granted any more."),
        OF_THE_PERSON: gettext(
            "The rules do not allow it for this person. Only they are told why: let them ask "
            "themselves, or call us."
        ),
    }.get(row.why, row.said)


def tell_refusal(refused: Refused, now: datetime) -> str:
    """A refusal in one sentence, in the words of its order's pack."""
    order = refused.order or selectors.get_order_in_force(None, now)
    if order is None:
        return gettext("No order is in force. Nobody needs a permit now.")
    return Words.of_order(order, now).refusal(refused.refusal).why


def granted_words(
    order_id: int, ends_at: datetime, organisation: str, language: str | None, now: datetime
) -> Callable[[str], str]:
    """The message to people whose employer got them a permit, by the code of theirs. Made once for
    all of an order who read one language: only the code is each one's own."""
    order = selectors.get_order(order_id)
    with translation.override(language or main_language(order.digest)):
        day = Words.of_order(order, now).day(ends_at)
        sentence = gettext("%(employer)s got you a permit until %(day)s. Code: %(code)s")
    return lambda code: sentence % {"employer": organisation, "day": day, "code": codes.group(code)}


def tell_attestation(*, name: str, people: int) -> str:
    """The words that somebody signs."""
    return gettext(
        "I sign for %(name)s. The %(people)s people on this list work there, their work can't be done "
        "from home, and they know that I ask for them. I know that false statements are punished and "
        "that officers check lists."
    ) % {"name": name, "people": people}


def headings() -> dict[str, str]:
    """Names of columns, for a list that came without."""
    return {
        "name": gettext("Name"),
        "document": gettext("Number of the document"),
        "type": gettext("Document type"),
        "born": gettext("Date of birth"),
        "phone": gettext("Phone"),
        "plate": gettext("Number plate"),
        "wrong": gettext("What is wrong"),
    }
