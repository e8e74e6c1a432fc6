"""Pays the costs of first calls before the emulator says it is ready, or right after."""

from __future__ import annotations


def warm_up() -> None:
    """Nothing yet."""
