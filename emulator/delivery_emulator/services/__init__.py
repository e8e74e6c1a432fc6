"""What the plug-in changes in moto's services: each module that has an `install` function is installed at start."""

from __future__ import annotations

import importlib
import pkgutil


def install_all() -> None:
    """Install every service module, once, before the first request."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        install = getattr(importlib.import_module(f"{__name__}.{module.name}"), "install", None)
        if install is not None:
            install()
