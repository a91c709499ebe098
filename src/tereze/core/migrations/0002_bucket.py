# SPDX-License-Identifier: EUPL-1.2
"""Buckets that all processes share. Pages keep some room, so that a row is rewritten where it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Bucket",
            fields=[
                ("holder", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("full_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            [
                "ALTER TABLE core_bucket SET UNLOGGED",
                "ALTER TABLE core_bucket SET (fillfactor = 80)",
            ],
            migrations.RunSQL.noop,
        ),
    ]
