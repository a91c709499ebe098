# SPDX-License-Identifier: EUPL-1.2
"""A wire that carries nothing: for rehearsals, where nobody's phone should ring."""

import logging
from collections.abc import Sequence

from typing_extensions import override

from tereze.messaging.channels.channel import Outgoing, Wire
from tereze.messaging.channels.registry import register

logger = logging.getLogger(__name__)


@register("log")
class LogWire(Wire):
    """Writes to the log that there was a message, and neither its words nor whose it was."""

    channel = "sms"

    @override
    def send(self, message: Outgoing) -> Sequence[str]:
        logger.warning(
            "a message of %d characters was not sent to a phone", len(message.reply.text)
        )
        return ()
