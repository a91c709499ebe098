# SPDX-License-Identifier: EUPL-1.2
"""`tereze pack …`: what a pack's author and an operator do with packs.

All but `install` work on folders alone, so Django is loaded only there and everything else
answers at once.
"""

import json
from dataclasses import asdict
from pathlib import Path

import click

from tereze.packs.errors import PackRefused
from tereze.packs.reading import read_folder

FOLDER = click.Path(path_type=Path, file_okay=False)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer for programs.")


@click.group()
def pack() -> None:
    """Write, check, compare, sign and install packs.

    A pack is a folder that holds the movement rules of a place, their texts in every language, and
    scenarios that test them. docs/howto/write-a-pack.md explains how to write one.
    """


@pack.command()
@click.argument("folder", type=FOLDER)
@AS_JSON
def check(folder: Path, as_json: bool) -> None:
    """Say everything that is wrong with the pack in FOLDER, by file and line.

    Ends with 0 when nothing is, else with 1.
    """
    try:
        found = read_folder(folder)
    except PackRefused as refused:
        if as_json:
            problems = [asdict(problem) for problem in refused.problems]
            click.echo(json.dumps({"problems": problems}, ensure_ascii=False, indent=2))
        else:
            for problem in refused.problems:
                click.echo(problem)
            click.echo(_count(len(refused.problems), "problem"), err=True)
        raise click.exceptions.Exit(1) from None
    if as_json:
        click.echo(json.dumps({"problems": [], "digest": found.digest}, indent=2))
    else:
        info = found.info
        click.echo(
            f"{info.pack} {info.version} is right: "
            f"{_count(len(found.regime.purposes), 'purpose')}, "
            f"{_count(len(info.languages), 'language')}, "
            f"{_count(len(found.scenarios), 'scenario')}."
        )
        click.echo(f"digest {found.digest}")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
