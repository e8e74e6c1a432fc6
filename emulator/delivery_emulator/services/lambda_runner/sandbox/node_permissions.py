"""Node's own permission model, where the machine has no namespaces for us: a fence within the process."""

import os
from collections.abc import Mapping
from pathlib import Path

from delivery_emulator.services.lambda_runner.sandbox.node import Node
from delivery_emulator.services.lambda_runner.sandbox.place import Place, Unavailable, make_scratch
from delivery_emulator.services.lambda_runner.sandbox.root_directory import RUNNER_FILES
from delivery_emulator.services.lambda_runner.sandbox.sdk import packages

_WITHOUT_CORE_DUMPS = ("/bin/sh", "-c", 'ulimit -c 0; exec "$@"', "sh")


def outside_variables(scratch: Path) -> Mapping[str, str]:
    """Enough of the emulator's variables to run node, and nothing of the user's."""
    return {**{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}, "TMPDIR": str(scratch)}


class NodePermissions:
    """Needs a node that has it. Raises `Unavailable`."""

    def __init__(self, state_dir: Path, node: Node, modules: Path | None, why: str) -> None:
        flag = next((name for name in ("--permission", "--experimental-permission") if name in node.flags), None)
        if flag is None:
            raise Unavailable(f"node {node.version} has no permission model")
        quiet = ["--disable-warning=ExperimentalWarning"] if "--disable-warning" in node.flags else []
        network = ["--allow-net"] if "--allow-net" in node.flags else []
        sdk = packages(modules).values() if modules is not None else ()
        readable = [f"--allow-fs-read={path}" for path in (*RUNNER_FILES.glob("*.cjs"), *(f"{path}/" for path in sdk))]
        self._command = (*_WITHOUT_CORE_DUMPS, str(node.executable), flag, *quiet, *network, *readable)
        self._state_dir = state_dir
        self.description = (
            "under node's permission model: they read their own code and the AWS SDK, write to a private directory and "
            f"start no process; what is not JavaScript is not held by it (no sandbox of namespaces: {why})"
        )

    def place(self, task: Path, scratch_megabytes: int) -> Place:
        """Here the function's variables come after node has started: some of them would open the fence."""
        scratch = make_scratch(self._state_dir)
        variables = outside_variables(scratch)
        code = task.resolve()
        grants = [f"--allow-fs-read={path}/" for path in (code, code.parent / "node_modules", scratch)]

        def environment(wanted: Mapping[str, str]) -> Mapping[str, str]:
            return {**variables, "EMULATOR_RUNNER": wanted.get("EMULATOR_RUNNER", "")}

        command = (*self._command, *grants, f"--allow-fs-write={scratch}/")
        return Place(command, str(RUNNER_FILES / "runner.cjs"), str(code), variables, environment, scratch)
