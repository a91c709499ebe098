# SPDX-License-Identifier: EUPL-1.2
"""The command `tereze`, put together from the commands of the rooms."""

import click

from tereze.packs.cli import pack


@click.group()
@click.version_option(package_name="tereze")
def main() -> None:
    """Tereze: movement permits from packs that any city can adopt."""


main.add_command(pack)
