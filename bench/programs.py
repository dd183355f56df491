"""How a benchmark ends when a program that it runs fails."""

import subprocess
import sys


def run(main):
    """Runs main; a program that failed is named, without a stack trace."""
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{failed.cmd[0]} ended with {failed.returncode}; what it said stands above.")
