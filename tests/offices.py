# SPDX-License-Identifier: EUPL-1.2
"""A clinic with a director who signs for it, people who work there, and the lists that it sends."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tereze.people import organisations
from tereze.people import services as people
from tereze.people.organisations import Signing
from tereze.people.types import OrganisationFacts, PaperDocument, Person, ResidentFacts
from tereze.permits.employers import selectors, services
from tereze.permits.employers.asking import Asker, ask_each
from tereze.permits.employers.types import Source, UploadFacts
from town import NOON, iin, resident

PURPOSE = "work-standing"
#: in the sector "agriculture" a cap holds; in "health" none does
CAPPED = "agriculture"


@dataclass
class Office:
    """An organisation, and who signs for it."""

    organisation: OrganisationFacts
    director: ResidentFacts
    now: datetime = NOON
    _delegates: list[ResidentFacts] = field(default_factory=list)

    @classmethod
    def found(
        cls, *, sector: str = "health", staff: int = 100, name: str = "Clinic", now: datetime = NOON
    ) -> "Office":
        organisation = people.add_organisation(
            name=name, registration_number="", sector=sector, staff=staff, actor="tests", now=now
        )
        director = resident(now=now, name="Директор Тереза", phone="+77010000500")
        office = cls(organisation=organisation, director=director, now=now)
        office.let_in(director)
        return office

    def let_in(self, who: ResidentFacts) -> None:
        people.add_representative(
            organisation_id=self.organisation.id,
            document=who.documents[0],
            actor="tests",
            now=self.now,
        )

    @property
    def signing(self) -> Signing:
        return self.sign(self.director)

    def sign(self, who: ResidentFacts) -> Signing:
        return organisations.access_organisation(
            resident_id=who.id, organisation_id=self.organisation.id, now=self.now
        )

    def send(
        self,
        rows: Sequence[Sequence[str]],
        *,
        source: Source = "file",
        heading: Sequence[str] = ("Имя", "ИИН"),
        by: ResidentFacts | None = None,
    ) -> UploadFacts:
        """A draft."""
        content = "\n".join(";".join(row) for row in [heading, *rows])
        return services.make_upload(
            signing=self.sign(by or self.director),
            content=content.encode(),
            source=source,
            purpose=PURPOSE,
            document_type="kz-iin",
            now=self.now,
        )

    def confirm(self, upload: UploadFacts, *, by: ResidentFacts | None = None) -> UploadFacts:
        return services.confirm_upload(
            signing=self.sign(by or self.director),
            upload_id=upload.id,
            text="I sign.",
            language="en",
            now=self.now,
        )

    def get_permits(self, workers: Sequence[ResidentFacts]) -> UploadFacts:
        """Send, confirm, and let the job come."""
        upload = self.confirm(self.send([row_of(worker) for worker in workers]))
        return run_job(upload, now=self.now)


def run_job(upload: UploadFacts, *, ask: Asker = ask_each, now: datetime = NOON) -> UploadFacts:
    """What the worker does."""
    while services.answer_rows(upload_id=upload.id, ask=ask, now=now):
        pass
    services.finish_upload(upload_id=upload.id, now=now)
    return selectors.get_upload(upload.id)


def hire(number: int, **parts: object) -> ResidentFacts:
    """Somebody whom a register knows."""
    return resident(
        **{  # type: ignore[arg-type]
            "name": f"Қызметкер Сынақ {number}",
            "born": date(1980, 1, 1) + timedelta(days=number),
            "phone": None,
            **parts,
        }
    )


def stranger(number: int) -> tuple[str, str]:
    """A row about somebody whom nobody knows."""
    return f"Бөтен Адам {number}", iin(Person(name="x", born=date(1991, 5, 5)))


def row_of(worker: ResidentFacts) -> tuple[str, str]:
    """The row of a list about somebody."""
    document: PaperDocument = worker.documents[0]
    return worker.person.name, document.number
