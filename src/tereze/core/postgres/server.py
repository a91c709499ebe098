# SPDX-License-Identifier: EUPL-1.2
"""The life of the embedded server: start, wait until it is ready, watch, stop.

The server is our own child on a lifeline (`core/lifeline.py`), not a daemon: whatever way its
owner ends, `kill -9` included, the kernel tells the server to shut down. It has a session of its
own, so that Ctrl-C in the terminal does not take the database away under those who still write.
"""

import contextlib
import os
import pwd
import signal
import stat
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeAlias

import psycopg
from psycopg import sql

from tereze.core import lifeline
from tereze.core.postgres.account import (
    Account,
    check_owner,
    check_reach,
    choose_account,
    clean_environment,
)
from tereze.core.postgres.cluster import ensure_data, make_private_folder
from tereze.core.postgres.errors import (
    DataStillInUse,
    FolderNotWritable,
    SocketFolderTaken,
    StartFailed,
    StartTooSlow,
)
from tereze.core.postgres.locks import FileLock
from tereze.core.postgres.places import (
    DATABASE,
    PORT,
    Places,
    choose_socket_folder,
    shelters,
    url_through,
)
from tereze.core.postgres.postmaster import describe_running, read_postmaster
from tereze.core.postgres.programs import Programs, find_programs
from tereze.core.postgres.settings import write_settings

Report: TypeAlias = Callable[[str], None]

#: seconds to get ready. Replaying a gigabyte of journal on a slow disk takes many minutes, and
#: somebody who gives up too early only has to begin again.
PATIENCE = 1800.0
_PATIENCE_TO_STOP = 120.0
_BETWEEN_LOOKS = 0.02
_BETWEEN_REPORTS = 5.0
_LOG_IS_LONG = 10_000_000
_LAST_WORDS = 15


def say_nothing(message: str) -> None:
    """Report to nobody."""


