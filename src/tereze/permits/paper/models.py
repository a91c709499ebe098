# SPDX-License-Identifier: EUPL-1.2
"""Tables of paper. Of a sheet stays that it was typed in, and what came of it."""

from django.db import models
from typing_extensions import override


class TypedSheet(models.Model):
    """A sheet that was typed in. What was written on it lies sealed with the decision, as always."""

    number = models.CharField(max_length=8, primary_key=True)
    #: erased with the person
    resident = models.ForeignKey("people.Resident", models.CASCADE, related_name="+")
    #: the date that stands on the paper
    signed_on = models.DateField()
    typed_at = models.DateTimeField()
    #: "staff:7"
    typed_by = models.CharField(max_length=80)
    #: the order that it was printed under; None: its code was not scanned
    order_id = models.BigIntegerField(null=True)
    #: what it came to: a permit, or a refusal with a number; neither where no order was in force
    permit_code = models.CharField(max_length=8, default="")
    refusal_day = models.DateField(null=True)
    refusal_number = models.BigIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["typed_at"], name="typed_sheet_at"),)

    @override
    def __str__(self) -> str:
        return f"sheet {self.number}"
