# SPDX-License-Identifier: EUPL-1.2
"""Parts of a message that a vendor reports of, each by itself."""

from django.db import migrations, models

#: What is on its way while this runs has one part that is reported of, the last.
KEEP_WHAT_IS_AWAITED = """
INSERT INTO messaging_outboxpart (message, number, vendor_key, has_arrived)
SELECT id, 1, vendor_key, state = 'delivered' FROM messaging_outboxmessage
WHERE vendor_key IS NOT NULL;
UPDATE messaging_outboxmessage SET parts_awaited = 1
WHERE vendor_key IS NOT NULL AND state <> 'delivered';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0004_queues_in_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutboxPart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "message",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("message", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("vendor_key", models.BinaryField(max_length=32)),
                ("has_arrived", models.BooleanField(db_default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["vendor_key"], name="outbox_part_by_vendor")],
            },
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="parts_awaited",
            field=models.PositiveSmallIntegerField(db_default=0),
        ),
        migrations.RunSQL(KEEP_WHAT_IS_AWAITED, migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name="outboxmessage",
            name="outbox_by_vendor",
        ),
        migrations.RemoveField(
            model_name="outboxmessage",
            name="vendor_key",
        ),
    ]
