# SPDX-License-Identifier: EUPL-1.2
"""Checkpoints: where permits are looked at, by whom, with what in hand, and what is kept of it.

Words: *checkpoint* (a place on a road, with lanes), *inspector* (who stands there), *device* (what
an inspector carries for one shift), *crossing* (one scan of somebody who passes in or out),
*count* (what stays of crossings). Invariants: a crossing names nobody, and is deleted with the hour
that it happened in; the same crossing sent twice is one; a device can read and tell, never issue.

A room inside the room: it leans on permits, and nothing there leans on it but the gate, which
takes crossings in and knows no Django, so neither do `types`, `rules` and `records`.
"""
