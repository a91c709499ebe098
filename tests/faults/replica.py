# SPDX-License-Identifier: EUPL-1.2
"""A second database that follows the first, as docs/howto/run-an-instance.md tells to make one."""

import contextlib
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg

from faults.instance import answers, wait_until
from tereze.core import lifeline, postgres
from tereze.core.postgres.account import choose_account, clean_environment
from tereze.core.postgres.cluster import make_private_folder
from tereze.core.postgres.places import DATABASE, PORT, ROLE, Places, url_through
from tereze.core.postgres.programs import find_programs

NAME = "second"
#: the embedded server lets nobody replicate unless its operator says so
_WHO_MAY = f"local all {ROLE} peer map={ROLE}\nlocal replication {ROLE} peer map={ROLE}\n"


def allow_replication(home: Path) -> None:
    """Say so, before the database of this folder starts."""
    who_may = home / "who-may-replicate.conf"
    who_may.write_text(_WHO_MAY)
    who_may.chmod(0o644)
    local = Places.below(home).local_settings
    local.write_text(f"{local.read_text()}hba_file = '{who_may}'\n")


def socket_of(folder: Path) -> Path:
    """Where the replica in a folder listens."""
    return folder / "socket"


def url_of_both(first: Path, second: Path) -> str:
    """The address of whichever of two databases may be written to."""
    hosts = f"{Places.below(first).folder / 'socket'},{socket_of(second)}"
    ports = f"{PORT},{PORT}"
    return (
        f"postgresql://{ROLE}@/{DATABASE}?host={hosts}&port={ports}&target_session_attrs=read-write"
    )


@contextlib.contextmanager
def follow(server: postgres.Server, first: Path, folder: Path) -> Iterator[str]:
    """Copy a running database, and follow it; gives the address of the copy once no commit is
    acknowledged that it has not."""
    account = choose_account(lambda _: None)
    programs = find_programs(account, shelf=folder, report=lambda _: None)
    make_private_folder(folder / "data", account)
    make_private_folder(socket_of(folder), account)
    copied = account.run(
        [
            programs.path("pg_basebackup"),
            f"--pgdata={folder / 'data'}",
            f"--dbname={server.url}&application_name={NAME}",
            "--write-recovery-conf",
            "--checkpoint=fast",
        ]
    )
    assert copied.returncode == 0, copied.stdout
    settings = {
        "unix_socket_directories": socket_of(folder),
        "listen_addresses": "",
        "hba_file": first / "who-may-replicate.conf",
        "ident_file": Places.below(first).settings / "pg_ident.conf",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    line = [programs.path("postgres"), "-D", str(folder / "data"), *options]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            lifeline.tie(line, ending=signal.SIGINT, uid_gid=account.uid_gid),
            cwd=folder / "data",
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        url = url_through(socket_of(folder))
        _wait_until_it_confirms(server, url)
        yield url
    finally:
        process.send_signal(signal.SIGINT)  # a fast shutdown: it does not wait for who is connected
        process.wait()


def promote(url: str) -> None:
    """Let the replica be written to."""
    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute("SELECT pg_promote()").fetchone() == (True,)


def _wait_until_it_confirms(server: postgres.Server, url: str) -> None:
    wait_until(lambda: answers(url), "the replica does not answer")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
        connection.execute("SELECT pg_reload_conf()")

        def confirms() -> bool:
            states = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchall()
            return ("sync",) in states

        wait_until(confirms, "the replica does not confirm")
