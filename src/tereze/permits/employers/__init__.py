# SPDX-License-Identifier: EUPL-1.2
"""Employers: organisations that get permits for their people, one by one or fifty thousand at once.

An upload is a list of people as somebody sent it: a form, a paste or a file. It is a draft until
somebody who may sign has said that it is true; then a job asks for each row as any door asks, under
a key of the row's own, so that a job which is killed goes on where it was, and nobody gets two.

A worker is somebody on the list of an organisation. What the organisation sees of them is what it
typed itself. They see who got them a permit, who looked, and may say that they don't work there.
"""
