# SPDX-License-Identifier: EUPL-1.2
"""Which sheets were typed in."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0005_mandates"),
    ]

    operations = [
        migrations.CreateModel(
            name="TypedSheet",
            fields=[
                ("number", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("signed_on", models.DateField()),
                ("typed_at", models.DateTimeField()),
                ("typed_by", models.CharField(max_length=80)),
                ("order_id", models.BigIntegerField(null=True)),
                ("permit_code", models.CharField(default="", max_length=8)),
                ("refusal_day", models.DateField(null=True)),
                ("refusal_number", models.BigIntegerField(null=True)),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.resident",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["typed_at"], name="typed_sheet_at")],
            },
        ),
    ]
