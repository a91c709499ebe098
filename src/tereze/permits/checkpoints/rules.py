# SPDX-License-Identifier: EUPL-1.2
"""How many to check, so that nobody waits too long. Pure: what is known goes in, a share comes out."""
