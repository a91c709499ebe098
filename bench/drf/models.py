# SPDX-License-Identifier: EUPL-1.2
"""Tables of the baseline."""

from django.db import models
from typing_extensions import override


class Client(models.Model):
    """A program that may ask."""

    name = models.CharField(max_length=60)
    key_digest = models.CharField(max_length=64, unique=True)
    #: what Django REST Framework asks of whoever is signed in
    is_authenticated = True

    @override
    def __str__(self) -> str:
        return self.name


class Resident(models.Model):
    """A person."""

    iin = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    born = models.DateField()
    phone = models.CharField(max_length=20)
    home = models.CharField(max_length=40)

    @override
    def __str__(self) -> str:
        return self.name


class Quota(models.Model):
    """What a resident used of a purpose on a day."""

    resident = models.ForeignKey(Resident, models.CASCADE)
    purpose = models.CharField(max_length=60)
    day = models.DateField()
    used = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["resident", "purpose", "day"], name="quota_once"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.used} of {self.purpose}"


class Permit(models.Model):
    """Leave to move."""

    code = models.CharField(max_length=8, unique=True)
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="permits")
    client = models.ForeignKey(Client, models.PROTECT)
    purpose = models.CharField(max_length=60)
    place = models.CharField(max_length=40)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    idempotency_key = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["client", "idempotency_key"], name="asked_once"),
        )

    @override
    def __str__(self) -> str:
        return self.code
