# SPDX-License-Identifier: EUPL-1.2
"""What the rooms say, and how much of it is translated: the work behind `scripts/messages`.

Each room keeps its own catalogue (ROOM/locale/LANGUAGE/LC_MESSAGES/django.po), so that a room and
its words change together. A room inside a room has one of its own, and a room that is no Django app
shares the one of the house (locale/).
The words are found with Django's own reading of templates and Babel's of Python.
"""

import io
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tereze.core.compile_messages import HOUSE

#: English is what the source says; Django's other languages are settings.LANGUAGES.
LANGUAGES: Final = ("kk", "ru", "az")

_KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sd]")
#: Pieces that core/wording.py offers to languages which change the end of a clock time.
_PIECES_OF_TIME: Final = frozenset({"time_to", "time_from", "time_at", "date", "weekday"})

_HEAD: Final = """\
# SPDX-License-Identifier: EUPL-1.2
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""

#: What Babel finds: line, words, comments, context.
Words: TypeAlias = tuple[int, str | tuple[str, ...], list[str], str | None]

#: Where a catalogue is, and the folders whose words it holds.
Home: TypeAlias = tuple[Path, tuple[Path, ...]]


def homes(house: Path = HOUSE) -> Iterator[Home]:
    """All places that hold catalogues."""
    rooms = sorted(init.parent for init in house.glob("*/__init__.py"))
    apps = sorted(file.parent for file in house.rglob("apps.py"))
    for app in apps:
        yield app / "locale", (app,)
    yield house / "locale", tuple(room for room in rooms if room not in apps)


def said(home: Home, house: Path = HOUSE) -> Catalog:
    """What these rooms say, as a catalogue without translations."""
    catalogue = Catalog()
    for room in home[1]:
        inner = [file.parent for file in room.rglob("*/apps.py")]
        for file in sorted((*room.rglob("*.py"), *room.rglob("templates/**/*.*"))):
            if any(file.is_relative_to(app) for app in inner):
                continue
            name = str(file.relative_to(house))
            for _, words, comments, context in _words_of(file):
                catalogue.add(words, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def translated(home: Home, language: str) -> Catalog:
    """The translations that are there."""
    file = _file(home, language)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def update(home: Home, language: str, house: Path = HOUSE) -> Path | None:
    """Bring a catalogue up to what the rooms say now: new words without a translation, words that
    are no longer said removed. The file, or None when nothing is said there."""
    words = said(home, house)
    catalogue = translated(home, language)
    if not len(words) and not len(catalogue):
        return None
    catalogue.update(words, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return write(home, language, catalogue)


def write(home: Home, language: str, catalogue: Catalog) -> Path:
    """Write a catalogue, with a head that is the same at every run."""
    written = io.BytesIO()
    write_po(
        written, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False
    )
    head = _HEAD.format(language=language, plurals=catalogue.plural_forms)
    file = _file(home, language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{head}\n{written.getvalue().decode()}", encoding="utf-8")
    return file


def untranslated(home: Home, language: str, house: Path = HOUSE) -> list[str]:
    """What is said in the rooms and not in the language."""
    there = translated(home, language)
    return [
        _singular(message)
        for message in said(home, house)
        if message.id and not _is_translated(there.get(message.id, message.context))
    ]


def misplaced(home: Home, language: str) -> list[str]:
    """Translations that name a placeholder which their original does not offer."""
    return [
        _singular(message)
        for message in translated(home, language)
        if message.id and _placeholders(message.string) - _offered(message)
    ]


def _words_of(file: Path) -> Sequence[Words]:
    return _words_in(file.read_text(encoding="utf-8"), origin=str(file))


@cache
def _words_in(text: str, *, origin: str) -> Sequence[Words]:
    if not origin.endswith(".py"):
        # Django turns a template into calls between rows of X. In brackets, because to Python
        # the indentation of a template means nothing.
        text = f"({templatize(text, origin=origin)}\n)"
    source = io.BytesIO(text.encode())
    return tuple(extract("python", source, _KEYWORDS, comment_tags=("Translators:",)))


def _file(home: Home, language: str) -> Path:
    return home[0] / language / "LC_MESSAGES" / "django.po"


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_translated(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and all(_forms(message.string))


def _forms(words: str | Sequence[str] | None) -> Sequence[str]:
    """All plural forms of a message; one empty one when there is none."""
    if words is None or isinstance(words, str):
        return [words or ""]
    return words


def _placeholders(words: str | Sequence[str] | None) -> set[str]:
    return set(_PLACEHOLDER.findall(" ".join(_forms(words))))


def _offered(message: Message) -> set[str]:
    offered = _placeholders(message.id)
    return offered | _PIECES_OF_TIME if "time" in offered else offered


def main() -> None:
    """Update all catalogues and say what is left to do."""
    for home in homes():
        for language in LANGUAGES:
            file = update(home, language)
            if file:
                left = untranslated(home, language)
                sys.stdout.write(f"{file.relative_to(HOUSE)}: {len(left)} to translate\n")


if __name__ == "__main__":
    main()
