# SPDX-License-Identifier: EUPL-1.2
"""What became of permits after they were signed: for whoever checks them without asking us.

A signature says that a permit was granted, not that it still stands. Most permits are over within
hours, and the few of them that were withdrawn fit into a short public list of codes
(`withdrawals`). Permits that stand for longer than a day have a place in a Token Status List, an
IETF format that other programs know as well (`token_list`, `places`): one bit for each place, signed, so
that it convinces wherever it was kept. Neither list tells how many permits there are, or whose.
"""
