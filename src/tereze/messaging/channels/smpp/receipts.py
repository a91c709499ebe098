# SPDX-License-Identifier: EUPL-1.2
"""What a carrier reports of a message that it took: the receipt, a message in a form of its own.

The form is a custom and no standard: a text such as `id:12 sub:001 dlvrd:001 … stat:DELIVRD err:000`.
Good carriers give number and state as parameters beside it, and these are believed first.
"""

import re
from dataclasses import dataclass

from tereze.messaging.types import Report

_FIELD = re.compile(r"\b(id|stat|err):\s*([^\s]+)", re.IGNORECASE)

_STATE_NUMBERS = {
    1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD",
    7: "UNKNOWN", 8: "REJECTD",
}  # fmt: skip
_FAILURES = {"EXPIRED", "DELETED", "UNDELIV", "REJECTD"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """One report; about a message that is still on its way, `report` is None."""

    message_id: str
    report: Report | None


def read_receipt(text: str, *, message_id: str = "", state: int | None = None) -> Receipt | None:
    """What a receipt says; None: it names no message.

    >>> read_receipt("id:0A1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:Sal").report
    Report(arrived=True, error='')
    >>> read_receipt("id:7 stat:UNDELIV err:011").report
    Report(arrived=False, error='UNDELIV 011')
    >>> read_receipt("stat:ENROUTE", message_id="7", state=1)
    Receipt(message_id='7', report=None)
    """
    said = {name.lower(): value for name, value in reversed(_FIELD.findall(text))}
    number = message_id or said.get("id", "")
    if not number:
        return None
    word = _STATE_NUMBERS.get(state or 0, "") or said.get("stat", "").upper()
    report = None
    if word == "DELIVRD":
        report = Report(arrived=True)
    elif word in _FAILURES:
        report = Report(arrived=False, error=f"{word} {said.get('err', '')}".strip())
    return Receipt(message_id=number, report=report)


def plain_id(message_id: str, *, is_decimal: bool = False) -> str:
    """A carrier's number of a message in the one form by which answer and receipt are matched.

    Some pad it, some change its letters, and some answer in hexadecimal and report in decimal
    (`is_decimal`).

    >>> plain_id("00A1"), plain_id("a1"), plain_id("161", is_decimal=True), plain_id("0")
    ('a1', 'a1', 'a1', '0')
    """
    if is_decimal and message_id.isdecimal():
        message_id = format(int(message_id), "x")
    return message_id.lower().lstrip("0") or "0"
