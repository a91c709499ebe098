# SPDX-License-Identifier: EUPL-1.2
"""Permits, refusals and ledgers say which shard they belong to, and every key of theirs says so, too.

Each table is written anew once: its new column is computed while that is done, and is an ordinary
one afterwards. The numbers are those of `shards.py`, and never change.

A place in a status list used to be drawn from all places of its day, and is now drawn from those of
its shard; so on the day of this change, and then only, two standing permits could get the same one,
with a chance of one in four million for each two.
"""

from django.db import migrations, models

SHARD = (
    "('{8,1,31,24,10,48,5,50,4,17,16,85,36,0,37,3,"
    "52,62,136,28,6,21,39,13,2,27,58,41,9,22,11,18}'::smallint[])[(%s %% 32) + 1]"
)

FORWARD = f"""
ALTER TABLE permits_permit
    DROP CONSTRAINT permits_permit_pkey,
    DROP CONSTRAINT permit_code_once_a_day,
    ADD COLUMN shard smallint NOT NULL GENERATED ALWAYS AS ({SHARD % "resident_id"}) STORED;
ALTER TABLE permits_permit ALTER COLUMN shard DROP EXPRESSION;
ALTER TABLE permits_permit
    ADD PRIMARY KEY (resident_id, day, code, shard),
    ADD CONSTRAINT permit_code_once_a_day UNIQUE (day, code, shard);
DROP INDEX permit_status_once_a_day;
CREATE UNIQUE INDEX permit_status_once_a_day ON permits_permit (day, status_index, shard)
    WHERE status_index IS NOT NULL;

ALTER TABLE permits_refusalrecord
    DROP CONSTRAINT permits_refusalrecord_pkey,
    ADD COLUMN shard smallint NOT NULL GENERATED ALWAYS AS ({SHARD % "resident_id"}) STORED;
ALTER TABLE permits_refusalrecord ALTER COLUMN shard DROP EXPRESSION;
ALTER TABLE permits_refusalrecord ADD PRIMARY KEY (resident_id, day, number, shard);

ALTER TABLE permits_ledger
    DROP CONSTRAINT permits_ledger_pkey,
    ADD COLUMN shard smallint NOT NULL GENERATED ALWAYS AS ({SHARD % "holder"}) STORED;
ALTER TABLE permits_ledger ALTER COLUMN shard DROP EXPRESSION;
ALTER TABLE permits_ledger ADD PRIMARY KEY (holder, shard);
"""

BACK = """
ALTER TABLE permits_permit DROP COLUMN shard;
ALTER TABLE permits_permit
    ADD PRIMARY KEY (resident_id, day, code),
    ADD CONSTRAINT permit_code_once_a_day UNIQUE (day, code);
CREATE UNIQUE INDEX permit_status_once_a_day ON permits_permit (day, status_index)
    WHERE status_index IS NOT NULL;
ALTER TABLE permits_refusalrecord DROP COLUMN shard;
ALTER TABLE permits_refusalrecord ADD PRIMARY KEY (resident_id, day, number);
ALTER TABLE permits_ledger DROP COLUMN shard;
ALTER TABLE permits_ledger ADD PRIMARY KEY (holder);
"""


def key(*columns: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        *columns, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("permits", "0006_fewer_indexes")]

    operations = [
        migrations.RunSQL(
            FORWARD,
            BACK,
            state_operations=[
                migrations.AddField("permit", "shard", models.SmallIntegerField()),
                migrations.AlterField("permit", "pk", key("resident_id", "day", "code", "shard")),
                migrations.RemoveConstraint("permit", "permit_code_once_a_day"),
                migrations.AddConstraint(
                    "permit",
                    models.UniqueConstraint(
                        fields=["day", "code", "shard"], name="permit_code_once_a_day"
                    ),
                ),
                migrations.RemoveConstraint("permit", "permit_status_once_a_day"),
                migrations.AddConstraint(
                    "permit",
                    models.UniqueConstraint(
                        fields=["day", "status_index", "shard"],
                        condition=models.Q(status_index__isnull=False),
                        name="permit_status_once_a_day",
                    ),
                ),
                migrations.AddField("refusalrecord", "shard", models.SmallIntegerField()),
                migrations.AlterField(
                    "refusalrecord", "pk", key("resident_id", "day", "number", "shard")
                ),
                migrations.AlterField("ledger", "holder", models.BigIntegerField()),
                migrations.AddField("ledger", "shard", models.SmallIntegerField()),
                migrations.AddField("ledger", "pk", key("holder", "shard")),
            ],
        )
    ]
