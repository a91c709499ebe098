# SPDX-License-Identifier: EUPL-1.2
"""Tables of the room `permits`.

Hot tables (permit, refusal, ledger) carry their shard in every key, so that a cluster can spread
them over machines (`shards.py`). It stands last, because the columns before it find a row just as
well where there is one machine, and with many values at once they find rows quicker than behind it.
Permits and refusals are partitioned by the day of asking, so that retention is dropping a partition.
No foreign key leads out of them: on the hot path it costs a sixth of the time, and across machines
it cannot exist.
"""

from collections.abc import Collection
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from typing_extensions import override

from tereze.core.ids import new_id
from tereze.permits.codes import Kept
from tereze.permits.shards import shard_of


class Order(models.Model):
    """The legal act that puts a pack version in force for places, from–until."""

    title = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300)
    #: who signed the act, as printed on it
    signed_by = models.CharField(max_length=200)
    pack = models.SlugField(max_length=80)
    version = models.CharField(max_length=20)
    #: digest of the installed pack: the rules can't change under an order
    digest = models.CharField(max_length=64)
    places = ArrayField(models.CharField(max_length=40))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: ended before its sunset
    ended_at = models.DateTimeField(null=True, blank=True)
    #: after so many hours it is deleted who crossed at its places
    crossing_hours = models.PositiveSmallIntegerField(default=24)
    prepared_at = models.DateTimeField()
    prepared_by = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="order_lasts"
            ),
            models.CheckConstraint(
                condition=models.Q(crossing_hours__range=(1, 72)), name="order_forgets_crossings"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.title} ({self.pack} {self.version})"


class Ledgers(models.QuerySet["Ledger"]):
    """Ledgers by whose they are."""

    def of(self, holder: int) -> Self:
        """The ledger of a holder."""
        return self.filter(holder=holder, shard=shard_of(holder))


class Ledger(models.Model):
    """What one holder (a resident, household, phone, plate) used lately, as one row.

    A grant rewrites the row only if `version` is still the one that the decision was made on:
    that compare-and-set is the claim, and the reason why no race exceeds a quota.
    """

    pk = models.CompositePrimaryKey("holder", "shard")
    holder = models.BigIntegerField()
    shard = models.SmallIntegerField()
    version = models.IntegerField()
    #: list of permits.types.Use
    uses = models.JSONField()
    #: after this nothing in it can matter to a decision
    keep_until = models.DateTimeField()

    objects = Ledgers.as_manager()

    @override
    def __str__(self) -> str:
        return f"ledger of {self.holder}"


class Tally(models.Model):
    """How much of an amount that many share (a place's hour, an employer's cap) is taken."""

    pk = models.CompositePrimaryKey("holder", "counter", "period_starts_at")
    #: place code, or the employer's number
    holder = models.CharField(max_length=60)
    #: regime and counter: turkistan-2020/market
    counter = models.CharField(max_length=120)
    period_starts_at = models.DateTimeField()
    used = models.IntegerField()
    #: the limit that the last claim was made under
    cap = models.IntegerField()

    @override
    def __str__(self) -> str:
        return f"{self.counter} of {self.holder}: {self.used}/{self.cap}"


class Permits(models.QuerySet["Permit"]):
    """Permits by where they are kept."""

    def of(self, *resident_ids: int) -> Self:
        """Those of some residents."""
        return self.filter(resident_id__in=resident_ids, shard__in=set(map(shard_of, resident_ids)))

    def kept_at(self, places: Collection[Kept]) -> Self:
        """Those that are kept at some places, and at some others, too: on the same days or in the
        same shards."""
        return self.filter(
            day__in={place.day for place in places}, shard__in={place.shard for place in places}
        )


