# SPDX-License-Identifier: EUPL-1.2
"""What an operator can ask of an account for short messages (`tereze carrier`), whichever way it goes."""

import socket
import ssl
from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar
from urllib.error import URLError
from urllib.parse import urlsplit

from tereze.messaging.channels.channel import Carriage, Finding


class Carrier(Carriage):
    """An account for short messages, over a wire or a line."""

    channel = "sms"
    #: where the server is when the address does not say it, by how the address begins
    ports: ClassVar[dict[str, int]] = {}

    @property
    def server(self) -> str:
        """Host and port, without what we prove ourselves by.

        >>> from tereze.messaging.channels.channel import Account
        >>> from tereze.messaging.channels.http import HttpWire
        >>> HttpWire(Account(name="sms", url="https://name:secret@gateway.example/?to={to}")).server
        'gateway.example:443'
        """
        parts = urlsplit(self.account.url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{host}:{parts.port or self.ports[parts.scheme]}"

    @property
    @abstractmethod
    def hears(self) -> str:
        """How what people write comes to us, in words; empty: not at all."""

    @abstractmethod
    def check(self) -> Iterator[Finding]:
        """Ask whether we are let in. Nothing is sent to anybody."""


def unreachable(server: str, error: Exception) -> Finding:
    """Nobody could be asked; why, and what to do about it.

    >>> unreachable("smsc.example:2775", ConnectionRefusedError()).word
    'Nobody takes connections at smsc.example:2775: is the port right, and does it expect them from here?'
    """
    reason = error.reason if isinstance(error, URLError) else error
    match reason:
        case socket.gaierror():
            word = f"There is no server by the name of {server}."
        case ssl.SSLCertVerificationError():
            word = f"{server} shows a certificate that is not good for it: {reason.verify_message}."
        case ssl.SSLError():
            word = f"{server} does not speak TLS: is the port right, or is it without (no s)?"
        case ConnectionRefusedError():
            word = (
                f"Nobody takes connections at {server}: is the port right, and does it expect them "
                "from here?"
            )
        case TimeoutError():
            word = f"{server} does not answer: does a wall stand between, or does it know us not?"
        case _:
            word = f"{server} can't be reached: {type(reason).__name__}."
    return Finding(is_good=False, word=word)
