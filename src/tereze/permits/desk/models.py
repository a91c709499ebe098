# SPDX-License-Identifier: EUPL-1.2
"""Tables of the desk.

A phone number and an operator's note lie sealed; calls of one phone are found by a blind index, under
a key of its own, so that a thief of the database can't join calls with residents by their phones.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from typing_extensions import override

from tereze.core.ids import new_id


class Line(models.Model):
    """An operator's telephone: calls that are answered there come to their screen."""

    #: as the telephone system calls it: "101"
    name = models.CharField(primary_key=True, max_length=40)
    staff = models.OneToOneField("people.Staff", models.CASCADE, related_name="+")
    since = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"line {self.name}"


class Call(models.Model):
    """One conversation over the telephone, or one that was missed."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    #: the telephone system's own name of it; NULL: opened by hand
    system_id = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001
    direction = models.CharField(max_length=3, default="in")
    line = models.CharField(max_length=40, default="")
    staff = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")
    sealed_phone = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True, max_length=32)
    arrived_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wrapped_up_at = models.DateTimeField(null=True)
    #: when it came to its operator's screen
    shown_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=8, default="")
    resident_id = models.BigIntegerField(null=True)
    whom_id = models.BigIntegerField(null=True)
    found = ArrayField(models.BigIntegerField(), default=list)
    opened = ArrayField(models.BigIntegerField(), default=list)
    #: types.Reason
    reason = models.CharField(max_length=20, default="")
    sealed_note = models.BinaryField(null=True)
    #: of a missed call: when somebody called back, or said that nobody needs to
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["arrived_at"], name="call_arrived"),
            HashIndex(fields=["phone_index"], name="call_phone"),
            models.Index(
                fields=["resident_id"],
                condition=models.Q(resident_id__isnull=False),
                name="call_resident",
            ),
            # Few are going on among all of a month; they are asked for every few seconds.
            models.Index(
                fields=["staff", "arrived_at"],
                condition=models.Q(wrapped_up_at=None, settled_at=None),
                name="call_going_on",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"call {self.id}"


class CallAnswer(models.Model):
    """Something that a call brought."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="answers")
    #: of the press that asked, so that the same one twice is one
    key = models.CharField(max_length=40)
    at = models.DateTimeField()
    #: types.AnswerKind
    kind = models.CharField(max_length=10)
    resident_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=60, default="")
    code = models.CharField(max_length=8, default="")
    refusal_day = models.DateField(null=True)
    refusal_number = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["call", "key"], name="call_answer_once_a_press"),
        )
        indexes = (models.Index(fields=["at"], name="call_answer_at"),)

    @override
    def __str__(self) -> str:
        return f"{self.kind} in call {self.call_id}"
