# SPDX-License-Identifier: EUPL-1.2
"""Reading a message: what somebody asks for, or else what is missing and how to say it.

Most first messages of a real service could not be read by its machine: a space too many, the prefix
on the wrong keyboard, a word for a digit, a greeting. Reading forgives all that changes nothing, and
never guesses where a guess could be wrong: a permit for the wrong person or purpose is worse than a
question. *A message is never wrong and silent.*

`read(text, grammar)` gives `Understood`. The grammar is a value: codes and titles of purposes, forms
of documents, names of places. `ask_back` writes the question when something is missing or in doubt.
"""

from tereze.messaging.conversation.reading.asking_back import ask_back
from tereze.messaging.conversation.reading.grammar import DocumentForm, Grammar, PurposeWords
from tereze.messaging.conversation.reading.reader import read
from tereze.messaging.conversation.reading.understood import (
    Command,
    Doubt,
    DoubtKind,
    Missing,
    ReadDocument,
    ReadRequest,
    Understood,
)

__all__ = [
    "Command",
    "DocumentForm",
    "Doubt",
    "DoubtKind",
    "Grammar",
    "Missing",
    "PurposeWords",
    "ReadDocument",
    "ReadRequest",
    "Understood",
    "ask_back",
    "read",
]
