# SPDX-License-Identifier: EUPL-1.2
"""Public writes of the checkpoints, one module per noun. Crossings are written by the gate."""

from tereze.permits.checkpoints.services.checkpoints import (
    add_checkpoint,
    change_checkpoint,
    close_checkpoint,
)
from tereze.permits.checkpoints.services.devices import (
    close_device,
    end_shift,
    open_device,
)
from tereze.permits.checkpoints.services.partitions import (
    delete_crossings,
    make_partitions,
    make_partitions_ahead,
)

__all__ = [
    "add_checkpoint",
    "change_checkpoint",
    "close_checkpoint",
    "close_device",
    "delete_crossings",
    "end_shift",
    "make_partitions",
    "make_partitions_ahead",
    "open_device",
]
