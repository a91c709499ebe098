# SPDX-License-Identifier: EUPL-1.2
"""How long a page waits for a PostgreSQL that says nothing.

A dead server says so at once. One that is frozen (a machine that is moved, a disk that hangs) says
nothing, for as long as it likes, and psycopg waits with it; time-outs of PostgreSQL's own are told by
the server, and those of TCP know nothing of a socket on this machine. So pages wait for so long and
no longer: what is raised then is what a dead server raises, and people get its page
(`core/error_pages.py`). Whatever is no page waits as ever: work in the background may take long.

`base.py` is what Django finds under this name in its settings: its own backend for PostgreSQL, with
connections that know when to stop waiting. Each page makes one and gives it up afterwards. So those
who come while the server is frozen get none, and once one of them waited in vain, one at a time
waits for all: the others are told at once.
"""

from contextvars import ContextVar
from typing import Final

#: A page waits so long for the answer to one statement. Those of ours take less than a second.
ANSWER_SECONDS = 20.0
#: A page waits so long for a connection, which takes some milliseconds, or seconds on a machine that
#: has far too much to do.
CONNECT_SECONDS = 10

#: Whether what is under way is a page. Django hands it on to its threads.
is_page: Final[ContextVar[bool]] = ContextVar("is_page", default=False)
