# SPDX-License-Identifier: EUPL-1.2
"""Tables of the room `messaging`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from typing_extensions import override


class Door(models.Model):
    """A way in for programs: the call centre's desk, an employer portal, a message gateway.

    A door proves itself with a key that was shown once; only its digest is kept.
    """

    name = models.SlugField(max_length=60, unique=True)
    #: what kind of door the rules see: desk, sms, api, …
    kind = models.CharField(max_length=20)
    key_digest = models.BinaryField(max_length=32, unique=True)
    #: ask, revoke, read
    scopes = ArrayField(models.CharField(max_length=20))
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    @override
    def __str__(self) -> str:
        return self.name


class OutboxMessage(models.Model):
    """Words for somebody, on their way out. Sealed: they hold codes and names."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    channel = models.CharField(max_length=20, default="sms")
    #: {to, text}, sealed
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["created_at"], condition=models.Q(state="waiting"), name="outbox_waiting"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.channel} message {self.pk} {self.state}"
