# SPDX-License-Identifier: EUPL-1.2
"""One port for gate and pages: the gate answers its paths without Django, Django all others."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")
pages = get_asgi_application()
