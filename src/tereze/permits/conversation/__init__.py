# SPDX-License-Identifier: EUPL-1.2
"""Permits by message: the rules of an order as a grammar, and a talk's end as a permit or refusal."""
