# SPDX-License-Identifier: EUPL-1.2
"""The data on disk: created whole or not at all, and never touched by the wrong PostgreSQL."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tereze.core.postgres.account import Account, check_owner
from tereze.core.postgres.errors import CreationFailed, DataIncomplete, MajorVersionDiffers
from tereze.core.postgres.places import ROLE, Places
from tereze.core.postgres.programs import Programs


def make_private_folder(folder: Path, account: Account) -> None:
    """Create a folder that only the server's account may enter."""
    folder.mkdir(mode=0o700)
    if account.is_stand_in:
        os.chown(folder, account.uid, account.gid)


def check_version(data: Path, programs: Programs, *, url: str) -> None:
    """Refuse data that these programs cannot read."""
    try:
        major = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise DataIncomplete(data=data) from None
    if major != programs.major:
        raise MajorVersionDiffers(
            data=data, old=major, new=programs.major, programs=programs.folder, url=url
        )


def ensure_data(
    places: Places,
    *,
    programs: Programs,
    account: Account,
    url: str,
    fast_and_unsafe: bool,
    report: Callable[[str], None],
) -> None:
    """Check the data, or create them where there are none."""
    if places.data.exists():
        check_owner(places.data, account.uid)
        check_version(places.data, programs, url=url)
        return
    report(f"Creating a database (PostgreSQL {programs.version}) in {places.data}.")
    # initdb that is interrupted leaves half a database; so its result gets its name at the end.
    if places.unfinished_data.exists():
        shutil.rmtree(places.unfinished_data)
    make_private_folder(places.unfinished_data, account)
    answer = account.run(_initdb(programs, places.unfinished_data, sync=not fast_and_unsafe))
    if answer.returncode != 0:
        shutil.rmtree(places.unfinished_data)
        raise CreationFailed(data=places.data, output=answer.stdout.strip())
    places.unfinished_data.rename(places.data)


def _initdb(programs: Programs, data: Path, *, sync: bool) -> list[str]:
    return [
        programs.path("initdb"),
        f"--pgdata={data}",
        f"--username={ROLE}",
        "--encoding=UTF8",
        # PostgreSQL's own Unicode rules, not the machine's: an upgrade of the C library changes
        # the order of strings there, and every text index is silently wrong from then on.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--text-search-config=simple",  # the default would stem Kazakh as if it were English
        "--data-checksums",
        "--auth=peer",
        "--no-instructions",
        *([] if sync else ["--no-sync"]),
    ]
