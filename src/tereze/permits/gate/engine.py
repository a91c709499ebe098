# SPDX-License-Identifier: EUPL-1.2
"""One request at the gate: who is it, what do the rules say, claim, write, answer."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tereze.core.errors import BadInput, NotFound
from tereze.packs.document_checks import check_number
from tereze.packs.types import DocumentType
from tereze.people.rules import declared_resident_id, normalise_phone
from tereze.people.sealed import phone_index, seal_person
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import codes, decisions
from tereze.permits.decisions import Asking, LostRace, TallyFull
from tereze.permits.errors import KeyUsedForAnother, NoSuchPermit, TooBusy
from tereze.permits.gate.contract import Declared, Document, PermitRequest
from tereze.permits.gate.store import DoorFacts, Store
from tereze.permits.types import (
    Answer,
    Granted,
    OrderInForce,
    PermitFacts,
    Refused,
    Request,
    Use,
)
