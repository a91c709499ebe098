# SPDX-License-Identifier: EUPL-1.2
"""A lifeline: the command at its end is told to stop when the process that started it is gone.

`kill -9` gives a process no chance to stop what it started. So the kernel is asked to do it
(`PR_SET_PDEATHSIG`). The request must be made by the child itself, after it gave up root's rights
(which would cancel it) and before it becomes the command. This file is that moment: it is run as
a program by its path, ties the knot and turns into the command. A `preexec_fn` could do the same,
but runs Python between fork and exec, where a lock held by another thread hangs it for ever.

The kernel watches the *thread* that started the child; start commands from the main thread only.
Outside Linux the knot is not tied, and only an orderly stop stops the command.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
_CANNOT_EXECUTE = 126  # what a shell answers in the same case


def tie(
    command: Sequence[str],
    *,
    ending: signal.Signals = signal.SIGTERM,
    uid_gid: tuple[int, int] | None = None,
) -> list[str]:
    """Return the command line that runs `command` on a lifeline of the current process.

    When this process ends, the command receives `ending`. With `uid_gid` root's rights are
    dropped for those of that user and group, with no other groups.
    """
    account = "{}:{}".format(*uid_gid) if uid_gid else "-"
    # -I -S: nothing of the environment or of site-packages is needed, and it starts in 20 ms.
    knot = [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(int(ending)), account]
    return [*knot, *command]


def main(arguments: Sequence[str]) -> int:
    parent, ending, account, *command = arguments
    if account != "-":
        uid, gid = map(int, account.split(":"))
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(ending), 0, 0, 0)
    if os.getppid() != int(parent):
        return 0  # the parent died before the knot was tied: nobody waits for this command
    try:
        os.execvp(command[0], command)  # noqa: S606 - becoming the command is the purpose
    except OSError as error:
        sys.stderr.write(f"{command[0]}: cannot be run: {error.strerror}\n")
        return _CANNOT_EXECUTE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
