# SPDX-License-Identifier: EUPL-1.2
"""An index of those who wait to be confirmed: few among millions, asked for on every first page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="resident",
            index=models.Index(
                condition=models.Q(
                    ("verified_at", None), models.Q(("source", "declared"), _negated=True)
                ),
                fields=["registered_at"],
                name="resident_waiting",
            ),
        ),
    ]
