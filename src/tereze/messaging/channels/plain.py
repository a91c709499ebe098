# SPDX-License-Identifier: EUPL-1.2
"""A reply as plain text, for wires that have no buttons: each choice is a line."""

from tereze.messaging.types import Reply


def written_out(reply: Reply) -> str:
    """Text and choices; what a choice says is what to write.

    >>> from tereze.messaging.types import Choice
    >>> written_out(Reply(text="Which?", choices=(Choice(label="Medical", says="1"),)))
    'Which?\\n1 Medical'
    """
    choices = (
        choice.label if choice.says == choice.label else f"{choice.says} {choice.label}"
        for choice in reply.choices
    )
    return "\n".join((reply.text, *choices))
