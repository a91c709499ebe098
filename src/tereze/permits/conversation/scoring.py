# SPDX-License-Identifier: EUPL-1.2
"""How well messages are read: a file of messages with what each should come to, and the sums.

A line is one message: `{"text": "2 AZE12345678", "expect": {"outcome": "permit", "purpose": "2",
"document": "AZE12345678"}}`. What is read is compared with what was expected, without a register, an
order or a database: reading alone is judged. Each line is exactly one of

- right: what was expected was granted and nothing else; or a question was expected and asked
- wrong_permit: something would be granted that was not expected: another purpose or document, a
  permit too many, anything at all where a question was right
- wrongly_asked: a permit was possible, and we asked
- missed: everything else: no permit and no useful question, some of the permits only, or a question
  about something else than was meant
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from tereze.core.errors import BadInput
from tereze.messaging.conversation.reading import Grammar, ReadRequest, Understood, read
from tereze.packs.document_checks import normalise_number

Verdict: TypeAlias = Literal["right", "wrong_permit", "missed", "wrongly_asked"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class LineWrong(BadInput):
    """A line of the file says nothing that could be judged."""

    code = "line-wrong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """A permit that a message should come to, as far as its line says so."""

    purpose: str | None = None
    document: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A message and what it should come to."""

    number: int
    text: str
    sender: str = ""
    #: the permits; none: a question. One alone may be one of several of the message.
    permits: tuple[Expected, ...] = ()
    #: what a question should have understood
    understood: Expected = Expected()
    #: one object was written, not a list
    is_single: bool = True
    #: how the message was damaged, where it was made by a generator
    damage: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A message, how it was read, and the verdict."""

    line: Line
    understood: Understood
    verdict: Verdict


def judge(lines: Iterable[Line], grammar: Grammar) -> Iterator[Judged]:
    """Read every message and compare."""
    for line in lines:
        understood = read(line.text, grammar, sender=line.sender)
        yield Judged(line=line, understood=understood, verdict=_verdict(line, understood, grammar))


def _verdict(line: Line, understood: Understood, grammar: Grammar) -> Verdict:
    requests = understood.requests
    if not line.permits:
        if requests:
            return "wrong_permit"
        return "right" if _agrees(line.understood, understood, grammar) else "missed"
    if not requests:
        asked = understood.command is None and not understood.empty
        return "wrongly_asked" if asked else "missed"
    expected = list(line.permits)
    for request in requests:
        found = next((one for one in expected if _is_same(one, request, grammar)), None)
        if found is not None:
            expected.remove(found)
        elif not (line.is_single and _is_verbatim(request, line.text)):
            return "wrong_permit"
    if expected:
        return "wrong_permit" if line.is_single else "missed"
    return "right"


def _is_verbatim(request: ReadRequest, text: str) -> bool:
    """Whether a further request stands in the message to the letter: an object names one of several."""
    return request.document is not None and request.document.number in text


def _is_same(expected: Expected, request: ReadRequest, grammar: Grammar) -> bool:
    if expected.purpose is not None and _purpose(expected.purpose, grammar) != request.purpose:
        return False
    if expected.document is None:
        return True
    return request.document is not None and request.document.number == _normal(
        expected.document, request.document.type, grammar
    )


def _agrees(expected: Expected, understood: Understood, grammar: Grammar) -> bool:
    """Whether a question does not contradict what was meant."""
    if expected.purpose is not None and understood.purpose is not None:
        meant = _purpose(expected.purpose, grammar)
        if meant in {one.id for one in grammar.purposes} and meant != understood.purpose:
            return False
    if expected.document is None or understood.document is None:
        return True
    read_as = understood.document
    return read_as.number == _normal(expected.document, read_as.type, grammar)


def _normal(number: str, document_type: str, grammar: Grammar) -> str:
    pattern = next(one.pattern for one in grammar.documents if one.type == document_type)
    return normalise_number(number, pattern=pattern)


def _purpose(named: str, grammar: Grammar) -> str:
    """A purpose by its code; without codes, by its id or its number in the list."""
    for one in grammar.purposes:
        if named.casefold() in {code.casefold() for code in one.codes} or named == one.id:
            return one.id
    has_codes = any(one.codes for one in grammar.purposes)
    if not has_codes and named.isdigit() and 0 < int(named) <= len(grammar.purposes):
        return grammar.purposes[int(named) - 1].id
    return named


# --- The file ---------------------------------------------------------------------------------


def read_lines(lines: Iterable[str]) -> Iterator[Line]:
    """The messages of a file in JSON Lines; empty lines are none. Anything else that can't be judged
    raises `LineWrong` with its number."""
    for number, written in enumerate(lines, 1):
        if not written.strip():
            continue
        try:
            data = json.loads(written.removeprefix("\ufeff"))
        except ValueError as error:
            raise LineWrong(f"Line {number} is not JSON: {error}.") from None
        yield _line(number, data)


def _line(number: int, data: Any) -> Line:
    if not isinstance(data, dict):
        raise LineWrong(f'Line {number} is no object with "text" and "expect".')
    text, sender, expect = data.get("text"), data.get("sender", ""), data.get("expect")
    if not isinstance(text, str):
        raise LineWrong(f'Line {number}: "text" has to be the message as it came.')
    if not isinstance(sender, str | None):
        raise LineWrong(f'Line {number}: "sender" has to be a telephone number.')
    said = expect if isinstance(expect, list) else [expect]
    expected = [_expected(number, one) for one in said]
    outcomes = {outcome for outcome, _ in expected}
    if len(outcomes) != 1 or (outcomes == {"ask"} and len(expected) > 1):
        raise LineWrong(f'Line {number}: "expect" is one outcome, or a list of permits.')
    permits = tuple(one for outcome, one in expected if outcome == "permit")
    return Line(
        number=number,
        text=text,
        sender=sender or "",
        permits=permits,
        understood=expected[0][1] if not permits else Expected(),
        is_single=not isinstance(expect, list),
        damage=str(data.get("damage", "")),
    )


def _expected(number: int, data: Any) -> tuple[str, Expected]:
    if not isinstance(data, dict) or data.get("outcome") not in ("permit", "ask"):
        raise LineWrong(f'Line {number}: "expect" needs an "outcome": "permit" or "ask".')
    purpose, document = data.get("purpose"), data.get("document")
    for name, value in (("purpose", purpose), ("document", document)):
        if value is not None and not isinstance(value, str | int):
            raise LineWrong(f'Line {number}: "{name}" has to be a text.')
    if data["outcome"] == "permit" and purpose is None:
        raise LineWrong(f'Line {number}: a permit needs a "purpose", by its code.')
    return data["outcome"], Expected(
        purpose=None if purpose is None else str(purpose),
        document=None if document is None else str(document),
    )
