# SPDX-License-Identifier: EUPL-1.2
"""Tables of the conversation. Whose a row is, is a blind index everywhere."""

from django.db import models
from typing_extensions import override


class Talk(models.Model):
    """Where a talk stands between two messages."""

    #: blind index of the resident, else of the phone, else of the chat
    holder = models.BinaryField(primary_key=True, max_length=32)
    #: messaging.conversation.types.Talk, sealed; empty: it has just begun
    sealed = models.BinaryField(default=b"")
    #: then it is forgotten
    keep_until = models.DateTimeField(db_index=True)

    @override
    def __str__(self) -> str:
        return "a talk"


class Chat(models.Model):
    """Who writes from a chat of a messenger, after they proved it."""

    #: blind index of channel, account and the vendor's number of the chat
    holder = models.BinaryField(primary_key=True, max_length=32)
    #: the phone that was proven, sealed: when it is no longer that person's, they are unknown again
    sealed_phone = models.BinaryField()
    #: None: several share the phone, and nobody said yet which of them it is
    resident_id = models.BigIntegerField(null=True, db_index=True)
    linked_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"a chat of resident {self.resident_id}"


class Ticket(models.Model):
    """A word that leads from a page, on which somebody is signed in, into a chat. It works once."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    resident_id = models.BigIntegerField(db_index=True)
    keep_until = models.DateTimeField(db_index=True)

    @override
    def __str__(self) -> str:
        return f"a ticket of resident {self.resident_id}"
