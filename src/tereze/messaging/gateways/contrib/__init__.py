# SPDX-License-Identifier: EUPL-1.2
"""Gateways that come with Tereze."""
