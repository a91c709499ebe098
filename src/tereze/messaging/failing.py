# SPDX-License-Identifier: EUPL-1.2
"""When something could not be read or written: what the log says, and when it is tried again.

That the database is away passes by itself, and one line says so. All else is a fault that somebody
has to mend (a migration that did not run, an error of ours), so it is told as one, with the way to
it: whoever reads "the database is away" for days would look in the wrong place. Nothing is lost by
either: whoever failed tries again, or has the vendor bring it again.
"""

import logging

from tereze.core import database
from tereze.core.errors import origin, trail

#: seconds until it is tried again: soon while somebody starts the database, rarely enough for a log
#: that can be read where somebody has to mend something
_AWAY, _FAULT = 1.0, 10.0


def tell_failure(logger: logging.Logger, doing: str, error: Exception) -> None:
    """Say what could not be done, and whether it is a fault; none of the error's words, which may be
    somebody's."""
    if database.is_away(error):
        logger.warning("%s has to wait: the database is away (%s)", doing, origin(error))
    else:
        logger.error("%s failed, because of %s\n%s", doing, origin(error), trail(error))


def rest_after(error: Exception) -> float:
    """Seconds until it is tried again."""
    return _AWAY if database.is_away(error) else _FAULT
