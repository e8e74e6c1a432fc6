"""What every kind of confinement offers: a place in which one process of a function runs."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Language = Literal["node", "python"]


@dataclass(frozen=True)
class Program:
    """What runs in a place."""

    language: Language
    task: Path
    """The directory of the function's own code."""
    layers: Path | None = None
    """The directory of its layers, laid over each other."""


@dataclass(frozen=True)
class Place:
    """The surroundings of one process."""

    command: Sequence[str]
    """Starts the language's interpreter there; its arguments follow."""
    runner: str
    """The path of `runner.cjs` or `bootstrap.py` there."""
    task_root: str
    """The path of the function's code there."""
    variables: Mapping[str, str]
    """What a function finds there before its own variables."""
    environment: Callable[[Mapping[str, str]], Mapping[str, str]]
    """The environment to give to `command` so that the interpreter gets these variables."""
    scratch: Path | None = None
    """A private directory that goes with the process."""
    layers: str = "/opt"
    """The path of the layers there."""

    def clear(self) -> None:
        """Remove what the process leaves."""
        if self.scratch is not None:
            shutil.rmtree(self.scratch, ignore_errors=True)


def make_scratch(state_dir: Path) -> Path:
    """A private directory for one process."""
    parent = state_dir.resolve() / "lambda" / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=parent))


def outside_variables(scratch: Path, layers: str) -> dict[str, str]:
    """Enough of the emulator's variables to run an interpreter of this machine, and nothing of the user's."""
    path = f"{os.environ.get('PATH', os.defpath)}:{layers}/bin"
    return {**{name: os.environ[name] for name in ("LANG",) if name in os.environ}, "PATH": path, "TMPDIR": str(scratch)}


def layers_outside(program: Program, scratch: Path) -> str:
    """Where the layers lie on this machine's files; a directory that is not there where a function has none."""
    return str(program.layers.resolve() if program.layers is not None else scratch / "opt")


class Confinement(Protocol):
    """One way to keep functions apart from the user."""

    @property
    def description(self) -> str:
        """How functions run, as the end of a sentence that begins with "functions run"."""
        ...

    def place(self, program: Program, scratch_megabytes: int) -> Place:
        """A place for a program, with so much room for temporary files where that can be limited."""
        ...


class Unavailable(Exception):
    """This machine does not offer that confinement; the message says why."""
