# SPDX-License-Identifier: EUPL-1.2
"""The pages alone, for processes beside which gates run by themselves."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")

application = get_asgi_application()
