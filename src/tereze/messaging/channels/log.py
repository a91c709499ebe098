# SPDX-License-Identifier: EUPL-1.2
"""A wire that carries nothing: for rehearsals, where nobody's phone should ring."""

import logging
from collections.abc import Iterator, Sequence

from typing_extensions import override

from tereze.messaging.channels.carrier import Carrier
from tereze.messaging.channels.channel import Finding, Outgoing, Wire
from tereze.messaging.channels.registry import register

logger = logging.getLogger(__name__)


@register("log")
class LogWire(Carrier, Wire):
    """Writes to the log that there was a message, and neither its words nor whose it was."""

    hears = ""
    server = "this machine's log"

    @override
    def send(self, message: Outgoing) -> Sequence[str]:
        logger.warning(
            "a message of %d characters was not sent to a phone", len(message.reply.text)
        )
        return ()

    @override
    def check(self) -> Iterator[Finding]:
        yield Finding(is_good=True, word="Messages are counted in the log, and no phone rings.")
