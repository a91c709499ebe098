# SPDX-License-Identifier: EUPL-1.2
"""Who answers what people write: a room further up says so once, when it starts."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeAlias

from tereze.messaging.types import Incoming, Reply

#: what somebody wrote → what is said to them; called inside a transaction, which the replies share
Answerer: TypeAlias = Callable[[Incoming], Sequence[Reply]]

#: in whose language something is said to somebody that the answerer can't say itself
LanguageOf: TypeAlias = Callable[[Incoming], str]

logger = logging.getLogger(__name__)

_answerers: list[tuple[Answerer, LanguageOf | None]] = []


def answer_with(answerer: Answerer, *, language_of: LanguageOf | None = None) -> None:
    """Let this answer from now on.

    It is called inside a transaction that commits with its replies: so it only writes to the
    database, opens no transaction that has to be the outermost, and talks to no vendor. Raising
    takes everything back, and the message is tried again later. Messages of one person come one
    after the other; those of different people at once, in several threads and processes.
    """
    _answerers[:] = [(answerer, language_of)]


def answer(incoming: Incoming) -> Sequence[Reply]:
    """What is to be said to this."""
    if not _answerers:
        logger.warning("nobody answers what people write")
        return ()
    answerer, _ = _answerers[0]
    return answerer(incoming)


def language_of(incoming: Incoming) -> str | None:
    """The language of whoever wrote this; None: nobody knows it better than their app."""
    for _, ask in _answerers:
        return ask(incoming) if ask else None
    return None
