# SPDX-License-Identifier: EUPL-1.2
"""Tables of the room `people`.

What tells who a person is lies sealed in one column; blind indexes find it. No foreign key from
or to hot tables: they are spread over machines by resident.
"""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models
from typing_extensions import override

from tereze.core.ids import new_id
from tereze.people.types import MANDATE_BASES, MANDATE_SCOPES, RELATIONS


class Staff(AbstractUser):
    """Somebody who works here and signs in with a password; roles are groups."""

    class Meta:
        verbose_name = "staff member"
        verbose_name_plural = "staff"


class Resident(models.Model):
    """A person known to this instance."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    #: people.types.Person, sealed
    sealed = models.BinaryField()
    #: several residents may share a phone: a parent's serves the children
    phone_index = models.BinaryField(null=True, max_length=32)
    #: by what the name is found (names.py); None: written by many at a time, and a job indexes it
    name_index = ArrayField(models.BigIntegerField(), null=True)
    verified_at = models.DateTimeField(null=True)
    #: who told us first: "register:FILE", "staff:7", "self", "declared", "call", "resident:…" (a guardian)
    source = models.CharField(max_length=80)
    registered_at = models.DateTimeField()

    class Meta:
        indexes = (
            HashIndex(fields=["phone_index"], name="resident_phone"),
            GinIndex(fields=["name_index"], name="resident_name"),
            models.Index(
                fields=["id"], condition=models.Q(name_index=None), name="resident_not_indexed"
            ),
            # The few who wait to be confirmed, among millions whom a register named.
            models.Index(
                fields=["registered_at"],
                condition=models.Q(verified_at=None) & ~models.Q(source="declared"),
                name="resident_waiting",
            ),
        )
        constraints = (
            # Who only declares a name is known by the phone alone, so there is one for each phone.
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=models.Q(source="declared"),
                name="declared_once_a_phone",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"resident {self.id}"


class ResidentDocument(models.Model):
    """A document of a resident, found by the blind index of its type and number."""

    index = models.BinaryField(primary_key=True, max_length=32)
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="documents")
    type = models.CharField(max_length=40)
    sealed_number = models.BinaryField()

    @override
    def __str__(self) -> str:
        return f"{self.type} of resident {self.resident_id}"


class Dependant(models.Model):
    """A child, parent or ward for whom a resident says to ask.

    Saying so is not enough when the other person was known before; `rules.guardian_may_act` decides.
    """

    guardian = models.ForeignKey(Resident, models.CASCADE, related_name="dependants")
    dependant = models.ForeignKey(Resident, models.CASCADE, related_name="guardians")
    relation = models.CharField(max_length=10, choices=[(name, name) for name in RELATIONS])
    added_at = models.DateTimeField()
    #: when an operator saw that it is so
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["guardian", "dependant"], name="dependant_once"),
            models.CheckConstraint(
                condition=~models.Q(guardian=models.F("dependant")), name="dependant_is_another"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.relation} {self.dependant_id} of {self.guardian_id}"


class Mandate(models.Model):
    """What a resident allowed a helper to do for them (`mandate_rules`).

    Its uses are looks: who gave it reads each of them.
    """

    giver = models.ForeignKey(Resident, models.CASCADE, related_name="mandates")
    #: None while the code that makes somebody the helper waits for them
    helper = models.ForeignKey(Resident, models.CASCADE, null=True, related_name="helps")
    #: 1, 2, … of one helper: stands in the helper's addresses, and is never given again
    number = models.PositiveSmallIntegerField(null=True)
    #: blind index of the code, while it waits
    invitation = models.BinaryField(max_length=32, null=True, unique=True)
    scope = models.CharField(max_length=10, choices=[(name, name) for name in MANDATE_SCOPES])
    permits_at_most = models.PositiveSmallIntegerField()
    permits_asked = models.PositiveSmallIntegerField(default=0)
    basis = models.CharField(max_length=10, choices=[(name, name) for name in MANDATE_BASES])
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["helper", "number"], name="mandate_number_once"),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("helper")), name="mandate_helper_is_another"
            ),
            # Whatever is asked at once, no more permits than were allowed.
            models.CheckConstraint(
                condition=models.Q(permits_asked__lte=models.F("permits_at_most")),
                name="mandate_not_exceeded",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"mandate {self.pk}"


class Look(models.Model):
    """One look at a person's data by somebody who works here or helps them, for the person to see."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="looks")
    #: who looked, as the person reads it: role and number, not the official's name; for a helper the
    #: number of the mandate
    who = models.CharField(max_length=80)
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True)
    at = models.DateTimeField()
    #: what was looked at: profile, permits, appeal
    what = models.CharField(max_length=60)
    why = models.CharField(max_length=200)

    class Meta:
        indexes = (models.Index(fields=["resident", "at"], name="look_resident"),)

    @override
    def __str__(self) -> str:
        return f"{self.who} looked at {self.what} of resident {self.resident_id}"


class SignInCode(models.Model):
    """A one-time code on its way to a phone. Only its digest is kept."""

    phone_index = models.BinaryField(primary_key=True, max_length=32)
    digest = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    @override
    def __str__(self) -> str:
        return "a sign-in code"


class Attempts(models.Model):
    """When something was tried that may not be tried often: codes sent to one phone, codes asked
    for from one network address, codes typed wrong there.

    Kept apart from the code: signing in must not reset the count that keeps a stranger's phone
    from being flooded.
    """

    #: blind index of the phone or of the network address
    holder = models.BinaryField(primary_key=True, max_length=32)
    #: the latest ones, oldest first; no more than the limit counts
    at = ArrayField(models.DateTimeField(), default=list)
    #: after this no limit looks at it
    keep_until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "attempts"

    @override
    def __str__(self) -> str:
        return f"{len(self.at)} attempts"


class Organisation(models.Model):
    """An employer or another body that asks for its people."""

    class State(models.TextChoices):
        #: somebody applied for it, and nobody has confirmed it yet
        WAITING = "waiting"
        OPEN = "open"
        CLOSED = "closed"

    name = models.CharField(max_length=200)
    #: in the register of organisations; public, so it is no personal data
    registration_number = models.CharField(max_length=40, default="", blank=True)
    sector = models.SlugField(max_length=60)
    #: how many it employs, as it declared
    staff_count = models.PositiveIntegerField(null=True, blank=True)
    registered_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    #: when it was closed, or its application declined
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["registration_number"],
                condition=models.Q(closed_at=None) & ~models.Q(registration_number=""),
                name="organisation_number_while_open",
            ),
        )

    @override
    def __str__(self) -> str:
        return self.name


class Representative(models.Model):
    """A resident with the right to sign for an organisation. Those whom an office let in may let in
    others, with limits; who may act follows from the whole chain (`organisation_rules`)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="representatives")
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="represents")
    #: the representative who delegated; None: an office
    let_in_by = models.ForeignKey("self", models.CASCADE, null=True, related_name="delegates")
    #: people whom they may have on the list at a time; None: any number
    workers_at_most = models.PositiveIntegerField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "resident"],
                condition=models.Q(ended_at=None),
                name="represents_once",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"resident {self.resident_id} for organisation {self.organisation_id}"
