# SPDX-License-Identifier: EUPL-1.2
"""Clients show a key, of which the database keeps a digest."""

import hashlib
from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from typing_extensions import override

from bench.drf.models import Client

if TYPE_CHECKING:
    from rest_framework.views import APIView


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


class ApiKeyAuthentication(BaseAuthentication):
    """Authorization: Bearer KEY."""

    @override
    def authenticate(self, request: Request) -> tuple[Client, None]:
        kind, _, key = get_authorization_header(request).decode("latin-1").partition(" ")
        client = Client.objects.filter(key_digest=digest(key)).first()
        if kind.lower() != "bearer" or client is None:
            raise AuthenticationFailed
        return client, None

    @override
    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class IsClient(BasePermission):
    """Somebody whose key is known."""

    @override
    def has_permission(self, request: Request, view: "APIView") -> bool:
        return isinstance(request.user, Client)
