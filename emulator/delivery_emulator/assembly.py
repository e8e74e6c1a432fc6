"""Puts the emulator together: moto, the plug-in's services, the engine and the resource types."""

from delivery_emulator import clients
from delivery_emulator.application import Application
from delivery_emulator.cloudformation.resources import load_all
from delivery_emulator.services import install_all


def assemble() -> Application:
    """The whole application; `settings.use` must have been called."""
    install_all()
    load_all()
    application = Application()
    clients.serve_with(application)
    return application
