# SPDX-License-Identifier: EUPL-1.2
"""Pages of those who work here, one module a topic. Each asks for a role, none is kept anywhere."""
