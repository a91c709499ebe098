# SPDX-License-Identifier: EUPL-1.2
"""Tables of the checkpoints.

A crossing says nothing about a person but the code that they showed, and lies in the partition of
its hour, so that forgetting it is dropping a table. What stays are counts, written in the same
transaction. No foreign key leads out of the two: they are written thousands at a time.
"""

from django.db import models
from typing_extensions import override

from tereze.core.ids import new_id


class Checkpoint(models.Model):
    """A place on a road where permits are looked at."""

    name = models.CharField(max_length=120)
    #: code of the place into which one comes here
    place = models.CharField(max_length=40)
    lanes = models.PositiveSmallIntegerField(default=1)
    #: nobody should wait here for longer than this
    queue_minutes = models.PositiveSmallIntegerField(default=15)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True, blank=True)
    #: vehicles that stood here when an inspector last looked
    waiting = models.PositiveIntegerField(null=True, blank=True)
    waiting_at = models.DateTimeField(null=True, blank=True)
    #: what a check took then; None: nobody knows yet
    seconds_per_check = models.PositiveSmallIntegerField(null=True, blank=True)
    #: the share to check that followed, and since when it is this one
    check_one_in = models.PositiveSmallIntegerField(default=1)
    sampling_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(closed_at__isnull=True),
                name="checkpoint_name_while_open",
            ),
            models.CheckConstraint(
                condition=models.Q(lanes__gte=1) & models.Q(queue_minutes__gte=1),
                name="checkpoint_has_lanes",
            ),
        )

    @override
    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """What an inspector carries for one shift: its key reads lists and tells crossings."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="devices")
    lane = models.PositiveSmallIntegerField()
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    #: a shift is over by then, and with it the key
    until = models.DateTimeField()
    key_digest = models.BinaryField(max_length=32, unique=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["until"],
                condition=models.Q(closed_at__isnull=True),
                name="device_open_until",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"device {self.id}"


class Crossing(models.Model):
    """One scan of somebody who passes in or out."""

    pk = models.CompositePrimaryKey("device_id", "hour", "nonce")
    device_id = models.BigIntegerField()
    #: UTC hour of the scan: the partition
    hour = models.DateTimeField()
    #: drawn by the device, so that the same crossing sent twice is one
    nonce = models.CharField(max_length=64)
    checkpoint_id = models.BigIntegerField()
    lane = models.SmallIntegerField()
    #: when it was scanned, by the device's clock
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    direction = models.CharField(max_length=3)
    verdict = models.CharField(max_length=10)
    basis = models.CharField(max_length=10)
    passed = models.BooleanField()
    #: of the permit that was shown; NULL, so that an index of codes holds codes only
    code = models.CharField(max_length=8, null=True)  # noqa: DJ001
    purpose = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    people = models.IntegerField()
    #: the device could not reach us then
    offline = models.BooleanField()

    class Meta:
        indexes = (
            models.Index(
                fields=["code"], condition=models.Q(code__isnull=False), name="crossing_code"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"crossing {self.nonce}"


class CrossingCount(models.Model):
    """How many crossed in an hour, and how: what stays when crossings are deleted."""

    pk = models.CompositePrimaryKey(
        "hour", "checkpoint_id", "direction", "verdict", "basis", "kind", "passed"
    )
    hour = models.DateTimeField()
    checkpoint_id = models.BigIntegerField()
    direction = models.CharField(max_length=3)
    verdict = models.CharField(max_length=10)
    basis = models.CharField(max_length=10)
    #: of the permit that was shown; empty where there was none
    kind = models.CharField(max_length=10)
    passed = models.BooleanField()
    #: crossings
    count = models.IntegerField()
    people = models.IntegerField()

    @override
    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}h {self.direction} {self.verdict}: {self.count}"
