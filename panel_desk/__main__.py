"""Starts Panel Desk: the window, or the command line."""

import sys


def main() -> int:
    """Run what the command line asks for; the window where it asks for nothing."""
    return 0


if __name__ == "__main__":
    sys.exit(main())
