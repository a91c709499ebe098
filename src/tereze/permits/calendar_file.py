# SPDX-License-Identifier: EUPL-1.2
"""A permit as an entry of the phone's own calendar (RFC 5545), with a reminder to be back in time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

#: Longest line in octets, without its line break (RFC 5545, 3.1).
_LINE: Final = 75


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What stands in the calendar."""

    #: the same for the same thing, so that taking it in twice makes one entry
    uid: str
    title: str
    description: str
    location: str
    url: str
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    #: minutes before the end at which the phone reminds, and what it says
    remind_minutes: int
    reminder: str


def write_calendar(entry: Entry) -> str:
    r"""The file. Lines end with CRLF and are folded; commas and line breaks in texts are escaped.

    >>> moment = datetime(2020, 4, 20, 6, 0, tzinfo=UTC)
    >>> file = write_calendar(Entry(
    ...     uid="7K3M9QXA@localhost", title="Food, and daily needs", description="one\ntwo",
    ...     location="", url="", starts_at=moment, ends_at=moment, made_at=moment,
    ...     remind_minutes=15, reminder="Be back"))
    >>> print(file.replace("\r", "").split("BEGIN:VALARM")[0])
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Tereze//Permits//EN
    METHOD:PUBLISH
    BEGIN:VEVENT
    UID:7K3M9QXA@localhost
    DTSTAMP:20200420T060000Z
    DTSTART:20200420T060000Z
    DTEND:20200420T060000Z
    SUMMARY:Food\, and daily needs
    DESCRIPTION:one\ntwo
    TRANSP:OPAQUE
    <BLANKLINE>
    """
    optional = [("LOCATION", _escape(entry.location)), ("URL", entry.url)]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tereze//Permits//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{_utc(entry.made_at)}",
        f"DTSTART:{_utc(entry.starts_at)}",
        f"DTEND:{_utc(entry.ends_at)}",
        f"SUMMARY:{_escape(entry.title)}",
        f"DESCRIPTION:{_escape(entry.description)}",
        *(f"{name}:{value}" for name, value in optional if value),
        "TRANSP:OPAQUE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escape(entry.reminder)}",
        f"TRIGGER;RELATED=END:-PT{entry.remind_minutes}M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escape(text: str) -> str:
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return "\\n".join(text.splitlines())


def _fold(line: str) -> str:
    """The line in pieces of at most 75 octets; never through the middle of a letter."""
    pieces = [""]
    for character in line:
        # Every piece after the first begins with the space that marks it as a continuation.
        if len(f"{pieces[-1]}{character}".encode()) > _LINE:
            pieces.append(" ")
        pieces[-1] += character
    return "\r\n".join(pieces)
