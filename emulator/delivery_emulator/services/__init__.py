"""What this emulator adds to moto's services; each module patches one service when `install` is called."""

from __future__ import annotations


def install_all() -> None:
    """Patch moto's services once, before the server starts."""
    from delivery_emulator.services import ec2, kms, logs

    for module in (ec2, kms, logs):
        module.install()


def end_all() -> None:
    """End what the services have started: child processes and threads."""
