#!/usr/bin/env python
"""The door to every command of the house."""

import os
import sys

from django.core.management import execute_from_command_line

from trustrepair.environment import SettingsError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustrepair.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
