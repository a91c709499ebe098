# SPDX-License-Identifier: EUPL-1.2
"""What templates of this room are built from."""
