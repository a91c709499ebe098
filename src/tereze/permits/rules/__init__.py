# SPDX-License-Identifier: EUPL-1.2
"""The rules of permits: pure decisions, and the border of this package.

A decision is a function of five values (see `permits/types.py`) and of nothing else: no clock, no
database, no Django. What is used outside is named in `__all__`; start reading at `decide.py`, which
says in which order a request can fail, then `refusals.py`, which makes a no that helps.
`compiling.py` turns a pack's regime into what both of them use.

>>> from datetime import UTC, datetime, timedelta
>>> from tereze.packs.types import Regime
>>> from tereze.permits.types import Applicant, OrderInForce, Request, Use
>>> regime = Regime.model_validate(
...     {
...         "timezone": "Asia/Baku",
...         "legal_basis": {"title": "Decision 208"},
...         "doors": ["sms"],
...         "places": [{"code": "AZ-BA"}],
...         "counters": {"one-a-day": {"limit": 1, "per": "day"}},
...         "purposes": [
...             {
...                 "id": "needs",
...                 "duration": {"minutes": 120},
...                 "start": {"delay_minutes": 15},
...                 "counters": ["one-a-day"],
...             }
...         ],
...     }
... )
>>> ten = datetime(2020, 6, 26, 10, tzinfo=UTC)
>>> order = OrderInForce(
...     id=1,
...     regime_name="az",
...     version="2020-06",
...     digest="the digest of this doctest's pack",
...     regime=regime,
...     places=("AZ-BA",),
...     starts_at=ten - timedelta(days=5),
...     ends_at=ten + timedelta(days=9),
...     legal_basis="Decision 208",
... )
>>> ask, person = Request(purpose="needs", door="sms"), Applicant(home="AZ-BA")
>>> yes = propose(order, person, ask, {}, ten)
>>> yes.starts_at.isoformat(), yes.ends_at.isoformat()
('2020-06-26T10:15:00+00:00', '2020-06-26T12:15:00+00:00')
>>> used = Use(code="TEST0001", regime="az", purpose="needs", starts_at=ten, ends_at=ten)
>>> no = propose(order, person, ask, {"resident": (used,)}, ten + timedelta(hours=4))
>>> no.code, no.rule, no.next_eligible.isoformat()  # midnight in Baku
('quota-used', 'one-a-day', '2020-06-26T20:00:00+00:00')
>>> [way.kind for way in no.ways_out]
['hour', 'appeal']
"""

from tereze.permits.rules.closings import LONGEST
from tereze.permits.rules.compiling import compile_regime, ruleset_of
from tereze.permits.rules.ledgers import charge, keep_until
from tereze.permits.rules.proposing import (
    covers,
    holders_of,
    lets_pass,
    overrule,
    propose,
    refuse_tally,
    timezone,
    touching,
)
from tereze.permits.rules.refusals import NOT_APPEALABLE
from tereze.permits.rules.ruleset import Ruleset
from tereze.permits.rules.standing import quotas_left

__all__ = [
    "LONGEST",
    "NOT_APPEALABLE",
    "Ruleset",
    "charge",
    "compile_regime",
    "covers",
    "holders_of",
    "keep_until",
    "lets_pass",
    "overrule",
    "propose",
    "quotas_left",
    "refuse_tally",
    "ruleset_of",
    "timezone",
    "touching",
]
