# SPDX-License-Identifier: EUPL-1.2
"""Packs: signed, versioned folders of data that a city can run.

A pack holds a *regime* (who may move, why, when, how long, how often, how to ask), its texts in
every language, and its *scenarios*, the tests of the policy. A pack never holds code: whatever a
country decided must be sayable in the regime language of `packs/types.py`, or the language is
what has to grow.
"""
