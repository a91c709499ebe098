# SPDX-License-Identifier: EUPL-1.2
"""The kiosk: the web door, large, on a machine that many use one after the other.

It stands in a centre with an attendant near. Words: *pairing* (somebody who works there makes a
machine a kiosk; it is a door of kind "kiosk" from then on), *visit* (what one person does, from the
first touch to the last page). Invariants: nothing but initials of anybody stands on its screen; a
visit ends by itself, and nothing of it stays on the machine; whoever closes the door ends the kiosk.

A room inside the room: it leans on permits, and nothing there leans on it.
"""
