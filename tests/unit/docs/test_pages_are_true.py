# SPDX-License-Identifier: EUPL-1.2
"""What the pages for people say about this program is so: commands, files, settings, the map."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tereze.config.cli import tereze
from tereze.packs.document_checks import passes_kz_iin
from tereze.permits import codes
from tereze.permits.checkpoints.inspect_words import VERDICTS

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(tereze [^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
AFTER_THE_COMMAND = {"|", ">", "<", "&&", ";", "&"}
#: Programs and tests set these for themselves, or they are told where they are needed.
NOT_FOR_OPERATORS = {"TEREZE_THOROUGH", "TEREZE_PACK_KEY_PASSPHRASE"}


def commands(page: Path) -> Iterator[str]:
    """Every call of `tereze` that the page shows, in blocks and in its sentences."""
    text = page.read_text()
    for language, block in FENCE.findall(text):
        if language in {"sh", "console", ""}:
            for line in block.replace("\\\n", " ").splitlines():
                words = line.strip().removeprefix("$ ")
                if words.startswith("tereze "):
                    yield words
    for words in INLINE.findall(FENCE.sub("", text)):
        yield " ".join(words.split())


def check(words: str) -> None:
    """Walk down the groups of commands, then let the command's own parser read the rest."""
    arguments = shlex.split(words, comments=True)[1:]
    for number, word in enumerate(arguments):
        if word in AFTER_THE_COMMAND:
            arguments = arguments[:number]
            break
    command: click.Command = tereze
    context = click.Context(tereze, info_name="tereze")
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        name = arguments.pop(0)
        if name == "…":  # any of them
            return
        found = command.get_command(context, name)
        assert found is not None, f"there is no {name!r} in: {words}"
        command, context = found, click.Context(found, parent=context, info_name=name)
    values, *_ = command.make_parser(context).parse_args(arguments)
    if arguments and "help" not in values:
        missing = [
            part.name for part in command.params if part.required and part.name not in values
        ]
        assert not missing, f"without {missing} nothing happens: {words}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist_with_their_options(page: Path) -> None:
    for words in commands(page):
        try:
            check(words)
        except click.UsageError as error:
            pytest.fail(f"{words}: {error.format_message()}")


def test_documents_and_codes_that_are_shown_may_be_tried() -> None:
    """Not those of the pages about packs, which show wrong ones too."""
    for page in ("run-an-instance", "use-the-api"):
        text = (ROOT / f"docs/howto/{page}.md").read_text()
        assert [iin for iin in re.findall(r"\b\d{12}\b", text) if not passes_kz_iin(iin)] == []
        for code in re.findall(r"permit (?:show|replay) (\w+)|/permits/([\w-]{8,})", text):
            codes.normalise("".join(code))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        path, _, anchor = target.partition("#")
        if "://" in path or path.startswith("mailto:"):
            continue
        goal = (page.parent / path) if path else page
        assert goal.exists(), target
        if anchor and goal.suffix == ".md":
            assert anchor in anchors(goal), target


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_setting_is_in_the_operators_table_and_there_is_no_other() -> None:
    sources = [*ROOT.glob("src/**/*.py")]
    used = {name for file in sources for name in re.findall(r"\bTEREZE_[A-Z_]+", file.read_text())}
    page = (ROOT / "docs/howto/run-an-instance.md").read_text()
    assert (
        set(re.findall(r"^\| `(TEREZE_[A-Z_]+)`", page, re.MULTILINE)) == used - NOT_FOR_OPERATORS
    )


def test_inspectors_read_of_every_verdict_that_they_may_see() -> None:
    page = (ROOT / "docs/howto/run-a-checkpoint.md").read_text()
    colours = {"go": "green", "wait": "yellow", "stop": "red"}
    assert set(re.findall(r"^\| (\w+) \*\*(.+?)\*\* \|", page, re.MULTILINE)) == {
        (colours[verdict.tone], str(verdict.word)) for verdict in VERDICTS
    }


def test_the_map_in_the_readme_is_the_tree() -> None:
    drawn = FENCE.search((ROOT / "README.md").read_text().partition("## The map")[2])
    assert drawn
    rooms = re.findall(r"^  (\w+)/", drawn[2], re.MULTILINE)
    tops = re.findall(r"^(\w+)/", drawn[2], re.MULTILINE)
    inits = (ROOT / "src" / "tereze").glob("*/__init__.py")
    # A room without a word of code yet is not on the map.
    there = {init.parent.name for init in inits if len(list(init.parent.glob("*"))) > 2}
    assert set(rooms) == there
    assert all((ROOT / top).is_dir() for top in tops)
    kinds = {folder.name for folder in (ROOT / "tests").iterdir() if list(folder.glob("test_*.py"))}
    assert kinds <= set(re.findall(r"\w+", drawn[2]))
