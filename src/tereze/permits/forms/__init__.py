# SPDX-License-Identifier: EUPL-1.2
"""What people are asked on the pages of this room."""
