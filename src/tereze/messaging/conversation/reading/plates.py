# SPDX-License-Identifier: EUPL-1.2
"""Plates of vehicles, in the forms of the countries around, so that none is taken for a document."""

import re

from tereze.messaging.conversation.reading.grammar import Grammar
from tereze.messaging.conversation.reading.message import Message

_LETTER = "[ABEKMHOPCTYXАВЕКМНОРСТУХabekmhopctyxавекмнорстух]"
_FORMS = (
    re.compile(
        rf"(?<!\w){_LETTER} ?\d{{3}} ?{_LETTER}{{2}} ?\d{{2,3}}(?!\w)"
    ),  # Russia: А123ВС 777
    re.compile(r"(?<!\w)\d{2}[ -]?[A-Za-z]{2}[ -]?\d{3}(?!\w)"),  # Azerbaijan: 10-AB-123
    re.compile(r"(?<!\w)\d{3} ?[A-Za-z]{2,3} ?\d{2}(?!\w)"),  # Kazakhstan: 123 ABC 02
)


def find_plate(message: Message, grammar: Grammar) -> str | None:
    """The only plate in a message, in capitals without spaces; takes the atoms of all.

    Where nobody is asked for a plate, what is typed in one piece behind a code is rather a document.
    """
    found: list[re.Match[str]] = []
    for match in (match for form in _FORMS for match in form.finditer(message.text)):
        places = [
            place
            for place, atom in enumerate(message.atoms)
            if match.start() <= atom.start < match.end()
        ]
        if _is_behind_code(message, places, grammar):
            continue
        if all(map(message.is_free, places)):
            message.take_all(places)
            found.append(match)
    if len(found) != 1:
        return None
    return re.sub(r"[\s-]", "", found[0][0]).upper()


def _is_behind_code(message: Message, places: list[int], grammar: Grammar) -> bool:
    first, *others = places
    codes = {code for one in grammar.purposes for code in one.codes}
    return (
        "plate" not in grammar.fields
        and first > 0
        and message.atoms[first - 1].text in codes
        and all(message.atoms[place].glued for place in others)
    )
