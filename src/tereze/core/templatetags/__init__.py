# SPDX-License-Identifier: EUPL-1.2
"""Tags and filters for templates."""
