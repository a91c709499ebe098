# SPDX-License-Identifier: EUPL-1.2
"""Messaging: ways in, and words on their way.

*Doors* let programs in, with keys and scopes. *Channels* carry words to and from people: what they write
lies in the inbox until somebody answers it (`inbox.py`), what they are told in the outbox until a vendor
took it. The *conversation* understands what was written and knows what comes next; which permits there
are it is told by a room further up.
"""
