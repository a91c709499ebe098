# SPDX-License-Identifier: EUPL-1.2
"""Names are found by pairs of their words. Who is there already is indexed by a job, in batches."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_organisations"),
    ]

    operations = [
        migrations.AddField(
            model_name="resident",
            name="name_index",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), null=True, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="resident",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["name_index"], name="resident_name"
            ),
        ),
        migrations.AddIndex(
            model_name="resident",
            index=models.Index(
                condition=models.Q(("name_index", None)),
                fields=["id"],
                name="resident_not_indexed",
            ),
        ),
    ]
