# SPDX-License-Identifier: EUPL-1.2
"""What every room stands on and none owns: the clock, ids, errors, sealing, audit, SQL. No domain."""
