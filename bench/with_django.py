# SPDX-License-Identifier: EUPL-1.2
"""Runs a module with Django ready: `python -m bench.with_django bench.furnish` and its arguments.

What measures has no Django: it knows one database a process, and several instances are measured.
What prepares an instance needs models, which can only be imported when Django is set up; so that is
done here, in a process of its own.
"""

import runpy
import sys

import django

if __name__ == "__main__":
    django.setup()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
