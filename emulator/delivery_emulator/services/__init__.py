"""What this emulator adds to moto's services: a module with an `install` function is installed before the first
request, and one with an `end` function is ended with the server."""

import functools
import importlib
import pkgutil
from types import ModuleType


@functools.cache
def install_all() -> None:
    """Patch moto's services before the server starts; once, however often it is called."""
    _call_in_all("install")


def end_all() -> None:
    """End what the services have started: the Lambda functions' processes."""
    _call_in_all("end")


def _call_in_all(function: str) -> None:
    for module in _modules():
        if hasattr(module, function):
            getattr(module, function)()


def _modules() -> list[ModuleType]:
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]
