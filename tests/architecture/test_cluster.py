# SPDX-License-Identifier: EUPL-1.2
"""What a cluster of databases needs of the tables that are spread over it, and of their statements."""

from itertools import chain

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model, SmallIntegerField, UniqueConstraint

from tereze.config.distribute import SPREAD, Spread
from tereze.core.sql import Query, load_queries
from tereze.permits.gate import crossing_rows

MODELS = {model._meta.db_table: model for model in apps.get_models()}

#: what is asked with each request; whatever else is asked of all machines waits for nobody
HOT = [
    *load_queries("tereze.permits", "asking.sql").values(),
    *load_queries("tereze.permits", "gate.sql").values(),
    *load_queries("tereze.permits", "outages.sql").values(),
    crossing_rows.SQL["insert_crossings"],
]


def keys_of(model: type[Model]) -> list[set[str]]:
    """Names of the fields of each; none of them is called otherwise in its table."""
    meta = model._meta
    together = [set(one.fields) for one in meta.constraints if isinstance(one, UniqueConstraint)]
    alone = [{field.name} for field in meta.local_fields if field.unique and field != meta.pk]
    return [{field.name for field in meta.pk_fields}, *alone, *together]


@pytest.mark.parametrize("each", SPREAD, ids=lambda each: each.table)
def test_every_key_of_a_table_that_is_spread_contains_the_column_by_which_it_is(
    each: Spread,
) -> None:
    for key in keys_of(MODELS[each.table]):
        assert each.column in key


def test_no_key_leads_to_a_table_that_is_spread_or_out_of_it() -> None:
    spread = {MODELS[each.table] for each in SPREAD}
    for model in MODELS.values():
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey):
                assert spread.isdisjoint({model, field.related_model})


@pytest.mark.parametrize("query", HOT, ids=lambda query: query.name)
def test_no_statement_of_the_hot_path_asks_every_machine(query: Query) -> None:
    touched = [each for each in SPREAD if each.table in query.text]
    for each in touched:
        column, text = each.column, query.text
        is_looked_for = f"{column} = :" in text or f"{column} = ANY(:" in text
        is_written = text.startswith("INSERT") and f"w.{column}" in text
        assert is_looked_for or is_written, f"{query.name} does not say {column}"
    assert len(touched) <= 1, f"{query.name} touches several tables"


def test_statements_that_write_rows_can_say_each_row_by_itself() -> None:
    written = [query for query in HOT if "INSERT" in query.text and "unnest" in query.text]
    assert {query.name for query in written} >= {
        *("claim_ledgers", "claim_tallies", "insert_permits", "insert_refusals"),
        "insert_crossings",
    }
    for query in written:
        text = query.with_rows_spelled_out(2)
        assert "unnest" not in text
        assert "SELECT" not in text
        assert text.count("(") > 2, query.name


def test_what_lies_together_is_spread_by_columns_of_one_type() -> None:
    by_name = {each.table: each for each in SPREAD}
    together = [(each, by_name[each.beside]) for each in SPREAD if each.beside]
    assert together
    kinds = {type(MODELS[one.table]._meta.get_field(one.column)) for one in chain(*together)}
    assert kinds == {SmallIntegerField}
