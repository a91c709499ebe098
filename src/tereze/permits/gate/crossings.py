# SPDX-License-Identifier: EUPL-1.2
"""Crossings as devices send them: many in one body, in one transaction, and each only once."""
