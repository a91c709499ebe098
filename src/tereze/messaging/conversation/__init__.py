# SPDX-License-Identifier: EUPL-1.2
"""Talking with people by message: what they wrote is read, answered, and asked for again if need be.

Everything in here is pure: no Django, no clock, no table. `permits/conversation` makes a grammar from
the order in force, and does what a talk comes to.
"""
