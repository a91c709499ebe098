# SPDX-License-Identifier: EUPL-1.2
"""Two indexes less on what is written with every permit.

The primary key begins with the resident, so it finds a resident's permits without an index of its
own for that. Ledgers that are over are looked for once a day, and reading through the table then
costs less than keeping an index all day; without it a ledger that is rewritten stays where it is,
for which its pages keep some room.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("permits", "0005_deletion")]

    operations = [
        migrations.RemoveIndex(model_name="permit", name="permit_resident_ends"),
        migrations.RemoveIndex(model_name="ledger", name="ledger_keep_until"),
        migrations.RunSQL(
            "ALTER TABLE permits_ledger SET (fillfactor = 80)",
            "ALTER TABLE permits_ledger RESET (fillfactor)",
        ),
    ]
