# SPDX-License-Identifier: EUPL-1.2
"""Pages: each view parses, calls one function, answers."""
