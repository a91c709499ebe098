# SPDX-License-Identifier: EUPL-1.2
"""How the embedded server is set up: three files, computed from values and written at every start.

Nobody else on the machine gets in, by two layers. The socket lies in a folder that only the
server's account may enter, and there is no port. And whoever comes through that door must *be* one
of the named system users: `peer` asks the kernel who is at the other end, so there is no password
to store, to leak or to rotate.
"""

from collections.abc import Collection
from pathlib import Path

from tereze.core.postgres.places import PORT, ROLE, Places

_WRITTEN_BY_TEREZE = "# Written by Tereze at every start; changes made here are lost.\n"
_FOR_THE_OPERATOR = "# Your own settings of the embedded PostgreSQL; they win over Tereze's.\n"

#: What this product wants different from PostgreSQL's defaults, and why.
_PRODUCT: dict[str, str] = {
    "max_connections": "100",
    "shared_buffers": "256MB",
    # Our statements take milliseconds; compiling one would take longer than running it.
    "jit": "off",
    # The first change of a page after a checkpoint writes the whole page to the log. Among millions of
    # ledgers nearly every permit is such a first, so checkpoints are few. Starting after a crash takes
    # up to a minute then, and the log some gigabytes.
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A log must not hold what people typed: no statements, and no DETAIL ("Key (phone)=(...)").
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_line_prefix": "%m [%p] ",
}

#: For databases that are thrown away: a power cut may ruin them, and nobody will care.
_FAST_AND_UNSAFE: dict[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_size": "1GB",
    "max_wal_senders": "0",
    # In the data folder instead of /dev/shm, so that it goes with the folder even after kill -9.
    "dynamic_shared_memory_type": "mmap",
}


def quote_setting(value: str) -> str:
    """Quote a value for postgresql.conf.

    >>> quote_setting("/home/o'brien")
    "'/home/o''brien'"
    """
    return "'" + value.replace("'", "''") + "'"


def server_settings(places: Places, *, socket_folder: Path, fast_and_unsafe: bool) -> str:
    """Return the text of postgresql.conf."""
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        # A list for PostgreSQL: without the inner quotes a comma in the path would end the item.
        "unix_socket_directories": '"' + str(socket_folder).replace('"', '""') + '"',
        "unix_socket_permissions": "0700",
        "hba_file": str(places.settings / "pg_hba.conf"),
        "ident_file": str(places.settings / "pg_ident.conf"),
        **_PRODUCT,
        **(_FAST_AND_UNSAFE if fast_and_unsafe else {}),
    }
    lines = [f"{name} = {quote_setting(value)}\n" for name, value in settings.items()]
    own = f"include = {quote_setting(str(places.local_settings))}\n"
    return "".join([_WRITTEN_BY_TEREZE, *lines, own])


def who_may_connect() -> str:
    """Return the text of pg_hba.conf: our role, by the socket, proven by the kernel. No one else.

    >>> print(who_may_connect().splitlines()[-1])
    local all tereze peer map=tereze
    """
    return f"{_WRITTEN_BY_TEREZE}local all {ROLE} peer map={ROLE}\n"


def who_is_who(system_users: Collection[str]) -> str:
    """Return the text of pg_ident.conf: the system users that may act as our role.

    >>> print(who_is_who({"root", "aigerim"}).splitlines()[1:])
    ['tereze "aigerim" tereze', 'tereze "root" tereze']
    """
    lines = [f'{ROLE} "{user}" {ROLE}\n' for user in sorted(system_users)]
    return "".join([_WRITTEN_BY_TEREZE, *lines])


def write_settings(
    places: Places, *, socket_folder: Path, system_users: Collection[str], fast_and_unsafe: bool
) -> None:
    """Write the three files. They hold no secret; the server's account only has to read them."""
    texts = {
        "postgresql.conf": server_settings(
            places, socket_folder=socket_folder, fast_and_unsafe=fast_and_unsafe
        ),
        "pg_hba.conf": who_may_connect(),
        "pg_ident.conf": who_is_who(system_users),
    }
    if not places.local_settings.exists():
        places.local_settings.write_text(_FOR_THE_OPERATOR)
        places.local_settings.chmod(0o644)
    places.settings.mkdir(exist_ok=True)
    places.settings.chmod(0o755)
    for name, text in texts.items():
        path = places.settings / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)
