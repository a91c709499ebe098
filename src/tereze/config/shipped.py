# SPDX-License-Identifier: EUPL-1.2
"""The packs that come with Tereze."""

from collections.abc import Callable
from pathlib import Path

from tereze.config.preparation import shipped_packs
from tereze.core import clock
from tereze.packs import selectors, services
from tereze.packs.reading import read_folder


def list_folders() -> list[Path]:
    """The folders of all shipped packs, version by version."""
    return sorted(file.parent for file in shipped_packs().glob("*/*/pack.yaml"))


def install_packs(report: Callable[[str], None]) -> None:
    """Install those that are not installed yet."""
    installed = {pack.digest for pack in selectors.list_packs()}
    for place in list_folders():
        pack = read_folder(place)
        if pack.digest not in installed:
            report(f"Installing pack {pack.info.pack} {pack.info.version} …")
            services.install_pack(folder=place, actor="command-line", now=clock.now())
