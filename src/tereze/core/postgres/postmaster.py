# SPDX-License-Identifier: EUPL-1.2
"""Who runs the server, and how far it is: what the files beside the data say."""

from dataclasses import dataclass
from pathlib import Path

from tereze.core.postgres.errors import AlreadyRunning
from tereze.core.postgres.locks import FileLock
from tereze.core.postgres.places import Places, url_through


@dataclass(frozen=True, kw_only=True, slots=True)
class Postmaster:
    """What a server wrote about itself; after a crash it is out of date."""

    pid: int
    socket_folder: Path
    is_ready: bool


def parse_postmaster(text: str) -> Postmaster | None:
    """Read the text of `postmaster.pid`; None while the server is still writing it.

    Its lines: process id, data folder, start time, port, socket folder, address, memory, state.

    >>> print(parse_postmaster("4711\\n/d\\n1605950000\\n5432\\n"))
    None
    >>> parse_postmaster("4711\\n/d\\n1605950000\\n5432\\n/s\\n\\n  42  7\\nready   \\n").is_ready
    True
    """
    lines = text.splitlines()
    if len(lines) < 5 or not lines[4]:
        return None
    return Postmaster(
        pid=int(lines[0]),
        socket_folder=Path(lines[4]),
        is_ready=len(lines) > 7 and lines[7].strip() == "ready",
    )


def read_postmaster(places: Places) -> Postmaster | None:
    try:
        return parse_postmaster(places.postmaster_pid.read_text())
    except FileNotFoundError:
        return None


def describe_running(places: Places, owner_lock: FileLock) -> AlreadyRunning:
    """Return the error that introduces the owner to whoever found its lock taken."""
    pid = owner_lock.read() or "?"
    postmaster = read_postmaster(places)
    return AlreadyRunning(
        pid=pid,
        command=_command_of(pid),
        folder=places.folder,
        url=url_through(postmaster.socket_folder) if postmaster else "not known yet",
    )


def _command_of(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:  # ended meanwhile, hidden from us, or a machine without /proc
        return "its command line cannot be read"
