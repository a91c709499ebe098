# SPDX-License-Identifier: EUPL-1.2
"""The answerer: answers what people write over lines to carriers.

`python -m tereze.config.answerer`; `tereze up` and `tereze serve --carrier` start it.
"""

import gc
import os

import django


def main() -> None:
    """Make models importable, and answer."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")
    django.setup()
    answer()


def answer() -> None:
    """Answer until told to stop; then finish what is under way, and go."""
    # Here, because models exist only when Django is set up.
    from tereze.messaging.answering import Answerers

    gc.collect()
    gc.freeze()
    Answerers().run()


if __name__ == "__main__":
    main()
