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


class InboxMessage(models.Model):
    """What somebody wrote to us, until it is answered and for a day after. Sealed.

    The row is the message: it is written in the transaction in which we take it from the vendor,
    and answered in one transaction with whatever the answer changes.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        ANSWERED = "answered"
        #: every try to answer went wrong; whoever wrote was told
        FAILED = "failed"

    #: blind index of channel, account and the vendor's number, which may hold a phone number
    key = models.BinaryField(max_length=32, unique=True)
    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    #: blind number of whoever wrote: their messages are answered one after the other
    talker = models.BigIntegerField()
    #: an `Incoming`, sealed
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    received_at = models.DateTimeField()
    #: not to be answered before
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["due_at", "id"], condition=models.Q(state="waiting"), name="inbox_waiting"
            ),
            models.Index(
                fields=["talker", "id"], condition=models.Q(state="waiting"), name="inbox_in_order"
            ),
            models.Index(fields=["received_at"], name="inbox_by_age"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.channel} message {self.pk} {self.state}"


class IncomingPiece(models.Model):
    """A part of a long message that is waiting for the others, and for a while after they came."""

    #: blind index of account, sender and the sender's number of the whole message
    message = models.BinaryField(max_length=32)
    number = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    #: a `Piece`, sealed
    sealed = models.BinaryField()
    received_at = models.DateTimeField()
    #: the whole was taken in, or given up; kept, so that it is known when the carrier repeats it
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["message", "number"], name="piece_once"),)
        indexes = (models.Index(fields=["received_at"], name="piece_by_age"),)

    @override
    def __str__(self) -> str:
        return f"piece {self.number} of {self.of}"


class OutboxMessage(models.Model):
    """Words for somebody, on their way out. Sealed: they hold codes and names."""

    class State(models.TextChoices):
        WAITING = "waiting"
        #: the vendor took it
        SENT = "sent"
        #: the vendor says that it arrived
        DELIVERED = "delivered"
        #: the vendor says that it will not arrive
        UNDELIVERABLE = "undeliverable"
        #: we gave it up: the vendor did not want it, or was away too long
        FAILED = "failed"

    channel = models.CharField(max_length=20, default="sms")
    #: by which it goes; "": there is none, it waits until it is deleted
    account = models.CharField(max_length=60, default="")
    #: blind number of whom it is for: their messages go out one after the other
    talker = models.BigIntegerField(default=0)
    #: {to, reply}, sealed
    sealed = models.BinaryField()
    state = models.CharField(max_length=15, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    #: not to be sent before; while somebody sends it, when their time to say so is over
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    #: so many of its parts are not known to have arrived; it is delivered when there is none
    parts_awaited = models.PositiveSmallIntegerField(db_default=0)
    reported_at = models.DateTimeField(null=True)
    #: why it was not delivered, in the vendor's code or our few words
    error = models.CharField(max_length=80, default="")

    class Meta:
        indexes = (
            models.Index(
                fields=["account", "due_at", "id"],
                condition=models.Q(state="waiting"),
                name="outbox_waiting",
            ),
            models.Index(
                fields=["talker", "id"], condition=models.Q(state="waiting"), name="outbox_in_order"
            ),
            models.Index(fields=["created_at"], name="outbox_by_age"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.channel} message {self.pk} {self.state}"


class OutboxPart(models.Model):
    """A part of a message that a vendor took and will report of. Most messages have one."""

    pk = models.CompositePrimaryKey("message", "number")
    #: number of the OutboxMessage, with which it is deleted
    message = models.BigIntegerField()
    #: from 1
    number = models.PositiveSmallIntegerField()
    #: blind index of the vendor's number, by which its report is matched
    vendor_key = models.BinaryField(max_length=32)
    has_arrived = models.BooleanField(db_default=False)

    class Meta:
        indexes = (models.Index(fields=["vendor_key"], name="outbox_part_by_vendor"),)

    @override
    def __str__(self) -> str:
        return f"part {self.number} of message {self.message}"
