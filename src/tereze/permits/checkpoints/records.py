# SPDX-License-Identifier: EUPL-1.2
"""The rows that crossings become, as the named SQL takes them."""
