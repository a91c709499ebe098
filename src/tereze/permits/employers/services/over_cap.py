# SPDX-License-Identifier: EUPL-1.2
"""People over the cap, whom an administrator let an organisation have all the same.

The engine refused them, and a human may overrule it: that is an appeal, made and granted in one
step. So it stands in the record of appeals, and the person is told as after any other.
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop

from tereze.people import organisations
from tereze.people import sealed as people_sealed
from tereze.people.types import ResidentFacts
from tereze.permits import selectors as permits
from tereze.permits.employers import sealed
from tereze.permits.employers.models import Upload, UploadRow
from tereze.permits.employers.services.workers import Hired, keep_workers
from tereze.permits.errors import AlreadyDecided, NotAppealable
from tereze.permits.letters import language_of
from tereze.permits.models import Appeal
from tereze.permits.services import appeal_refusal, decide_appeal
from tereze.permits.types import PermitFacts

_CHUNK: Final = 50
_SENTENCE = gettext_noop("Your employer asked for more permits than its share.")
_REASON = gettext_noop("The office allowed your employer more permits than its share.")


def grant_over_cap(upload: Upload, *, now: datetime) -> bool:
    """Grant the next people of a list who were refused for the cap; False: none is left."""
    rows = UploadRow.objects.filter(
        upload=upload, state=UploadRow.State.REFUSED, why="employer-cap"
    )
    chunk = {row.number: row for row in rows.order_by("number")[:_CHUNK]}
    lines = {number: sealed.open_line(row.sealed) for number, row in chunk.items()}
    residents = organisations.find_residents_by_documents(
        [line.document for line in lines.values()]
    )
    organisation = organisations.get_organisation(upload.organisation_id)
    for number, line in lines.items():
        permit = _overrule(chunk[number], residents.get(line.document), upload, now)
        with transaction.atomic():
            if permit is None:
                _answer(chunk[number], state=UploadRow.State.REFUSED, why="over-cap")
            elif _answer(chunk[number], state=UploadRow.State.GRANTED, permit_code=permit.code):
                index = people_sealed.index_document(line.document)
                hired = Hired(told=line.told, index=index, permit=permit)
                keep_workers(upload, [hired], organisation=organisation, now=now)
    return bool(chunk)


def _answer(row: UploadRow, **values: str) -> bool:
    """Write what became of a row, unless somebody else did."""
    same = UploadRow.objects.filter(upload=row.upload_id, number=row.number, why="employer-cap")
    return bool(same.update(**{"why": "", "rule": "", "said": "", **values}))


def _overrule(
    row: UploadRow, resident: ResidentFacts | None, upload: Upload, now: datetime
) -> PermitFacts | None:
    """The permit that a human grants; None when nothing can be granted any more."""
    if resident is None or row.refused_day is None or row.refused_number is None:
        return None
    with translation.override(language_of(resident.person, now)):
        sentence, reason = translation.gettext(_SENTENCE), translation.gettext(_REASON)
    try:
        appeal = appeal_refusal(
            resident_id=resident.id,
            day=row.refused_day,
            number=row.refused_number,
            sentence=sentence,
            now=now,
        )
    except AlreadyDecided:  # by a run that was stopped before it could write the answer
        appeal = Appeal.objects.get(refusal_number=row.refused_number)
    except NotAppealable:
        return None
    if appeal.state == Appeal.State.GRANTED:
        return permits.get_permit(appeal.permit_code, now)
    if appeal.state == Appeal.State.DECLINED:
        return None
    try:
        return decide_appeal(
            appeal_id=appeal.pk, grant=True, reason=reason, actor=upload.approved_by, now=now
        )
    except NotAppealable:
        return None
