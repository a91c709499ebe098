# SPDX-License-Identifier: EUPL-1.2
"""The same job as a team would write it first: Django REST Framework, the ORM, gunicorn.

Written with care, so that the comparison is one: the quota is kept under races by a row lock, a
request is repeated safely under its key, permits are signed, keys of clients are kept as digests,
connections to the database are pooled, there is no middleware that an API does without. It knows one purpose with
one rule and one quota, where the gate has a whole regime to decide by.
"""
