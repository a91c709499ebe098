# SPDX-License-Identifier: EUPL-1.2
"""Calls, what they brought, and the lines of operators."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tereze.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=tereze.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("system_id", models.CharField(max_length=120, null=True, unique=True)),
                ("direction", models.CharField(default="in", max_length=3)),
                ("line", models.CharField(default="", max_length=40)),
                ("sealed_phone", models.BinaryField(null=True)),
                ("phone_index", models.BinaryField(max_length=32, null=True)),
                ("arrived_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("wrapped_up_at", models.DateTimeField(null=True)),
                ("shown_at", models.DateTimeField(null=True)),
                ("language", models.CharField(default="", max_length=8)),
                ("resident_id", models.BigIntegerField(null=True)),
                ("whom_id", models.BigIntegerField(null=True)),
                (
                    "found",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "opened",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("reason", models.CharField(default="", max_length=20)),
                ("sealed_note", models.BinaryField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CallAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=10)),
                ("resident_id", models.BigIntegerField(null=True)),
                ("purpose", models.CharField(default="", max_length=60)),
                ("code", models.CharField(default="", max_length=8)),
                ("refusal_day", models.DateField(null=True)),
                ("refusal_number", models.BigIntegerField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="desk.call",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                (
                    "staff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["arrived_at"], name="call_arrived"),
        ),
        migrations.AddIndex(
            model_name="call",
            index=django.contrib.postgres.indexes.HashIndex(
                fields=["phone_index"], name="call_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("resident_id__isnull", False)),
                fields=["resident_id"],
                name="call_resident",
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("settled_at", None), ("wrapped_up_at", None)),
                fields=["staff", "arrived_at"],
                name="call_going_on",
            ),
        ),
        migrations.AddIndex(
            model_name="callanswer",
            index=models.Index(fields=["at"], name="call_answer_at"),
        ),
        migrations.AddConstraint(
            model_name="callanswer",
            constraint=models.UniqueConstraint(
                fields=("call", "key"), name="call_answer_once_a_press"
            ),
        ),
    ]
