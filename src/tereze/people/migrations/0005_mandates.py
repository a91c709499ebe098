# SPDX-License-Identifier: EUPL-1.2
"""What a resident allows a helper to do for them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_resident_found_by_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(null=True)),
                ("invitation", models.BinaryField(max_length=32, null=True, unique=True)),
                (
                    "scope",
                    models.CharField(choices=[("see", "see"), ("ask", "ask")], max_length=10),
                ),
                ("permits_at_most", models.PositiveSmallIntegerField()),
                ("permits_asked", models.PositiveSmallIntegerField(default=0)),
                (
                    "basis",
                    models.CharField(
                        choices=[("web", "web"), ("word", "word"), ("paper", "paper")],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mandates",
                        to="people.resident",
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="helps",
                        to="people.resident",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("helper", "number"), name="mandate_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("helper")), _negated=True),
                        name="mandate_helper_is_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("permits_asked__lte", models.F("permits_at_most"))),
                        name="mandate_not_exceeded",
                    ),
                ],
            },
        ),
    ]
