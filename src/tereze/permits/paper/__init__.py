# SPDX-License-Identifier: EUPL-1.2
"""Paper: permits and requests of people without a phone.

Words: *card* (a permit printed on A6, for a pocket), *sheet* (a printed form on which somebody asks
by hand), *number* (what tells one sheet from another; it is printed on it), *typing in* (an operator
gives a sheet to the rules). Invariants: a card verifies at a checkpoint like any other permit; no
card is kept; a sheet is judged by the rules of the hour in which it is typed in, and once only,
however often and by how many it is typed.

A room inside the room: it leans on permits, and nothing there leans on it.
"""
