# SPDX-License-Identifier: EUPL-1.2
"""Paper: permits and requests of people without a phone.

Words: *card* (a permit printed on A6, for a pocket). Invariants: a card verifies at a checkpoint like
any other permit; no card is kept.

A room inside the room: it leans on permits, and nothing there leans on it.
"""
