# SPDX-License-Identifier: EUPL-1.2
"""Config composes the house: settings, urls, asgi, worker, command line. Nobody imports it."""
