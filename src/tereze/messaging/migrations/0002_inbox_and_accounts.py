# SPDX-License-Identifier: EUPL-1.2
"""An inbox beside the outbox, and accounts with vendors: what goes out says by which, and hears back."""

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0001_initial"),
    ]

    operations = [
        # Those of before are sealed in another form. They would be gone within a day.
        migrations.RunSQL("DELETE FROM messaging_outboxmessage", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="InboxMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BinaryField(max_length=32, unique=True)),
                ("channel", models.CharField(max_length=20)),
                ("account", models.CharField(max_length=60)),
                ("talker", models.BigIntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("answered", "Answered"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="outboxmessage",
            name="outbox_waiting",
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="account",
            field=models.CharField(default="", max_length=60),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="due_at",
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="error",
            field=models.CharField(default="", max_length=80),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="reported_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="talker",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="vendor_key",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("sent", "Sent"),
                    ("delivered", "Delivered"),
                    ("undeliverable", "Undeliverable"),
                    ("failed", "Failed"),
                ],
                default="waiting",
                max_length=15,
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["account", "due_at"],
                name="outbox_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["talker", "id"],
                name="outbox_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(("vendor_key__isnull", False)),
                fields=["vendor_key"],
                name="outbox_by_vendor",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(fields=["created_at"], name="outbox_by_age"),
        ),
        migrations.AddIndex(
            model_name="inboxmessage",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["due_at"], name="inbox_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="inboxmessage",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["talker", "id"],
                name="inbox_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="inboxmessage",
            index=models.Index(fields=["received_at"], name="inbox_by_age"),
        ),
    ]
