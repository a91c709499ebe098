# SPDX-License-Identifier: EUPL-1.2
"""Pages of paper, and what comes out of the printer."""
