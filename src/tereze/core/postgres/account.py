# SPDX-License-Identifier: EUPL-1.2
"""Under which system user the server runs.

An ordinary user runs it as itself. PostgreSQL refuses to run as root, so root runs it under a
system user made for nothing else. Not `nobody` and not a distribution's `postgres`: what runs
under those could read our data. A mere user id without a name would not do either: PostgreSQL
looks its own user up by name.
"""

import os
import pwd
import shlex
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tereze.core.postgres.errors import AccountMissing, FolderOfAnotherUser, FolderUnreachable

ROOTS_STAND_IN = "tereze-db"
_MAKE_STAND_IN = (
    *("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"),
    *("--shell", "/usr/sbin/nologin", "--comment", "Tereze database", ROOTS_STAND_IN),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    name: str
    uid: int
    gid: int
    #: the account is not the one this process runs under: we are root and it is root's stand-in
    is_stand_in: bool

    @property
    def uid_gid(self) -> tuple[int, int] | None:
        """Whose rights a child process must take on; None when it keeps ours."""
        return (self.uid, self.gid) if self.is_stand_in else None

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a short command under this account, away from our folder and our environment."""
        return subprocess.run(
            command,
            user=self.uid if self.is_stand_in else None,
            group=self.gid if self.is_stand_in else None,
            extra_groups=[] if self.is_stand_in else None,
            cwd="/",
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


def clean_environment() -> dict[str, str]:
    """Return what PostgreSQL's programs get: PGDATA, PGPORT and their like would redirect them."""
    return {"PATH": os.defpath, "LC_ALL": "C"}


def choose_account(report: Callable[[str], None]) -> Account:
    """Return the account for the server; root's stand-in is created when it is missing."""
    if os.geteuid() != 0:
        try:
            entry = pwd.getpwuid(os.geteuid())
        except KeyError:
            raise AccountMissing(
                reason=f"your user id {os.geteuid()} has no name on this machine",
                remedy=f"useradd --uid {os.geteuid()} NAME (as root)",
            ) from None
    else:
        entry = _find_stand_in() or _create_stand_in(report)
    return Account(
        name=entry.pw_name,
        uid=entry.pw_uid,
        gid=entry.pw_gid,
        is_stand_in=entry.pw_uid != os.geteuid(),
    )


def _find_stand_in() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(ROOTS_STAND_IN)
    except KeyError:
        return None


def _create_stand_in(report: Callable[[str], None]) -> pwd.struct_passwd:
    report(f"Creating the system user {ROOTS_STAND_IN}: PostgreSQL refuses to run as root.")
    try:
        made = subprocess.run(_MAKE_STAND_IN, capture_output=True, text=True, check=False)
        complaint = made.stderr.strip()
    except FileNotFoundError:
        complaint = "there is no useradd on this machine"
    entry = _find_stand_in()  # asked again, because another start may have been quicker
    if entry is None:
        raise AccountMissing(reason=complaint, remedy=shlex.join(_MAKE_STAND_IN))
    return entry


def check_owner(folder: Path, uid: int) -> None:
    """Refuse a folder that belongs to somebody else than expected.

    This also keeps root from writing into a folder where an ordinary user could have laid links.
    """
    owner = folder.stat().st_uid
    if owner != uid:
        raise FolderOfAnotherUser(folder=folder, owner=_name_of(owner), account=_name_of(uid))


def check_reach(folder: Path, account: Account) -> None:
    """Make sure that root's stand-in can get to a folder; never opens a way itself."""
    if not account.is_stand_in or _can_enter(folder, account):
        return
    way = [*reversed(folder.parents), folder]
    obstacle = next(step for step in way if not _can_enter(step, account))
    raise FolderUnreachable(account=account.name, obstacle=obstacle, folder=folder)


def _can_enter(folder: Path, account: Account) -> bool:
    # Tried, not computed from mode bits: access lists and security modules have a say too.
    return account.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]).returncode == 0


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the user with the id {uid}"
