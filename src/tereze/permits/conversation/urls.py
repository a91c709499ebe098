# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the conversation's pages."""

from django.urls import path

from tereze.permits.conversation.views import chats, simulator

urlpatterns = [
    path("chats", chats.chats, name="chats"),
    path("simulator", simulator.simulator, name="simulator"),
    path("simulator/<int:number>.png", simulator.simulator_picture, name="simulator-picture"),
]
