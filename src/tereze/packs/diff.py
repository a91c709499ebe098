# SPDX-License-Identifier: EUPL-1.2
"""What changed between two packs, rule by rule and in words.

A city that adopts a pack wants to know what its neighbour changed, and a council wants to know what
it decides; neither reads a diff of YAML lines. Sources are left out: they explain rules and are
none. So are the reasons of an adaptation, which are only counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tereze.packs.types import Pack, Regime, Texts, Value
from tereze.packs.words import in_words

Part: TypeAlias = Literal["pack", "rules", "texts", "scenarios"]

#: Parts of a regime whose members have names, and what one member is called.
_NAMED: Mapping[str, str] = {
    "documents": "document",
    "places": "place",
    "zones": "zone",
    "bars": "bar",
    "exemptions": "exemption",
    "counters": "counter",
    "purposes": "purpose",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One change. `before` is None for what is new, `after` for what is gone."""

    part: Part
    #: "purpose needs", "texts kk", "scenario …"
    subject: str
    #: which of its keys; empty when the whole subject is new or gone
    what: str = ""
    before: str | None
    after: str | None

    def in_words(self) -> str:
        """The change as one line.

        >>> Difference(
        ...     part="rules",
        ...     subject="purpose needs",
        ...     what="duration",
        ...     before="120 minutes",
        ...     after="180 minutes",
        ... ).in_words()
        'purpose needs: duration 120 → 180 minutes'
        """
        what = f"{self.what} " if self.what else ""
        if self.before is None:
            return f"{self.subject}: new: {what}{self.after}".rstrip(": ")
        if self.after is None:
            return f"{self.subject}: gone: {what}{self.before}".rstrip(": ")
        return f"{self.subject}: {what}{_shortened(self.before, self.after)} → {self.after}"


def compare_packs(old: Pack, new: Pack) -> list[Difference]:
    """Everything that `new` says otherwise than `old`."""
    return [
        *_fields("pack", "pack", old.info, new.info, but=("sources",)),
        *_regimes(old.regime, new.regime),
        *_all_texts(old.texts, new.texts),
        *_members(
            "scenarios",
            "scenario",
            {one.name: one for one in old.scenarios},
            {one.name: one for one in new.scenarios},
        ),
    ]


def _regimes(old: Regime, new: Regime) -> Iterator[Difference]:
    yield from _fields("rules", "regime", old, new, but=tuple(_NAMED))
    for field, one in _NAMED.items():
        yield from _members(
            "rules", one, _by_name(getattr(old, field)), _by_name(getattr(new, field))
        )


def _by_name(members: object) -> Mapping[str, Value]:
    if isinstance(members, dict):
        return members
    assert isinstance(members, tuple)  # noqa: S101 (the language has no other collections)
    return {getattr(one, "id", None) or one.code: one for one in members}


def _members(
    part: Part, one: str, old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        subject = f"{one} {name}"
        if name not in new:
            yield Difference(part=part, subject=subject, before=in_words(old[name]), after=None)
        elif name not in old:
            yield Difference(part=part, subject=subject, before=None, after=in_words(new[name]))
        else:
            yield from _fields(part, subject, old[name], new[name])


def _fields(
    part: Part, subject: str, old: Value, new: Value, but: tuple[str, ...] = ()
) -> Iterator[Difference]:
    for name, field in type(old).model_fields.items():
        before, after = in_words(getattr(old, name)), in_words(getattr(new, name))
        if name not in (*but, "source") and before != after:
            what = (field.alias or name).replace("_", " ")
            yield Difference(part=part, subject=subject, what=what, before=before, after=after)


def _all_texts(old: Mapping[str, Texts], new: Mapping[str, Texts]) -> Iterator[Difference]:
    for language in dict.fromkeys((*old, *new)):
        before = dict(_sentences(old[language])) if language in old else None
        after = dict(_sentences(new[language])) if language in new else None
        subject = f"texts {language}"
        if before is None or after is None:
            title = (before or after or {}).get("title", "")
            yield Difference(
                part="texts",
                subject=subject,
                before=None if before is None else title,
                after=None if after is None else title,
            )
            continue
        for key in dict.fromkeys((*before, *after)):
            if before.get(key) != after.get(key):
                yield Difference(
                    part="texts",
                    subject=subject,
                    what=key,
                    before=before.get(key),
                    after=after.get(key),
                )


def _sentences(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the way to it: purposes.needs.title."""
    if isinstance(value, Value):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _sentences(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, str):
        yield path, value


def _shortened(before: str, after: str) -> str:
    """A number without the unit that `after` repeats: 120 → 180 minutes."""
    number, _, unit = before.partition(" ")
    return number if unit and after.partition(" ")[2] == unit else before
