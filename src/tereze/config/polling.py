# SPDX-License-Identifier: EUPL-1.2
"""The process that asks messengers for what people write: `python -m tereze.config.polling`.

Only a bot with `#polling=1` in its address is asked; each has a thread.
"""

import os
import signal
import threading

import django


def main() -> None:
    """Ask until told to stop. What was kept is safe whenever that comes."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tereze.config.settings")
    django.setup()
    # Here, because models exist only from here on.
    from tereze.core import clock
    from tereze.messaging.polling import ask_for_ever, bots_to_ask

    for bot in bots_to_ask():
        options = {"stop": stop, "now": clock.now}
        # Nobody waits for it in the end: a vendor may keep it for half a minute.
        threading.Thread(target=ask_for_ever, args=(bot,), kwargs=options, daemon=True).start()
    stop.wait()


if __name__ == "__main__":
    main()
