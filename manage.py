#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    from config.engines import ready
    from config.engines.errors import EngineError

    try:
        ready.for_command(sys.argv)
        execute_from_command_line(sys.argv)
    except EngineError as wrong:
        sys.exit(str(wrong))


if __name__ == "__main__":
    main()
