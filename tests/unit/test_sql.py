# SPDX-License-Identifier: EUPL-1.2
"""Hand-written SQL is read from files that a person reads too."""

from tereze.core.sql import load_queries


def test_every_statement_of_a_file_is_found_with_its_description() -> None:
    queries = load_queries("tereze.people", "importing.sql")
    assert list(queries) == [
        "lock_holders",
        "insert_residents",
        "insert_unconfirmed",
        "insert_documents",
        "update_residents",
    ]
    found = queries["insert_residents"]
    assert found.description == "People whom nobody knew before, confirmed by the register."
    assert found.text.startswith("INSERT INTO people_resident")
    assert set(found.names) == {"ids", "sealed", "phone_indexes", "now", "source"}
