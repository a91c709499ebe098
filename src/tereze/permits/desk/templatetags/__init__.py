# SPDX-License-Identifier: EUPL-1.2
"""What templates of the desk are built from."""
