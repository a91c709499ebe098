# SPDX-License-Identifier: EUPL-1.2
"""Checks of a pack's texts: whoever reads one of its languages meets no gap and no raw name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from tereze.packs.files import INFO, text_path
from tereze.packs.messages import PLACEHOLDERS, placeholders_in, standard_languages
from tereze.packs.shapes import did_you_mean
from tereze.packs.types import PackInfo, RefusalCode, Regime, Texts
from tereze.packs.validation.draft import Finding
from tereze.packs.validation.names import names_of
from tereze.packs.yaml_tree import Path


def check_texts(info: PackInfo, regime: Regime, texts: Mapping[str, Texts]) -> Iterator[Finding]:
    """All that is missing or meaningless in the texts."""
    for language in sorted(set(texts) - set(info.languages)):
        yield Finding(
            file=text_path(language),
            what=f'"{language}" is not among the languages of pack.yaml.',
            fix="Add it there, or take the file out.",
        )
    for number, language in enumerate(info.languages):
        if language in info.languages[:number]:
            yield Finding(file=INFO, path=("languages", number), what="Is there twice.")
    for language, text in texts.items():
        yield from _one_language(language, regime, text)


def _one_language(language: str, regime: Regime, texts: Texts) -> Iterator[Finding]:
    file = text_path(language)
    names = names_of(regime)
    curfews = (curfew.id for curfew in regime.curfews if curfew.id)
    rules = (*regime.counters, *(bar.id for bar in regime.bars), *curfews)
    expected: Sequence[tuple[str, Sequence[str]]] = (
        ("purposes", names["purpose"]),
        ("places", names["area"]),
        ("documents", names["document"]),
        ("certificates", names["certificate"]),
        ("sectors", names["sector"]),
        ("rules", rules),
    )
    for key, known in expected:
        yield from _same_names(file, key, getattr(texts, key), known)
    if language not in standard_languages():
        yield from _all_refusals(file, language, texts)
    for key in ("rules", "refusals"):
        for name, message in getattr(texts, key).items():
            yield from _placeholders(file, (key, name), message)


def _same_names(
    file: str, key: str, written: Mapping[str, object], known: Sequence[str]
) -> Iterator[Finding]:
    if missing := [name for name in known if name not in written]:
        yield Finding(
            file=file,
            path=(key,) if written else (),
            what=f"{key} lacks: {', '.join(missing)}.",
            fix="Every name in regime.yaml needs words in every language.",
        )
    for name in written:
        if name not in known:
            yield Finding(
                file=file,
                path=(key, name),
                what=f'regime.yaml has no "{name}" for these words.',
                fix=did_you_mean(name, known) if known else "Take them out.",
            )


def _all_refusals(file: str, language: str, texts: Texts) -> Iterator[Finding]:
    missing = [code for code in get_args(RefusalCode) if code not in texts.refusals]
    if missing:
        yield Finding(
            file=file,
            path=("refusals",) if texts.refusals else (),
            what=f"refusals lacks messages for: {', '.join(missing)}.",
            fix=f"Tereze brings its own only in {', '.join(standard_languages())}; "
            f'for "{language}" the pack brings all of them.',
        )


def _placeholders(file: str, path: Path, message: str) -> Iterator[Finding]:
    if not message.strip():
        yield Finding(file=file, path=path, what="Is empty.", fix="Write what the person reads.")
    for name in placeholders_in(message):
        if name not in PLACEHOLDERS:
            yield Finding(
                file=file,
                path=path,
                what=f"Nothing fills {{{name}}}.",
                fix=did_you_mean(name, tuple(PLACEHOLDERS)),
            )
