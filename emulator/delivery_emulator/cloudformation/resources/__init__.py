"""The resource types the emulator's CloudFormation knows; one module per AWS service, each registering its types."""

import importlib
import pkgutil


def load_all() -> None:
    """Import every module of this package, so that its resource types register themselves."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
