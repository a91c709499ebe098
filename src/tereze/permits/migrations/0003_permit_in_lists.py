# SPDX-License-Identifier: EUPL-1.2
"""What the lists of checkpoints and the public lists of withdrawn permits need of the permits.

Three indexes that hold few rows and cost an ordinary permit nothing: those withdrawn, those that
last beyond a day, and the places of standing permits in their day's status list. The condition of
the second is written as a difference, because adding a day to a time depends on the time zone, and
an index must not.
"""

from django.db import migrations, models

LASTING = """
CREATE INDEX permit_lasting ON permits_permit (ends_at)
WHERE ends_at - asked_at > interval '1 day'
"""


class Migration(migrations.Migration):
    dependencies = [("permits", "0002_permit_without_plate_index")]

    operations = [
        migrations.AddField(
            model_name="permit",
            name="status_index",
            field=models.IntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="permit",
            index=models.Index(
                condition=models.Q(("revoked_at__isnull", False)),
                fields=["revoked_at"],
                name="permit_revoked",
            ),
        ),
        migrations.AddConstraint(
            model_name="permit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status_index__isnull", False)),
                fields=("day", "status_index"),
                name="permit_status_once_a_day",
            ),
        ),
        migrations.RunSQL(LASTING, "DROP INDEX permit_lasting"),
    ]