class Server:
    """A running server and its owner. Leaving its `with` block stops it."""

    name = "database"

    def __init__(
        self,
        *,
        places: Places,
        account: Account,
        programs: Programs,
        socket_folder: Path,
        owner_lock: FileLock,
        report: Report,
    ) -> None:
        self.places = places
        #: for psycopg, asyncpg, libpq and Django alike
        self.url = url_through(socket_folder)
        self._account = account
        self._programs = programs
        self._socket_folder = socket_folder
        self._owner_lock = owner_lock
        self._report = report
        self._process: subprocess.Popen[bytes] | None = None
        self._log_began = 0

    def url_of(self, database: str) -> str:
        """The address of another database of this server."""
        return url_through(self._socket_folder, database=database)

    @property
    def pid(self) -> int:
        """The process id of the postmaster, the parent of all processes of the server."""
        if self._process is None:
            raise RuntimeError("The database was not launched.")
        return self._process.pid

    def is_running(self) -> bool:
        """Whether the postmaster lives; it may still be getting ready."""
        return self._process is not None and self._process.poll() is None

    def launch(self, data_lock: FileLock) -> None:
        """Start the postmaster and hand it the lock on its data; does not wait."""
        if self.places.postmaster_pid.exists():
            # Nobody has the data open, we have the lock. PostgreSQL judges by the process id in
            # this file and would refuse to start if that id belongs to somebody else by now.
            self.places.postmaster_pid.unlink()
            self._report("The database was stopped suddenly; it replays its journal. No data lost.")
        socket_lock = self._socket_folder / f".s.PGSQL.{PORT}.lock"  # judged in the same way
        socket_lock.unlink(missing_ok=True)
        command = [self._programs.path("postgres"), "-D", str(self.places.data)]
        settings = ["-c", f"config_file={self.places.settings / 'postgresql.conf'}"]
        with _open_log(self.places.log) as log:
            self._log_began = log.tell()
            self._process = subprocess.Popen(
                # SIGINT asks PostgreSQL for a fast shutdown: it ends sessions, saves and goes.
                lifeline.tie(
                    [*command, *settings], ending=signal.SIGINT, uid_gid=self._account.uid_gid
                ),
                cwd=self.places.data,
                env=clean_environment(),
                pass_fds=[data_lock.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self, patience: float) -> None:
        """Wait until the server answers; one that fails or takes too long is stopped."""
        waiting = _Waiting(patience, self._report, "The database is still getting ready")
        try:
            while not self._is_ready():
                if not self.is_running():
                    raise StartFailed(output=self._last_words(), log=self.places.log)
                if not waiting.goes_on():
                    raise StartTooSlow(seconds=patience, log=self.places.log)
            self._ensure_database()
        except BaseException:  # Ctrl-C as well
            self.stop()
            raise

    def revive(self) -> bool:
        """Start a server that died; say no while processes of the dead one still end.

        Does not wait until it is ready, so that the caller can go on watching other processes.
        """
        with FileLock(self.places.data_lock) as data_lock:
            if not data_lock.try_alone():
                return False
            self.launch(data_lock)
        return True

    def stop(self) -> None:
        """Shut the server down and wait until its last process is gone. May be called twice."""
        try:
            if self._process is not None and self._process.poll() is None:
                self._shut_down(self._process)
            # A postmaster that was killed leaves children that need a moment to notice.
            wait_for_data(
                self.places, self._account, patience=_PATIENCE_TO_STOP, report=self._report
            ).close()
            if self._socket_folder.parent != self.places.folder:
                with contextlib.suppress(OSError):  # a shelter: leave nothing lying about
                    self._socket_folder.rmdir()
        finally:
            self._owner_lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _is_ready(self) -> bool:
        postmaster = read_postmaster(self.places)
        return postmaster is not None and postmaster.pid == self.pid and postmaster.is_ready

    def _ensure_database(self) -> None:
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if found.rowcount == 0:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _shut_down(self, process: subprocess.Popen[bytes]) -> None:
        waiting = _Waiting(_PATIENCE_TO_STOP, self._report, "The database is still saving")
        process.send_signal(signal.SIGINT)
        while process.poll() is None:
            if not waiting.goes_on():
                # Only speed is lost: the journal is on disk and is replayed at the next start.
                self._report("The database does not stop in time; it is killed.")
                process.kill()
                process.wait()

    def _last_words(self) -> str:
        with self.places.log.open("rb") as log:
            log.seek(self._log_began)
            lines = log.read().decode(errors="replace").splitlines()
        return "\n".join(lines[-_LAST_WORDS:])


def start(
    home: Path,
    *,
    report: Report = say_nothing,
    fast_and_unsafe: bool = False,
    patience: float = PATIENCE,
) -> Server:
    """Start the database of a data folder and return when it answers.

    The caller is its owner until it calls `stop()` or ends, whichever comes first. If another
    process is the owner, `AlreadyRunning` says which one and where the database is.
    `fast_and_unsafe` is for data that may be lost: a power cut ruins them, and even `kill -9`
    takes what was committed in the last moment.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("Start the database from the main thread: it would end with this one.")
    account = choose_account(report)
    places = prepare_places(home, account)
    owner_lock = FileLock(places.owner_lock)
    try:
        if not owner_lock.try_alone():
            raise describe_running(places, owner_lock)
        owner_lock.write(str(os.getpid()))
        with wait_for_data(places, account, patience=patience, report=report) as data_lock:
            socket_folder = _prepare_socket_folder(places, account)
            programs = find_programs(account, shelf=places.folder, report=report)
            ensure_data(
                places,
                programs=programs,
                account=account,
                url=url_through(socket_folder),
                fast_and_unsafe=fast_and_unsafe,
                report=report,
            )
            write_settings(
                places,
                socket_folder=socket_folder,
                system_users={account.name, pwd.getpwuid(os.geteuid()).pw_name},
                fast_and_unsafe=fast_and_unsafe,
            )
            server = Server(
                places=places,
                account=account,
                programs=programs,
                socket_folder=socket_folder,
                owner_lock=owner_lock,
                report=report,
            )
            server.launch(data_lock)
        server.wait_until_ready(patience)
    except BaseException:
        owner_lock.close()
        raise
    return server


def prepare_places(home: Path, account: Account) -> Places:
    """Make the folder `postgres/` of a data folder and check that the account can live there."""
    places = Places.below(home)
    for folder in (places.folder.parent, places.folder):
        if not folder.exists():
            try:
                folder.mkdir(parents=True)
            except OSError as error:
                raise FolderNotWritable(folder=home, reason=error.strerror) from None
            # Root's stand-in must pass through; nobody needs to look in.
            folder.chmod(0o711 if account.is_stand_in else 0o700)
    check_owner(places.folder, os.geteuid())
    check_reach(places.folder, account)
    return places


def wait_for_data(places: Places, account: Account, *, patience: float, report: Report) -> FileLock:
    """Wait until no process has the data open, and return the lock that says so."""
    lock = FileLock(places.data_lock)
    waiting = _Waiting(patience, report, "An earlier database is still ending")
    try:
        while not lock.try_alone():
            if not waiting.goes_on():
                postmaster = read_postmaster(places)
                raise DataStillInUse(
                    data=places.data,
                    seconds=patience,
                    pid=postmaster.pid if postmaster else "?",
                    account=account.name,
                )
    except BaseException:
        lock.close()
        raise
    return lock


def _prepare_socket_folder(places: Places, account: Account) -> Path:
    folder = choose_socket_folder(places, shelters())
    with contextlib.suppress(FileExistsError):
        make_private_folder(folder, account)
    state = folder.lstat()  # not stat: a link could lead anywhere
    is_private = stat.S_ISDIR(state.st_mode) and stat.S_IMODE(state.st_mode) == 0o700
    if not is_private or state.st_uid != account.uid:
        raise SocketFolderTaken(folder=folder, account=account.name)
    return folder


def _open_log(path: Path) -> IO[bytes]:
    """Open the log for appending; a long one is put aside first."""
    if path.exists() and path.stat().st_size > _LOG_IS_LONG:
        path.rename(path.with_name(path.name + ".1"))
    path.touch(mode=0o600)
    return path.open("ab")


class _Waiting:
    """Patience for a loop: sleeps a moment, says now and then that it still waits, and ends."""

    def __init__(self, patience: float, report: Report, message: str) -> None:
        self._began = time.monotonic()
        self._patience = patience
        self._report = report
        self._message = message
        self._reported = 0.0

    def goes_on(self) -> bool:
        waited = time.monotonic() - self._began
        if waited - self._reported >= _BETWEEN_REPORTS:
            self._reported = waited
            self._report(f"{self._message} ({waited:.0f} s so far).")
        time.sleep(_BETWEEN_LOOKS)
        return waited < self._patience
