# SPDX-License-Identifier: EUPL-1.2
"""Queues that give their first row without sorting."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0003_pieces"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="inboxmessage",
            name="inbox_waiting",
        ),
        migrations.RemoveIndex(
            model_name="outboxmessage",
            name="outbox_waiting",
        ),
        migrations.AddIndex(
            model_name="inboxmessage",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["due_at", "id"],
                name="inbox_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["account", "due_at", "id"],
                name="outbox_waiting",
            ),
        ),
    ]
