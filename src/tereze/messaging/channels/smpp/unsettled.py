# SPDX-License-Identifier: EUPL-1.2
"""Parts that a carrier took, of messages of which nothing is written down yet.

A long message goes part by part, at the pace that the carrier bears, and is written down when all are
gone; a phone may have the first part long before that. A receipt of it waits then for the message, and
the carrier does not wait for us. Should this process die meanwhile, the receipt is of no use any more:
the whole message goes out again, and its parts get other numbers.
"""


class Unsettled:
    """The carrier's numbers of such parts, shared by who sends and who reads receipts."""

    def __init__(self) -> None:
        """
        >>> unsettled = Unsettled()
        >>> unsettled.take(message=17, part="a1")
        >>> "a1" in unsettled
        True
        >>> unsettled.settle(17)
        >>> "a1" in unsettled
        False
        """
        self._parts: dict[int, list[str]] = {}

    def take(self, *, message: int, part: str) -> None:
        """The carrier took a part, and calls it so."""
        self._parts.setdefault(message, []).append(part)

    def settle(self, message: int) -> None:
        """What became of a message is written down."""
        self._parts.pop(message, None)

    def __contains__(self, part: str) -> bool:
        return any(part in parts for parts in self._parts.values())
