# SPDX-License-Identifier: EUPL-1.2
"""`tereze pack test`: run the scenarios that a pack brings with it."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from tereze.packs.reading import read_folder
from tereze.permits.scenarios import ScenarioResult, run_scenarios


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def test(folder: Path, as_json: bool) -> None:
    """Run the scenarios of the pack in FOLDER: the tests of its policy.

    Ends with 1 when one of them fails; such a pack can't be put in force.
    """
    results = run_scenarios(read_folder(folder))
    if as_json:
        click.echo(json.dumps([asdict(result) for result in results], ensure_ascii=False))
    else:
        for result in results:
            _tell(result)
    failed = sum(not result.passed for result in results)
    click.echo(f"{len(results) - failed} of {len(results)} scenarios hold.", err=as_json)
    if failed:
        raise SystemExit(1)


def _tell(result: ScenarioResult) -> None:
    if result.passed:
        click.echo(click.style("  ✓ ", fg="green") + result.name)
        return
    click.echo(click.style("  ✗ ", fg="red") + result.name)
    click.echo(f"      expected: {result.expected}\n      actual:   {result.actual}")
