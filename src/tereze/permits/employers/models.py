# SPDX-License-Identifier: EUPL-1.2
"""Tables of the employers.

What tells who a person is lies sealed: rows of uploads as they were sent, and of a worker what the
employer typed. A worker is found by the blind index of their document. No foreign key leads to the
tables that are spread over machines: a permit is named by its code.
"""

from django.db import models
from typing_extensions import override

from tereze.core.ids import new_id


class Upload(models.Model):
    """A list of people as somebody sent it, on its way to permits."""

    class State(models.TextChoices):
        #: a job reads and checks what was sent
        READING = "reading"
        #: it could not be read as a list
        UNREADABLE = "unreadable"
        #: read and checked; nothing happens until somebody confirms it
        DRAFT = "draft"
        #: confirmed; somebody else has to approve it
        WAITING = "waiting"
        #: a job asks for one row after the other
        ASKING = "asking"
        DONE = "done"
        CANCELLED = "cancelled"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.CASCADE, related_name="uploads")
    #: number of the resident who made it
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    #: form, file, paste or renewal
    source = models.CharField(max_length=10)
    purpose = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    #: tables.Form, and where the columns are: how an answer goes back. Empty until it is read
    form = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    #: how many of its rows are checked, and how many of them can't be asked for
    checked = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    #: why it could not be read, as BadTable says it
    why_unreadable = models.CharField(max_length=20, default="")
    #: how many of its rows have an answer
    answered = models.PositiveIntegerField(default=0)
    #: why somebody else has to approve it: size, cap
    reasons = models.JSONField(default=list)
    #: who approved it, as the audit trail names them; empty: nobody had to, or has yet
    approved_by = models.CharField(max_length=80, default="")
    approved_at = models.DateTimeField(null=True)
    #: an administrator lets it go over the cap
    over_cap = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    #: a job is at it until then, unless it says so again; whoever finds it later goes on
    held_until = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["organisation", "made_at"], name="upload_organisation"),
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=["reading", "waiting", "asking"]),
                name="upload_under_way",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"upload {self.id} {self.state}"


class UploadFile(models.Model):
    """What somebody sent, until a job has read it: deleted together with the last chunk's writing."""

    upload = models.OneToOneField(Upload, models.CASCADE, primary_key=True, related_name="file")
    #: sealed.seal_file
    sealed = models.BinaryField()
    #: under which order its rows are checked
    order_id = models.BigIntegerField()
    #: what its numbers are of, where no column says it
    document_type = models.CharField(max_length=60)

    @override
    def __str__(self) -> str:
        return f"file of upload {self.upload_id}"


class UploadRow(models.Model):
    """One row of an upload: what was sent, what is wrong with it, and what became of it."""

    class State(models.TextChoices):
        BAD = "bad"
        READY = "ready"
        GRANTED = "granted"
        #: has a permit of this organisation already, that lasts as long
        KEPT = "kept"
        REFUSED = "refused"

    pk = models.CompositePrimaryKey("upload", "number")
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="lines", db_index=False)
    #: of the row, as who sent it counts: the first is 1
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    #: sealed.Line
    sealed = models.BinaryField()
    #: blind index of the document; NULL, where it could not be read
    document_index = models.BinaryField(max_length=32, null=True)
    #: why not: a code of ours or of a refusal, and the rule
    why = models.CharField(max_length=40, default="")
    rule = models.CharField(max_length=80, default="")
    #: the same as a sentence of the order's pack, in the language of whoever confirmed the list
    said = models.CharField(max_length=400, default="")
    permit_code = models.CharField(max_length=8, default="")
    #: of the refusal, under which it can be appealed against
    refused_day = models.DateField(null=True)
    refused_number = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["upload", "number"],
                condition=models.Q(state="ready"),
                name="upload_row_ready",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"row {self.number} of upload {self.upload_id}"


class Attestation(models.Model):
    """The words that somebody signed, kept as they read them. Never changed, never deleted."""

    upload = models.BigIntegerField(unique=True)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT)
    #: number of the resident who signed
    signed_by = models.BigIntegerField()
    signed_at = models.DateTimeField()
    language = models.CharField(max_length=10)
    text = models.TextField()
    people = models.PositiveIntegerField()

    @override
    def __str__(self) -> str:
        return f"attestation of upload {self.upload}"


class Worker(models.Model):
    """Somebody on the list of an organisation."""

    class State(models.TextChoices):
        ACTIVE = "active"
        #: on leave, ill: keeps the place on the list, without a permit
        SUSPENDED = "suspended"
        ENDED = "ended"
        #: the person says that they do not work there
        DISPUTED = "disputed"

    organisation = models.ForeignKey("people.Organisation", models.CASCADE, related_name="workers")
    resident_id = models.BigIntegerField()
    #: blind index of the document on the list, to count beforehand who is on it already
    document_index = models.BinaryField(max_length=32)
    #: sealed.Told: what the employer typed
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices)
    #: number of the resident who signed for them last
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField()
    #: since when the state is what it is
    since = models.DateTimeField()
    purpose = models.CharField(max_length=60)
    order_id = models.BigIntegerField()
    permit_code = models.CharField(max_length=8)
    #: until when the permit holds
    permit_until = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "resident_id"], name="worker_once"),
        )
        indexes = (
            models.Index(fields=["organisation", "state", "id"], name="worker_list"),
            models.Index(fields=["resident_id"], name="worker_resident"),
        )

    @override
    def __str__(self) -> str:
        return f"worker {self.id} {self.state}"


class Alarm(models.Model):
    """Something about an organisation that an officer should look at."""

    class Kind(models.TextChoices):
        GROWTH = "growth"
        #: far more of its staff than others of its sector
        SHARE = "share"
        #: one person signs for far more people than others do
        APPROVER = "approver"
        DISPUTE = "dispute"
        #: an audit found somebody who does not work there
        AUDIT = "audit"

    organisation = models.ForeignKey("people.Organisation", models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    #: numbers, and nobody's name
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="")
    #: what the officer found
    note = models.CharField(max_length=300, default="")

    class Meta:
        constraints = (
            # What goes on is one alarm, not one each day.
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=models.Q(closed_at=None)
                & models.Q(kind__in=["growth", "share", "approver"]),
                name="alarm_once_while_open",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.kind} at organisation {self.organisation_id}"


class Sample(models.Model):
    """The lot of a week: whom officers look at."""

    #: its Monday
    week = models.DateField(primary_key=True)
    seed = models.CharField(max_length=64)
    #: how many it was drawn from
    drawn_from = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"sample of {self.week}"


class Check(models.Model):
    """Whether somebody on a list works there: one person of a week's sample."""

    class Finding(models.TextChoices):
        CONFIRMED = "confirmed"
        UNKNOWN = "unknown"

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="checks")
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="checks")
    finding = models.CharField(max_length=10, choices=Finding.choices, default="")
    found_at = models.DateTimeField(null=True)
    found_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sample", "worker"], name="check_once_a_week"),
        )

    @override
    def __str__(self) -> str:
        return f"check of worker {self.worker_id}"
