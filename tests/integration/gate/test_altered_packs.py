# SPDX-License-Identifier: EUPL-1.2
"""The gate decides nothing by rules that were altered in the database."""

from tereze.packs.models import InstalledPack
from tereze.permits.models import Permit
from town import Town


def test_altered_rules_grant_nothing(town: Town) -> None:
    body = {"document": town.add_resident().shown, "purpose": "needs"}
    row = InstalledPack.objects.get()
    row.files["regime.yaml"] = row.files["regime.yaml"].replace("limit: 1", "limit: 9")
    row.save()

    answer = town.gate.post("/api/v1/permits", body)

    assert (answer.status, answer.json["code"]) == (500, "pack-altered")
    assert not Permit.objects.exists()
