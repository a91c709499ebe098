# SPDX-License-Identifier: EUPL-1.2
"""Short messages over SMPP 3.4, the language of carriers' message centres.

`session.py` is one connection, `line.py` keeps one open and carries words between it and the house.
What they do not need the wire for is by itself and pure: `messaging/alphabets.py` (how a text becomes
short messages), `pieces.py` (long ones), `receipts.py` (what became of them), `tempo.py` (how fast).
"""

from tereze.messaging.channels.smpp.line import SmppLine

__all__ = ["SmppLine"]
