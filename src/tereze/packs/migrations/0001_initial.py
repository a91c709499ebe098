# SPDX-License-Identifier: EUPL-1.2
"""The table of installed packs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="InstalledPack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pack", models.SlugField(max_length=80)),
                ("version", models.CharField(max_length=20)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("files", models.JSONField()),
                ("signer", models.CharField(blank=True, max_length=200)),
                ("installed_at", models.DateTimeField()),
                ("installed_by", models.CharField(max_length=80)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["pack", "version"], name="installed_pack_version")
                ],
            },
        ),
    ]
