# SPDX-License-Identifier: EUPL-1.2
"""Messaging: doors (ways in, with their keys and scopes) and the outbox of words on their way out."""
