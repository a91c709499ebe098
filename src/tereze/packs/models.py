# SPDX-License-Identifier: EUPL-1.2
"""The table of installed packs."""

from django.db import models
from typing_extensions import override


class InstalledPack(models.Model):
    """A pack that this instance can put in force. Rows are added, never changed.

    The files are kept and not what was read from them: decisions of years ago must be replayable
    by a later version of Tereze, and the digest can be checked again at any time.
    """

    pack = models.SlugField(max_length=80)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    #: text by path
    files = models.JSONField()
    #: whose trusted key signed it; empty when nobody's was asked for
    signer = models.CharField(max_length=200, blank=True)
    installed_at = models.DateTimeField()
    #: as in the audit trail: "staff:7", "command-line"
    installed_by = models.CharField(max_length=80)

    class Meta:
        indexes = (models.Index(fields=["pack", "version"], name="installed_pack_version"),)

    @override
    def __str__(self) -> str:
        return f"{self.pack} {self.version} ({self.digest[:8]})"
