# SPDX-License-Identifier: EUPL-1.2
"""Lists of people as offices keep them: read from what was sent, and written back in the same form.

Everything here is pure: bytes and cells in, values out.
"""

from tereze.permits.employers.tables.columns import Columns, Field, find_columns
from tereze.permits.employers.tables.reading import (
    BadTable,
    Form,
    Table,
    read_table,
    refuse_at_sight,
)
from tereze.permits.employers.tables.writing import write_table

__all__ = [
    "BadTable",
    "Columns",
    "Field",
    "Form",
    "Table",
    "find_columns",
    "read_table",
    "refuse_at_sight",
    "write_table",
]
