# SPDX-License-Identifier: EUPL-1.2
"""Locks on files that the kernel releases when their last holder is gone, however it went.

Three of them keep the database in order (`flock`, so never a stale lock file to judge):

- `owner.lock`: held by the one process that started the server. Its text is that process's id.
- `data.lock`: handed on to the server and so held by *every* process of PostgreSQL. Who gets it
  knows that nobody has the data open, whatever a left-over `postmaster.pid` says. That file names
  a process id, which after a crash may belong to anybody.
- `guests.lock`: held together by all commands that use the server now.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class FileLock:
    """An open lock file; closing it releases the lock, unless a child process inherited it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def try_alone(self) -> bool:
        """Take the lock for us alone if nobody has it; say whether we have it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def share(self) -> None:
        """Take the lock together with others; waits while somebody has it alone."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def write(self, text: str) -> None:
        """Leave a word for those who find the lock taken."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text.encode(), 0)

    def read(self) -> str:
        """Return the word the holder left, or nothing if it had no time yet."""
        return self._path.read_text()

    def fileno(self) -> int:
        return self._file

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
