"""What every kind of confinement offers: a place in which one process of a function runs."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Place:
    """The surroundings of one process."""

    command: Sequence[str]
    """Starts node there; the arguments of node follow."""
    runner: str
    """The path of `runner.cjs` there."""
    task_root: str
    """The path of the function's code there."""
    variables: Mapping[str, str]
    """What a function finds there before its own variables."""
    environment: Callable[[Mapping[str, str]], Mapping[str, str]]
    """The environment to give to `command` so that node gets these variables."""
    scratch: Path | None = None
    """A private directory that goes with the process."""

    def clear(self) -> None:
        """Remove what the process leaves."""
        if self.scratch is not None:
            shutil.rmtree(self.scratch, ignore_errors=True)


def make_scratch(state_dir: Path) -> Path:
    """A private directory for one process."""
    parent = state_dir.resolve() / "lambda" / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=parent))


class Confinement(Protocol):
    """One way to keep functions apart from the user."""

    @property
    def description(self) -> str:
        """How functions run, as the end of a sentence that begins with "functions run"."""
        ...

    def place(self, task: Path, scratch_megabytes: int) -> Place:
        """A place for code that lies in `task`, with so much room for temporary files where that can be limited."""
        ...


class Unavailable(Exception):
    """This machine does not offer that confinement; the message says why."""
