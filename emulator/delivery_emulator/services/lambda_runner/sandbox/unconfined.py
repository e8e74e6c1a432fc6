"""No confinement: what is left where the machine offers none, or none for a language."""

from pathlib import Path

from delivery_emulator.services.lambda_runner.sandbox import python
from delivery_emulator.services.lambda_runner.sandbox.node import Node, node_path
from delivery_emulator.services.lambda_runner.sandbox.place import (
    Place,
    Program,
    layers_outside,
    make_scratch,
    outside_variables,
)
from delivery_emulator.services.lambda_runner.sandbox.root_directory import RUNNER_FILES


class Unconfined:
    """Functions may do what the user may."""

    def __init__(self, state_dir: Path, node: Node, why: str) -> None:
        self._state_dir, self._node = state_dir, node
        self.description = f"unconfined: they can read, write and start whatever you can ({why})"

    def place(self, program: Program, scratch_megabytes: int) -> Place:
        """The user's own files and processes, with few variables."""
        if program.language == "python":
            return python_place(self._state_dir, program)
        scratch = make_scratch(self._state_dir)
        layers = layers_outside(program, scratch)
        variables = {**outside_variables(scratch, layers), **node_path(layers)}
        command = (str(self._node.executable),)
        return Place(command, str(RUNNER_FILES / "runner.cjs"), str(program.task), variables, dict, scratch, layers)


def python_place(state_dir: Path, program: Program) -> Place:
    """The machine's Python on the user's own files, without what is installed for it: it has no permission model."""
    scratch = make_scratch(state_dir)
    layers = layers_outside(program, scratch)
    runtime = python.runtime_directory(state_dir.resolve() / "lambda" / "python")
    variables = {**outside_variables(scratch, layers), "LAMBDA_RUNTIME_DIR": str(runtime)}
    command = (str(python.executable()), "-S")
    return Place(command, str(runtime / "bootstrap.py"), str(program.task), variables, dict, scratch, layers)
