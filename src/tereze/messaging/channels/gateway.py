# SPDX-License-Identifier: EUPL-1.2
"""Asking carriers' gateways over HTTP: a request for each message, and a status as the answer.

What is raised has none of the words of an error: an address has the gateway's password in it, and
perhaps the message.
"""

from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tereze.messaging.channels.channel import Undelivered

TIMEOUT_SECONDS = 10


def ask(request: Request) -> int:
    """The status that a gateway answers with, whichever it is. Raises OSError where there is none."""
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (http by its registration)
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return int(error.code)


def hand_over(request: Request) -> int:
    """The status that a gateway answers a message with. Raises Undelivered where there is none."""
    try:
        return ask(request)
    except OSError as error:
        raise Undelivered(f"it could not be reached: {type(error).__name__}") from None


def is_taken(status: int) -> bool:
    """Whether a status says that the message is the gateway's now.

    >>> is_taken(202), is_taken(307)
    (True, False)
    """
    return 200 <= status < 300
