# SPDX-License-Identifier: EUPL-1.2
"""The embedded PostgreSQL: a real database that nobody has to install.

Its programs come with a Python wheel, its data lie in the data folder, the only way in is a socket
for one user of this machine. `docs/internals/embedded-postgres.md` tells why it is made so.

    with postgres.start(home.folder(), report=print) as server:
        psycopg.connect(server.url)
"""

from tereze.core.postgres.dumping import dump, restore
from tereze.core.postgres.errors import AlreadyRunning, FolderNotWritable, PostgresError
from tereze.core.postgres.places import address_of
from tereze.core.postgres.server import Server, start
from tereze.core.postgres.sharing import throw_away, use

__all__ = [
    "AlreadyRunning",
    "FolderNotWritable",
    "PostgresError",
    "Server",
    "address_of",
    "dump",
    "restore",
    "start",
    "throw_away",
    "use",
]
