# SPDX-License-Identifier: EUPL-1.2
"""Permits: a resident asks to leave home, the rules decide, a signed permit or a helpful no.

Words: *order*, *purpose*, *permit*, *refusal*, *appeal*, *ledger* (what one holder used),
*tally* (what many share). Invariants: nothing is granted outside an order; no quota is exceeded,
whatever races or crashes; an emergency always passes; every decision can be replayed.
"""
