# SPDX-License-Identifier: EUPL-1.2
"""The API of the baseline, with the same request and answer as the gate's."""

from typing import Any

from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.drf.models import Client, Permit, Resident
from bench.drf.permits import PURPOSES, grant, sign


class DocumentSerializer(serializers.Serializer[Any]):
    """A document by which the person is known."""

    type = serializers.ChoiceField(["kz-iin"])
    number = serializers.RegexField("^[0-9]{12}$")


class AskSerializer(serializers.Serializer[Any]):
    """Asking for a permit."""

    document = DocumentSerializer()
    purpose = serializers.ChoiceField(list(PURPOSES))


class PermitSerializer(serializers.ModelSerializer[Permit]):
    """A permit that was granted."""

    credential = serializers.SerializerMethodField()

    class Meta:
        model = Permit
        fields = ("code", "purpose", "place", "valid_from", "valid_until", "credential")

    def get_credential(self, permit: Permit) -> str:
        """The signed permit."""
        return sign(permit)


class PermitView(APIView):
    """POST: ask. GET: whether it answers at all."""

    def post(self, request: Request) -> Response:
        """Grant a permit or say why not."""
        asked = AskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if not isinstance(request.user, Client):
            raise TypeError("only clients pass the permission")
        resident = get_object_or_404(Resident, iin=asked.validated_data["document"]["number"])
        permit, is_new = grant(
            client=request.user,
            resident=resident,
            purpose=asked.validated_data["purpose"],
            key=request.headers["Idempotency-Key"],
        )
        return Response(PermitSerializer(permit).data, status=201 if is_new else 200)
