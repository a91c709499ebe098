# SPDX-License-Identifier: EUPL-1.2
"""`tereze sms …`: how messages are read. On folders and files alone; no database is asked."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from tereze.core.errors import NotFound
from tereze.messaging.conversation.reading import Grammar, Understood, ask_back, read
from tereze.packs.reading import read_folder
from tereze.permits.conversation.corpus import Corpus
from tereze.permits.conversation.grammar import make_grammar
from tereze.permits.conversation.scoring import VERDICTS, Judged, LineWrong, judge, read_lines

_regime = click.option(
    "--regime",
    required=True,
    metavar="PACK@VERSION",
    help="The rules to read by: az-8103@2020-04, or the folder of a pack.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Answer for programs.")


@click.group()
def sms() -> None:
    """Read messages as the service would, and measure how well that goes."""


@sms.command()
@click.argument("file", type=click.File("rb"))
@_regime
@_as_json
@click.option("--show", is_flag=True, help="Also print the messages that were not read right.")
@click.pass_context
def score(context: click.Context, file: Any, regime: str, as_json: bool, show: bool) -> None:
    """Read the messages of FILE (JSON Lines; -: the standard input) and count how many were right.

    A line: {"text": "2 AZE12345678", "expect": {"outcome": "permit", "purpose": "2", "document":
    "AZE12345678"}}; or "ask" where a question is right; or a list of permits for several requests.
    docs/internals/reading-messages.md tells what each number counts.
    """
    grammar = find_grammar(regime, context.obj.shipped_packs)
    judged = list(judge(read_lines(_decoded(file)), grammar))
    counts = Counter(one.verdict for one in judged)
    if as_json:
        click.echo(json.dumps({"total": len(judged), **{name: counts[name] for name in VERDICTS}}))
    else:
        _tell(judged)
    if show:
        for one in judged:
            if one.verdict != "right":
                click.echo(f"{one.line.number}: {one.verdict}: {one.line.text!r}", err=True)


@sms.command()
@_regime
@click.option("--count", default=1000, show_default=True, help="How many messages.")
@click.option("--seed", default=0, show_default=True, help="The same seed makes the same ones.")
@click.pass_context
def corpus(context: click.Context, regime: str, count: int, seed: int) -> None:
    """Make up messages as they really come in, as lines for `tereze sms score`."""
    grammar = find_grammar(regime, context.obj.shipped_packs)
    for line in Corpus(grammar, seed).lines(count):
        click.echo(json.dumps(line, ensure_ascii=False))


@sms.command("read")
@click.argument("text")
@_regime
@_as_json
@click.option("--language", help="Ask back in this language; left out: the message's own.")
@click.pass_context
def read_one(
    context: click.Context, text: str, regime: str, as_json: bool, language: str | None
) -> None:
    """Say how TEXT is read, and what would be asked back."""
    grammar = find_grammar(regime, context.obj.shipped_packs)
    understood = read(text, grammar)
    language = language or understood.language or grammar.languages[0]
    question = "" if understood.requests else ask_back(understood, grammar, language)
    if as_json:
        plain = {**asdict(understood), "asked_back": question or None}
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2, default=str))
        return
    for line in _in_words(understood):
        click.echo(line)
    if question:
        click.echo(question)


def _decoded(file: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(file, 1):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            raise LineWrong(f"Line {number} is not in UTF-8.") from None


def find_grammar(regime: str, shipped: Path) -> Grammar:
    """The grammar of a pack: PACK@VERSION of the shipped ones, or a folder."""
    name, _, version = regime.partition("@")
    for folder in (Path(regime), shipped / name / version, Path("packs") / name / version):
        if (folder / "pack.yaml").is_file():
            return make_grammar(read_folder(folder))
    known = sorted(file.parent for file in shipped.glob("*/*/pack.yaml"))
    names = ", ".join(f"{folder.parent.name}@{folder.name}" for folder in known)
    raise NotFound(f"There is no pack {regime}. Known: {names}; or name a pack's folder.")


def _in_words(understood: Understood) -> list[str]:
    lines = [
        f"permit: {one.purpose}, {one.document.number if one.document else one.declared}"
        for one in understood.requests
    ]
    lines += [f"command: {understood.command}"] if understood.command else []
    lines += [f"missing: {', '.join(understood.missing)}"] if understood.missing else []
    return lines + [f"in doubt: {doubt.kind} {doubt.quoted!r}" for doubt in understood.doubts]


def _tell(judged: Sequence[Judged]) -> None:
    """A table: every kind of damage, and all together."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for one in judged:
        if one.line.damage:
            rows[one.line.damage][one.verdict] += 1
        rows["all"][one.verdict] += 1
    all_of_them = rows.pop("all", Counter())
    width = max(map(len, [*rows, "all"]))
    heads = ("total", *VERDICTS)
    click.echo(" ".join([" " * width, *(f"{head.replace('_', ' '):>13}" for head in heads)]))
    for name, counts in [*sorted(rows.items()), ("all", all_of_them)]:
        numbers = (counts.total(), *(counts[verdict] for verdict in VERDICTS))
        click.echo(" ".join([f"{name:<{width}}", *(f"{number:>13}" for number in numbers)]))
