# SPDX-License-Identifier: EUPL-1.2
"""A permit for the phone's own calendar."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from tereze.permits.calendar_file import Entry, write_calendar

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=5)))
ENTRY = Entry(
    uid="7K3M9QXA@localhost",
    title="Рұқсат",
    description="Код",
    location="Түркістан облысы",
    url="https://permits.example.kz/permits/7K3M9QXA",
    starts_at=NOON,
    ends_at=NOON + timedelta(hours=2),
    made_at=NOON.astimezone(UTC),
    remind_minutes=15,
    reminder="Уақыт бітуге жақын",
)


def unfolded(file: str) -> list[str]:
    return file.replace("\r\n ", "").split("\r\n")


def test_no_line_is_longer_than_calendars_read_and_no_letter_is_cut() -> None:
    title = "Азық-түлік және күнделікті қажеттілік, " * 5
    file = write_calendar(replace(ENTRY, title=title))
    assert max(len(line) for line in file.encode().split(b"\r\n")) <= 75
    assert f"SUMMARY:{title}".replace(",", "\\,") in unfolded(file)


def test_every_line_ends_as_the_standard_says() -> None:
    file = write_calendar(ENTRY)
    assert file.endswith("END:VCALENDAR\r\n")
    assert "\n" not in file.replace("\r\n", "")


def test_times_are_in_utc() -> None:
    lines = unfolded(write_calendar(ENTRY))
    assert "DTSTART:20261120T070000Z" in lines
    assert "DTEND:20261120T090000Z" in lines


def test_the_phone_reminds_before_the_end() -> None:
    assert "TRIGGER;RELATED=END:-PT15M" in unfolded(write_calendar(ENTRY))


def test_what_would_end_a_value_is_escaped() -> None:
    lines = unfolded(write_calendar(replace(ENTRY, description="a;b\\c\r\nBEGIN:VEVENT")))
    assert "DESCRIPTION:a\\;b\\\\c\\nBEGIN:VEVENT" in lines


def test_what_is_not_known_has_no_line() -> None:
    file = write_calendar(replace(ENTRY, location="", url=""))
    assert "LOCATION" not in file
    assert "URL" not in file
