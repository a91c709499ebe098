# SPDX-License-Identifier: EUPL-1.2
"""Where everything of the embedded database lies, below `postgres/` in the data folder.

postgres/
    data/               PostgreSQL's own; nobody else writes there
    settings/           written anew at every start
    local.conf          the operator's own settings, never overwritten
    socket/             the only way in
    server.log          what the server says (server.log.1: the one before)
    programs-18.6.3/    only as root: a copy of the wheel's programs
    owner.lock data.lock guests.lock
"""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "tereze"
#: the only role; who may take it is said in `settings.py`
ROLE = "tereze"
#: no port is opened; PostgreSQL wants the number for the name of the socket
PORT = 5432

#: `sun_path` holds 108 bytes, the last of them a zero
_LONGEST_SOCKET_PATH = 107


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    #: absolute path of `postgres/`
    folder: Path

    @classmethod
    def below(cls, home: Path) -> "Places":
        return cls(folder=home.resolve() / "postgres")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def unfinished_data(self) -> Path:
        return self.folder / "data.unfinished"

    @property
    def postmaster_pid(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def settings(self) -> Path:
        return self.folder / "settings"

    @property
    def local_settings(self) -> Path:
        return self.folder / "local.conf"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def owner_lock(self) -> Path:
        return self.folder / "owner.lock"

    @property
    def data_lock(self) -> Path:
        return self.folder / "data.lock"

    @property
    def guest_lock(self) -> Path:
        return self.folder / "guests.lock"


def shelters() -> list[Path]:
    """Return where a socket may go when the data folder's path is too long for it."""
    if os.geteuid() == 0:  # in /run only root can put something in our way
        return [Path("/run")]
    own = os.environ.get("XDG_RUNTIME_DIR")
    return [*([Path(own)] if own else []), Path("/tmp")]  # noqa: S108 - checked when made


def choose_socket_folder(places: Places, shelters: Iterable[Path]) -> Path:
    """Return the first folder whose socket has a path short enough for the kernel.

    >>> places = Places(folder=Path("/var/lib/tereze/postgres"))
    >>> choose_socket_folder(places, [Path("/tmp")])
    PosixPath('/var/lib/tereze/postgres/socket')
    >>> deep = Places(folder=Path("/srv") / ("long" * 20) / "postgres")
    >>> choose_socket_folder(deep, [Path("/run/user/" + "9" * 80), Path("/tmp")])
    PosixPath('/tmp/tereze-7f48693a2a12')
    """
    own_name = "tereze-" + hashlib.sha256(os.fsencode(places.folder)).hexdigest()[:12]
    candidates = [places.folder / "socket", *(shelter / own_name for shelter in shelters)]
    return next(folder for folder in candidates if _has_room_for_socket(folder))


def _has_room_for_socket(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET_PATH


def url_through(socket_folder: Path, *, database: str = DATABASE) -> str:
    """Return the address of a database, as libpq, psycopg and asyncpg understand it.

    >>> url_through(Path("/var/lib/tereze/postgres/socket"))
    'postgresql://tereze@/tereze?host=%2Fvar%2Flib%2Ftereze%2Fpostgres%2Fsocket&port=5432'
    """
    # The port is said although it is the default: PGPORT in the environment would change that.
    return f"postgresql://{ROLE}@/{database}?host={quote(str(socket_folder), safe='')}&port={PORT}"


def address_of(home: Path) -> str:
    """Return where the embedded database of a data folder listens while it runs."""
    return url_through(choose_socket_folder(Places.below(home), shelters()))
