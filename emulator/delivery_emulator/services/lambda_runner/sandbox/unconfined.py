"""No confinement: what is left where the machine offers none."""

from pathlib import Path

from delivery_emulator.services.lambda_runner.sandbox.node import Node
from delivery_emulator.services.lambda_runner.sandbox.node_permissions import outside_variables
from delivery_emulator.services.lambda_runner.sandbox.place import Place, make_scratch
from delivery_emulator.services.lambda_runner.sandbox.root_directory import RUNNER_FILES


class Unconfined:
    """Functions may do what the user may."""

    def __init__(self, state_dir: Path, node: Node, why: str) -> None:
        self._state_dir, self._node = state_dir, node
        self.description = f"unconfined: they can read, write and start whatever you can ({why})"

    def place(self, task: Path, scratch_megabytes: int) -> Place:
        """The user's own files and processes, with few variables."""
        scratch = make_scratch(self._state_dir)
        runner = str(RUNNER_FILES / "runner.cjs")
        command = (str(self._node.executable),)
        return Place(command, runner, str(task), outside_variables(scratch), dict, scratch)
