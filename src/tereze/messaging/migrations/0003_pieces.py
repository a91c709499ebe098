# SPDX-License-Identifier: EUPL-1.2
"""Parts of long messages, until the others come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0002_inbox_and_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="IncomingPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.BinaryField(max_length=32)),
                ("number", models.PositiveSmallIntegerField()),
                ("of", models.PositiveSmallIntegerField()),
                ("sealed", models.BinaryField()),
                ("received_at", models.DateTimeField()),
                ("is_done", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["received_at"], name="piece_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "number"), name="piece_once")
                ],
            },
        ),
    ]
