# SPDX-License-Identifier: EUPL-1.2
"""A first pack to begin from: small, right, and with a comment where its author has to decide."""

import re
from importlib.resources import files
from pathlib import Path
from string import Template

from tereze.core.errors import BadInput

_SKELETON = ("pack.yaml", "regime.yaml", "texts/en.yaml", "scenarios.yaml", "README.md")


def draft_pack(folder: Path, *, place: str, timezone: str) -> list[Path]:
    """Write the files of a new pack, named after its folder; refuses a folder with files in it."""
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(f"There are files in {folder} already. Name a new folder.")
    name = re.sub("[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "new-pack"
    written = []
    for path in _SKELETON:
        text = files(__package__).joinpath("skeleton", path).read_text(encoding="utf-8")
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            Template(text).substitute(pack=name, place=place, timezone=timezone),
            encoding="utf-8",
            newline="\n",
        )
        written.append(file)
    return written
