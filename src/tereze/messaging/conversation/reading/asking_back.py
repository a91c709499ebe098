# SPDX-License-Identifier: EUPL-1.2
"""The question that answers a message which cannot be granted.

It says what was read, what is the matter, and the exact text to send back, so that the second message
is right: "We read: 2 (Food). AZE1234567 has 10 characters, it needs 11. Send: 2 AZE00000000". It fits
one segment of an SMS where that says all that matters, else two; where it would not, it says less, and
the text to send last of all.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tereze.messaging.alphabets import parts_needed
from tereze.messaging.conversation.reading.grammar import DocumentForm, Grammar, PurposeWords
from tereze.messaging.conversation.reading.lexicon import LANGUAGES, load_words
from tereze.messaging.conversation.reading.understood import Doubt, Understood

_LONGEST_QUOTE = 24
_LONGEST_TITLE = 27
#: A title cut short does not end with a word that leads on.
_DANGLING = re.compile(r" (?:\w{1,3}|және|немесе)$")
#: Which doubt is asked about first: what the person has to look up before what they have to choose.
_FIRST: Final = (
    "refused-word",
    "pairing",
    "several-documents",
    "document-short",
    "document-long",
    "check-digit",
    "example",
    "document-form",
    "not-by-message",
    "several-purposes",
    "unknown-code",
    "number",
    "question",
)


def ask_back(understood: Understood, grammar: Grammar, language: str) -> str:
    """The question, in one segment if that says all that matters, else in two."""
    asking = _Asking(understood, grammar, language)
    if not grammar.purposes or not (grammar.documents or grammar.identified_by == "declared"):
        return asking.nothing
    short = next(filter(fits_one, asking.short_versions()), None)
    versions = list(asking.versions())
    return short or next(filter(fits, versions), versions[-1])


def fits_one(text: str) -> bool:
    """Whether a text fits one segment."""
    return parts_needed(text) == 1


def fits(text: str) -> bool:
    """Whether a text fits two segments."""
    return parts_needed(text) <= 2


class _Asking:
    """One question while it is put together."""

    def __init__(self, understood: Understood, grammar: Grammar, language: str) -> None:
        self._understood = understood
        self._grammar = grammar
        known = [one for one in (language, *grammar.languages) if one in LANGUAGES]
        self._language = known[0] if known else "en"
        self._words: dict[str, str] = load_words(self._language)["asking"]

    @property
    def nothing(self) -> str:
        """What is said where nothing can be asked for."""
        return self._words["nothing"]

    def short_versions(self) -> Iterator[str]:
        """Those that say all that matters. Where the text to send holds what was read, it quotes it;
        and only who wrote a code that there is can do without the titles of all."""
        send, matter = self._send(), self._matter(titles=True)
        yield _join(self._what_was_read(), matter, send)
        if matter and self._tells_all(send):
            yield _join(matter, send)
            if self._understood.purpose:
                yield _join(self._matter(titles=False), send)

    def _tells_all(self, send: str) -> bool:
        """Whether the text to send holds all that was read."""
        read = self._understood
        purpose = self._purpose(read.purpose or "")
        code = purpose.codes[0] if purpose and purpose.codes else None
        number = read.document.number if read.document else ""
        return number in send and (purpose is None or code is not None)

    def versions(self) -> Iterator[str]:
        """From the fullest to the shortest."""
        send = self._send()
        read = self._what_was_read()
        for titles in (True, False):
            yield _join(read, self._matter(titles=titles), send)
        matter = self._matter(titles=False)
        yield _join(matter, send)
        yield send or matter

    def _send(self) -> str:
        """The text to send; nothing for what can't be had by message."""
        if any(doubt.kind == "not-by-message" for doubt in self._understood.doubts):
            return ""
        certain = self._understood.purpose is not None
        return self._words["send" if certain else "example_to_send"].format(
            text=self._text_to_send()
        )

    def _what_was_read(self) -> str:
        read = self._understood
        parts = []
        if read.purpose and (purpose := self._purpose(read.purpose)):
            title = self._title(purpose)
            parts.append(f"{purpose.codes[0]} ({title})" if purpose.codes else title)
        if read.document:
            parts.append(read.document.number)
        if parts:
            return self._words["read"].format(what=", ".join(parts))
        return "" if read.doubts or read.declared else self._words["nothing"]

    def _matter(self, *, titles: bool) -> str:
        """What stands between the message and a permit: the one thing to put right first."""
        choices = self._choices(titles=titles)
        doubts = sorted(self._understood.doubts, key=lambda doubt: _FIRST.index(doubt.kind))
        if doubts:
            return self._tell(doubts[0], choices)
        missing = self._understood.missing
        if not missing or len(missing) > 1:
            return choices + "." if choices else ""
        return self._words[missing[0]].format(choices=choices)

    def _tell(self, doubt: Doubt, choices: str) -> str:
        quoted = " ".join(doubt.quoted.split())
        if len(quoted) > _LONGEST_QUOTE:
            quoted = quoted[: _LONGEST_QUOTE - 1] + "…"
        if doubt.kind == "several-documents":
            quoted = ", ".join(doubt.candidates)
        has = sum(character.isalnum() for character in doubt.quoted)
        needs = doubt.needs or has
        return self._words[doubt.kind].format(quoted=quoted, choices=choices, has=has, needs=needs)

    def _choices(self, *, titles: bool) -> str:
        """The purposes with their codes: those that it may be, else all."""
        wanted = {
            candidate
            for doubt in self._understood.doubts
            if doubt.kind == "several-purposes"
            for candidate in doubt.candidates
        }
        purposes = [one for one in self._askable() if not wanted or one.id in wanted]
        if not titles and all(one.codes for one in purposes):
            return ", ".join(one.codes[0] for one in purposes)
        return ", ".join(
            " ".join(filter(None, (*one.codes[:1], self._title(one)))) for one in purposes
        )

    def _askable(self) -> Sequence[PurposeWords]:
        by_message = [one for one in self._grammar.purposes if one.by_message]
        open_here = [one for one in by_message if one.offered] or by_message
        with_code = [one for one in open_here if one.codes and not one.emergency]
        return with_code or [one for one in open_here if not one.emergency]

    def _text_to_send(self) -> str:
        """The whole message as it would be right; an example stands for what only the person knows."""
        purpose = self._purpose(self._understood.purpose or "")
        if purpose is None or not purpose.by_message:
            purpose = self._likeliest()
        code = purpose.codes[0] if purpose.codes else self._title(purpose).lower()
        if self._grammar.identified_by == "declared":
            return f"{code} {self._declaration_to_send()}"
        return f"{code} {self._document_to_send()}"

    def _declaration_to_send(self) -> str:
        """Name and address as they were written; dots for what is missing of them."""
        read = self._understood
        if "name" not in read.missing:
            return read.declared
        return f"{read.declared} …".strip() if read.purpose else "…"

    def _likeliest(self) -> PurposeWords:
        """A purpose to show in the example: one of those that it may be, if there are any."""
        askable = self._askable()
        candidates = {
            candidate
            for doubt in self._understood.doubts
            if doubt.kind in ("several-purposes", "number")
            for candidate in doubt.candidates
        }
        return next((one for one in askable if one.id in candidates), askable[0])

    def _document_to_send(self) -> str:
        if self._understood.document:
            return self._understood.document.number
        forms = {form.type: form for form in self._grammar.documents}
        near: list[DocumentForm] = [
            forms[candidate]
            for doubt in self._understood.doubts
            if doubt.kind != "several-documents"
            for candidate in doubt.candidates
            if candidate in forms
        ]
        if not near and (
            several := [d for d in self._understood.doubts if d.kind == "several-documents"]
        ):
            return several[0].candidates[0]
        return (near or list(self._grammar.documents))[0].example

    def _purpose(self, purpose_id: str) -> PurposeWords | None:
        return next((one for one in self._grammar.purposes if one.id == purpose_id), None)

    def _title(self, purpose: PurposeWords) -> str:
        """The title's first words: "Food and medicine, bank" is told as "Food and medicine"."""
        title = purpose.titles.get(self._language) or next(
            iter(purpose.titles.values()), purpose.id
        )
        short = re.split(r"[,(:;—]", title)[0].strip()
        while " " in short and (len(short) > _LONGEST_TITLE or _DANGLING.search(short)):
            short = short.rpartition(" ")[0]
        return short


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)
