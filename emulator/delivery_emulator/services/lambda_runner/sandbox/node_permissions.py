"""Node's own permission model, where the machine has no namespaces for us: a fence within the process."""

from collections.abc import Mapping
from pathlib import Path

from delivery_emulator.services.lambda_runner.sandbox.node import Node, node_path
from delivery_emulator.services.lambda_runner.sandbox.place import (
    Place,
    Program,
    Unavailable,
    layers_outside,
    make_scratch,
    outside_variables,
)
from delivery_emulator.services.lambda_runner.sandbox.root_directory import RUNNER_FILES
from delivery_emulator.services.lambda_runner.sandbox.sdk import packages
from delivery_emulator.services.lambda_runner.sandbox.unconfined import python_place

_WITHOUT_CORE_DUMPS = ("/bin/sh", "-c", 'ulimit -c 0; exec "$@"', "sh")


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
            f"start no process; what is not JavaScript is not held by it, "
            f"and functions of Python run unconfined (no sandbox of namespaces: {why})"
        )

    def place(self, program: Program, scratch_megabytes: int) -> Place:
        """Here the function's variables come after node has started: some of them would open the fence."""
        if program.language == "python":
            return python_place(self._state_dir, program)
        scratch = make_scratch(self._state_dir)
        layers = layers_outside(program, scratch)
        variables = {**outside_variables(scratch, layers), **node_path(layers)}
        code = program.task.resolve()
        grants = [f"--allow-fs-read={path}/" for path in (code, code.parent / "node_modules", scratch, layers)]

        def environment(wanted: Mapping[str, str]) -> Mapping[str, str]:
            outside = {name: variables[name] for name in variables.keys() - {"NODE_PATH"}}
            return {**outside, "EMULATOR_RUNNER": wanted.get("EMULATOR_RUNNER", "")}

        command = (*self._command, *grants, f"--allow-fs-write={scratch}/")
        return Place(command, str(RUNNER_FILES / "runner.cjs"), str(code), variables, environment, scratch, layers)
