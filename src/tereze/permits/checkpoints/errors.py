# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong at checkpoints. The docstring is the message.

NotFound
├── UnknownCheckpoint
└── UnknownDevice
Conflict
└── CheckpointClosed
BadInput
├── BadCheckpoint
└── NoSuchLane
"""

from tereze.core.errors import BadInput, Conflict, NotFound


class UnknownCheckpoint(NotFound):
    """There is no checkpoint of this number."""

    code = "unknown-checkpoint"


class UnknownDevice(NotFound):
    """There is no device of this number."""

    code = "unknown-device"


class CheckpointClosed(Conflict):
    """This checkpoint was closed. Choose one that is open."""

    code = "checkpoint-closed"


class BadCheckpoint(BadInput):
    """A checkpoint needs a name of its own, a place that a pack knows, a lane and a minute at least."""

    code = "bad-checkpoint"


class NoSuchLane(BadInput):
    """The checkpoint does not have this lane."""

    code = "no-such-lane"
