# SPDX-License-Identifier: EUPL-1.2
"""What a gateway has to do."""

from abc import ABC, abstractmethod

from tereze.messaging.sealed import Words


class Undelivered(Exception):
    """The gateway did not take a message. Says why without a word of the message: it is logged."""

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__(why)
        #: trying again is no help: the gateway understood, and does not want it
        self.is_final = is_final


class Gateway(ABC):
    """Hands messages to whoever brings them to phones."""

    def __init__(self, url: str) -> None:
        self._url = url

    @abstractmethod
    def send(self, words: Words) -> None:
        """Hand one message over, within some seconds. Raises Undelivered.

        It may come twice, when a process died between handing it over and writing that down.
        """
