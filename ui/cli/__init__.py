"""The command ``yugwon``."""

from ui.cli.app import main

__all__ = ["main"]
