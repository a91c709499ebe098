# SPDX-License-Identifier: EUPL-1.2
"""Journeys: the only place that calls two sibling rooms, and the owner of that transaction."""
