"""What the running emulator was started with; the plug-in's services read it here."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """The command line, parsed."""

    endpoint: str
    """Always `http://localhost:PORT`: clients that build local template URLs know that word."""
    state_dir: Path
    """Private directory for logs and unpacked function code."""
    node_modules: Path | None
    """Where `@aws-sdk/*` is resolved for Lambda handlers, as in the Lambda runtime."""
    secret: str = field(repr=False)
    """What the root users of all accounts sign with; made anew at every start."""
    minute: float = 0
    """Seconds that a minute of AWS's delays takes here; 0: nothing is late."""
    kept_by: Path | None = None
    """The emulator is kept while there is this file."""
    history: Path | None = None
    """Where a kept emulator writes down what becomes of executions."""
    stubs: bool = False
    """Whether stubs stand for what CloudFormation here has not, instead of a refusal."""


class NotStarted(Exception):
    """Something asked for the settings before the emulator was put together."""


_current: list[Settings] = []


def use(settings: Settings) -> None:
    """Make these the settings of this process."""
    _current[:] = [settings]


def current() -> Settings:
    """The settings of this process. Raises `NotStarted` before `use`."""
    if not _current:
        raise NotStarted("the emulator has no settings yet: call settings.use first")
    return _current[0]
