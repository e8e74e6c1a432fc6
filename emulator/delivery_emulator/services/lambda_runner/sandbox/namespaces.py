"""Linux namespaces by util-linux: functions have a file system, a process table and a user of their own."""

import os
import re
import shlex
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path

from delivery_emulator.services.lambda_runner.sandbox import python
from delivery_emulator.services.lambda_runner.sandbox.node import Node, node_path
from delivery_emulator.services.lambda_runner.sandbox.place import Language, Place, Program, Unavailable, make_scratch
from delivery_emulator.services.lambda_runner.sandbox.root_directory import (
    RootDirectory,
    lay_out,
    node_interpreter,
    python_interpreter,
)

_ENTER = Path(__file__).with_name("enter.sh")
_SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_NAME = re.compile(r"(?!(?:UID|EUID|PPID|BASHOPTS|SHELLOPTS|BASH_VERSINFO)$)[A-Za-z_][A-Za-z0-9_]*")
"""What every shell can export, without what bash keeps for itself; the runner sets the others too."""
_LIBRARIES = "/var/lang/lib"
_VARIABLES = {
    "LANG": "en_US.UTF-8",
    "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin",
    "LD_LIBRARY_PATH": f"{_LIBRARIES}:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
    "LAMBDA_RUNTIME_DIR": "/var/runtime",
}
"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html; `HOME` is not among them."""
_RUNS = {"node": ("/var/lang/bin/node", "runner.cjs"), "python": (f"/var/lang/bin/{python.NAME}", "bootstrap.py")}


class Namespaces:
    """Needs Linux, user namespaces for everybody and util-linux. Raises `Unavailable`."""

    description = (
        "in a sandbox of Linux namespaces: they read their own code, the AWS SDK and the system's programs, write to "
        "a private /tmp, see no other process, and share the network"
    )

    def __init__(self, state_dir: Path, node: Node, modules: Path | None) -> None:
        path = f"{os.environ.get('PATH', '')}:{_SYSTEM_PATH}"
        programs = {name: shutil.which(name, path=path) for name in ("setpriv", "unshare", "mount", "pivot_root")}
        missing = [name for name, found in programs.items() if found is None]
        if missing:
            raise Unavailable(f"there is no {' and no '.join(missing)} on this machine")
        self._path = path
        self._state_dir = state_dir
        self._node, self._modules = node, modules
        self._roots: dict[Language, RootDirectory] = {}
        self._laying_out = threading.Lock()
        self._command = (
            *(str(programs["setpriv"]), "--pdeathsig", "KILL"),
            *(str(programs["unshare"]), "--user", "--map-root-user", "--mount", "--pid", "--ipc", "--fork"),
            *("--kill-child", "/bin/sh", "-c", _ENTER.read_text(), "sh"),
        )

    def place(self, program: Program, scratch_megabytes: int) -> Place:
        """Files as on Lambda; the function's variables take effect only behind the door."""
        root, scratch = self._root(program.language), make_scratch(self._state_dir)
        mounts = scratch / "mounts"
        mounts.write_text(root.mounts_for(program, scratch_megabytes), encoding="utf-8")

        def environment(variables: Mapping[str, str]) -> Mapping[str, str]:
            exports = [
                f"export {name}={shlex.quote(value)}"
                for name, value in _with_libraries(variables, program.language).items()
                if _NAME.fullmatch(name)
            ]
            return {"PATH": self._path, "EMULATOR_VARIABLES": "\n".join(exports)}

        interpreter, runner = _RUNS[program.language]
        command = (*self._command, str(root.path), str(mounts), interpreter)
        variables = {**_VARIABLES, **(node_path("/opt") if program.language == "node" else {})}
        return Place(command, f"/var/runtime/{runner}", "/var/task", variables, environment, scratch)

    def _root(self, language: Language) -> RootDirectory:
        with self._laying_out:
            if language not in self._roots:
                interpreter = (
                    node_interpreter(self._node.executable, self._modules) if language == "node" else python_interpreter()
                )
                try:
                    path = self._state_dir.resolve() / "lambda" / f"root-{language}"
                    self._roots[language] = lay_out(path, interpreter)
                except OSError as error:
                    raise Unavailable(str(error)) from error
            return self._roots[language]


def _with_libraries(variables: Mapping[str, str], language: Language) -> Mapping[str, str]:
    """This machine's Python may need its own library, which a function's `LD_LIBRARY_PATH` does not name."""
    own = variables.get("LD_LIBRARY_PATH", "")
    if language == "node" or _LIBRARIES in own.split(":"):
        return variables
    return {**variables, "LD_LIBRARY_PATH": ":".join(filter(None, [own, _LIBRARIES]))}
