# SPDX-License-Identifier: EUPL-1.2
"""Talking with people by message: what they wrote is read, answered, and asked for again if need be.

`reading` understands one message; `machine` knows where a talk stands and what comes next. Everything
in here is pure: no Django, no clock, no table. `permits/conversation` makes a grammar and a menu from
the order in force, and does what a talk comes to.
"""
