# SPDX-License-Identifier: EUPL-1.2
"""Keys of devices. No Django here: the gate checks them with every crossing."""

from datetime import timedelta

from tereze.messaging import keys

#: Tells a device's key from a door's, for people and for scanners of leaked secrets.
PREFIX = "tzd_"

#: A shift is over by then, and with it the key.
SHIFT = timedelta(hours=12)

#: What was scanned without a network may be told for so long after the shift; nothing is read.
LATE = timedelta(hours=12)


def new_device_key() -> str:
    """A key that nobody can guess.

    >>> len(new_device_key()), new_device_key().startswith("tzd_")
    (47, True)
    """
    return PREFIX + keys.new_key().removeprefix(keys.PREFIX)
