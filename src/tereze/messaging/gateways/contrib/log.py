# SPDX-License-Identifier: EUPL-1.2
"""A gateway that carries nothing: for rehearsals, where nobody's phone should ring."""

import logging

from typing_extensions import override

from tereze.messaging.gateways.gateway import Gateway
from tereze.messaging.gateways.registry import register
from tereze.messaging.sealed import Words

logger = logging.getLogger(__name__)


@register("log")
class LogGateway(Gateway):
    """Writes to the log that there was a message, and neither its words nor whose it was."""

    @override
    def send(self, words: Words) -> None:
        logger.warning("a message of %d characters was not sent to a phone", len(words.text))
