# SPDX-License-Identifier: EUPL-1.2
"""A pack's files, taken from a folder that somebody else may have prepared against us.

A pack is text and nothing else: YAML for what is ruled and said, Markdown for what is explained.
Symbolic links, names that lead out of the folder, files of other kinds and files of unlikely size
are refused before anything in them is read.
"""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from tereze.packs.errors import PackRefused, Problem

#: Contents by path. Paths are relative and written with "/" on every system.
PackFiles: TypeAlias = Mapping[str, str]

INFO = "pack.yaml"
REGIME = "regime.yaml"
SCENARIOS = "scenarios.yaml"
README = "README.md"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.dsse"

LARGEST_FILE = 1_000_000
LARGEST_PACK = 10_000_000
MOST_FILES = 200

_KNOWN_PATH = re.compile(
    r"(pack|regime|scenarios)\.yaml"
    r"|texts/[A-Za-z]{2,3}(-[A-Za-z]{2,4})?\.yaml"
    r"|scenarios/[A-Za-z0-9][A-Za-z0-9._-]*\.yaml"
    r"|[A-Za-z0-9][A-Za-z0-9._-]*\.md"
    r"|LICENSE"
    r"|manifest\.(json|dsse)"
)
#: PostgreSQL can't keep NUL in text, and a terminal obeys some of the others.
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def text_path(language: str) -> str:
    """Where a language's texts are.

    >>> text_path("kk")
    'texts/kk.yaml'
    """
    return f"texts/{language}.yaml"


def load_folder(folder: Path) -> dict[str, str]:
    """All files of a pack's folder as text; raises `PackRefused` with every problem."""
    if not folder.is_dir():
        raise PackRefused([Problem(file=str(folder), what="There is no such folder.")])
    try:
        entries = list(islice(_entries(folder), MOST_FILES + 1))
    except OSError as error:
        raise PackRefused([_unreadable(str(error.filename), error)]) from None
    if len(entries) > MOST_FILES:
        raise PackRefused(
            [Problem(file=str(folder), what=f"A pack has at most {MOST_FILES} files.")]
        )
    problems = [problem for path, entry in entries if (problem := _problem_of_entry(path, entry))]
    if problems:
        raise PackRefused(problems)
    contents: dict[str, str] = {}
    for path, entry in entries:
        try:
            contents[path] = _read_text(Path(entry.path))
        except OSError as error:
            problems.append(_unreadable(path, error))
        except UnicodeDecodeError:
            problems.append(Problem(file=path, what="Is not UTF-8 text.", fix="Save it as UTF-8."))
    if problems:
        raise PackRefused(problems)
    return contents


def problems_of_files(files: PackFiles) -> list[Problem]:
    """What is wrong with names, sizes and characters, wherever the files came from."""
    problems = [
        problem for path in sorted(files) if (problem := _problem_of_file(path, files[path]))
    ]
    if sum(len(text.encode()) for text in files.values()) > LARGEST_PACK:
        problems.append(
            Problem(file=INFO, what=f"All files together are over {LARGEST_PACK // 10**6} MB.")
        )
    return problems


def _entries(
    folder: Path, below: str = "", depth: int = 0
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        path = below + entry.name
        if entry.is_dir(follow_symlinks=False) and depth == 0:
            yield from _entries(Path(entry.path), f"{path}/", depth + 1)
        else:
            yield path, entry


def _problem_of_entry(path: str, entry: os.DirEntry[str]) -> Problem | None:
    state = entry.stat(follow_symlinks=False)
    if stat.S_ISLNK(state.st_mode):
        return Problem(file=path, what="Is a symbolic link.", fix="Put the file itself here.")
    if not stat.S_ISREG(state.st_mode):
        return Problem(file=path, what="Is not a file.", fix="Only files belong in a pack.")
    if state.st_size > LARGEST_FILE:
        return _too_large(path)
    return None


def _problem_of_file(path: str, text: str) -> Problem | None:
    if not _KNOWN_PATH.fullmatch(path):
        return Problem(file=path, what="Does not belong in a pack.", fix=_right_place(path))
    if len(text.encode()) > LARGEST_FILE:
        return _too_large(path)
    if found := _CONTROL_CHARACTER.search(text):
        return Problem(
            file=path,
            line=text.count("\n", 0, found.start()) + 1,
            what=f"Holds the control character U+{ord(found[0]):04X}.",
            fix="Take it out.",
        )
    return None


def _unreadable(path: str, error: OSError) -> Problem:
    return Problem(file=path, what=f"Can't be read: {error.strerror}.")


def _too_large(path: str) -> Problem:
    return Problem(file=path, what=f"Is larger than {LARGEST_FILE // 10**6} MB.")


def _right_place(path: str) -> str:
    if path.endswith(".yml"):
        return f"Name it {path.removesuffix('.yml')}.yaml."
    return (
        "A pack holds pack.yaml, regime.yaml, texts/LANGUAGE.yaml, scenarios.yaml "
        "(or scenarios/*.yaml), *.md, LICENSE, manifest.json and manifest.dsse."
    )


def _read_text(path: Path) -> str:
    # Bytes first: reading as text would turn line ends into others, and the digest would not hold.
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1).decode("utf-8")
