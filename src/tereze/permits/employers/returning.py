# SPDX-License-Identifier: EUPL-1.2
"""What goes back to who sent a list: the rows that are wrong, to correct and send again."""

from collections.abc import Iterator, Sequence

from tereze.people import selectors as people
from tereze.permits.employers import selectors, words
from tereze.permits.employers.tables import Form, write_table
from tereze.permits.types import OrderInForce


def write_wrong_rows(upload_id: int) -> tuple[Form, bytes]:
    """The rows that can't be asked for or were refused, in the form in which they came."""
    form, heading, places = selectors.get_form(upload_id)
    return form, write_table(form, _wrong_rows(upload_id, heading, places))


def _wrong_rows(
    upload_id: int, heading: Sequence[str], places: dict[str, int]
) -> Iterator[Sequence[str]]:
    names = words.headings()
    if not heading:
        # With a name above each column the list is read without guessing when it comes back.
        heading = [""] * (max(places.values(), default=0) + 1)
        for field, place in places.items():
            heading[place] = names.get(field, field)
    width = len(heading)
    yield [*heading, names["wrong"]]
    for row in selectors.iterate_rows(upload_id, "bad", "refused"):
        cells = [*row.cells, *[""] * (width - len(row.cells))][:width]
        yield [*cells, words.tell_why(row)]


def sample_rows(order: OrderInForce) -> list[list[str]]:
    """A list to begin with: what the columns are called, and a person who does not exist. In a
    demonstration it has its people, so that it can be tried, and a row to correct."""
    names = words.headings()
    kind = selectors.list_document_types(order)[0]
    rows = [["Терезе Үлгі", order.regime.documents[kind].example, "", "", ""]]
    if demo := people.list_demo_residents():
        rows = [
            [one.person.name, document.number, "", "", ""]
            for one in demo
            for document in one.documents
            if document.type == kind
        ]
        rows.append(["Қате Жол", "8,80314E+11", "", "", ""])
    return [[names[field] for field in ("name", "document", "born", "phone", "plate")], *rows]
