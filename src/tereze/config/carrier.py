# SPDX-License-Identifier: EUPL-1.2
"""The carrier: holds the lines to carriers of short messages.

`python -m tereze.config.carrier`; `tereze up` and `tereze serve --carrier` start it.
"""

import gc
import os

import django
import uvloop


def main() -> None:
    """Carry until told to stop; then finish what is under way, and go."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")
    django.setup()
    # Here, because models exist only from here on.
    from tereze.messaging.carrying import hold_lines

    gc.collect()
    gc.freeze()
    uvloop.run(hold_lines())


if __name__ == "__main__":
    main()
