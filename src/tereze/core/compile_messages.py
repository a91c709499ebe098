# SPDX-License-Identifier: EUPL-1.2
"""Turn what translators write (.po) into what runs (.mo): `python -m tereze.core.compile_messages`.

Compiled files are not kept in the repository. Set-up makes them anew when a translation changed: on
a real instance the program belongs to root, and whoever runs it may not write there. `tereze up`
does the same for whoever works on translations. Babel does it, so that no machine needs the gettext
tools; it is there anyway, since it knows the names of months and the plural rules of every language.
"""

import sys
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HOUSE = Path(__file__).parents[1]


def compile_messages(house: Path = HOUSE) -> list[Path]:
    """Compile the translations of all rooms that are newer than what was compiled before."""
    return [
        _compile(source)
        for source in sorted(house.glob("**/locale/*/LC_MESSAGES/*.po"))
        if _is_newer(source, source.with_suffix(".mo"))
    ]


def _is_newer(source: Path, target: Path) -> bool:
    return not target.exists() or source.stat().st_mtime_ns > target.stat().st_mtime_ns


def _compile(source: Path) -> Path:
    target = source.with_suffix(".mo")
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.parts[-3])
    # Renamed into place: whoever reads meanwhile, or compiles too, sees a whole file.
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as unfinished:
        write_mo(unfinished, catalogue)
    Path(unfinished.name).chmod(0o644)
    Path(unfinished.name).replace(target)
    return target


if __name__ == "__main__":
    for path in compile_messages():
        sys.stdout.write(f"{path}\n")