class Permit(models.Model):
    """Leave to move, enter or exit, granted under one regime version for one purpose."""

    pk = models.CompositePrimaryKey("resident_id", "day", "code", "shard")
    shard = models.SmallIntegerField()
    resident_id = models.BigIntegerField()
    #: UTC day of asking: the partition
    day = models.DateField()
    code = models.CharField(max_length=8)
    order_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    door = models.CharField(max_length=60)
    places = ArrayField(models.CharField(max_length=40))
    party = models.SmallIntegerField()
    asked_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: rules, appeal, emergency
    basis = models.CharField(max_length=10)
    #: permits.records.Decided: inputs for the replay and what the credential shows
    sealed = models.BinaryField()
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=300, default="")
    revoked_by = models.CharField(max_length=80, default="")
    #: of standing permits: their place in the status list of their day
    status_index = models.IntegerField(null=True)

    objects = Permits.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["day", "code", "shard"], name="permit_code_once_a_day"),
            models.UniqueConstraint(
                fields=["day", "status_index", "shard"],
                condition=models.Q(status_index__isnull=False),
                name="permit_status_once_a_day",
            ),
        )
        # And `permit_lasting`, which Django has no words for: see the migration that makes it.
        indexes = (
            models.Index(fields=["asked_at"], name="permit_asked"),
            models.Index(
                fields=["revoked_at"],
                condition=models.Q(revoked_at__isnull=False),
                name="permit_revoked",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"permit {self.code}"


class Refusals(models.QuerySet["RefusalRecord"]):
    """Refusals by whom they were given to."""

    def of(self, *resident_ids: int) -> Self:
        """Those that were given to some residents."""
        return self.filter(resident_id__in=resident_ids, shard__in=set(map(shard_of, resident_ids)))

    def against_which(self, appeal: "Appeal") -> Self:
        """The one that was appealed against."""
        own = self.of(appeal.resident_id)
        return own.filter(day=appeal.refusal_day, number=appeal.refusal_number)


class RefusalRecord(models.Model):
    """A refusal that was given: to appeal against, to count, and to replay."""

    pk = models.CompositePrimaryKey("resident_id", "day", "number", "shard")
    shard = models.SmallIntegerField()
    resident_id = models.BigIntegerField()
    day = models.DateField()
    number = models.BigIntegerField(default=new_id)
    order_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    door = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    code = models.CharField(max_length=40)
    rule = models.CharField(max_length=80)
    #: permits.records.Decided
    sealed = models.BinaryField()

    objects = Refusals.as_manager()

    class Meta:
        indexes = (models.Index(fields=["asked_at"], name="refusal_asked"),)

    @override
    def __str__(self) -> str:
        return f"refusal {self.number}: {self.code}"


class HourlyCount(models.Model):
    """How many asked in an hour, by outcome: what stays when the rows about people are deleted."""

    pk = models.CompositePrimaryKey("hour", "order_id", "purpose", "outcome")
    hour = models.DateTimeField()
    order_id = models.BigIntegerField()
    purpose = models.CharField(max_length=60)
    #: "granted", or the refusal's code
    outcome = models.CharField(max_length=40)
    count = models.IntegerField()

    @override
    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}h {self.purpose} {self.outcome}: {self.count}"


class Deletion(models.Model):
    """An entry of the public log of deletions (deletions.py); never changed, never deleted."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    rows = models.BigIntegerField()
    rule = models.CharField(max_length=120)
    order_id = models.BigIntegerField(null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    @override
    def __str__(self) -> str:
        return f"deletion {self.number}: {self.rows} {self.what}"


class Appeal(models.Model):
    """A refused resident asks a human to look again, in a sentence."""

    class State(models.TextChoices):
        OPEN = "open"
        GRANTED = "granted"
        DECLINED = "declined"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    resident_id = models.BigIntegerField()
    refusal_day = models.DateField()
    refusal_number = models.BigIntegerField(unique=True)
    #: the resident's sentence, sealed
    sealed_sentence = models.BinaryField()
    made_at = models.DateTimeField()
    #: when a duty officer has to have decided
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, default="")
    #: the officer's reason, sealed: the resident reads it
    sealed_reason = models.BinaryField(null=True)
    permit_code = models.CharField(max_length=8, default="")

    class Meta:
        indexes = (
            models.Index(
                fields=["due_at"], condition=models.Q(state="open"), name="appeal_open_by_due"
            ),
            models.Index(fields=["resident_id"], name="appeal_resident"),
        )

    @override
    def __str__(self) -> str:
        return f"appeal {self.id} {self.state}"


class EmergencyPass(models.Model):
    """Somebody left in danger, without a permit: let pass now, declared later in one step."""

    code = models.CharField(primary_key=True, max_length=8)
    taken_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True)
    #: known only once declared
    resident_id = models.BigIntegerField(null=True)
    #: what happened, in the person's words, sealed
    sealed_account = models.BinaryField(null=True)

    class Meta:
        indexes = (models.Index(fields=["taken_at"], name="emergency_taken"),)

    @override
    def __str__(self) -> str:
        return f"emergency {self.code}"


class SigningKey(models.Model):
    """A key that signs permits. The private half is sealed; the public one stays published until
    the last permit that it signed has ended."""

    kid = models.CharField(primary_key=True, max_length=16)
    sealed_private = models.BinaryField()
    public_jwk = models.JSONField()
    made_at = models.DateTimeField()
    #: signs no more after this; still verifies
    retired_at = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return f"signing key {self.kid}"
