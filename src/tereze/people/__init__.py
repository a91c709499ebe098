# SPDX-License-Identifier: EUPL-1.2
"""People: residents, their documents and dependants, staff and roles, sign-in, and the record of
every look at a person's data.

Personal data are sealed at rest and found only by blind index. Whoever reads them for work goes
through `selectors.access_resident`, which writes the look down for the person to see.
"""
