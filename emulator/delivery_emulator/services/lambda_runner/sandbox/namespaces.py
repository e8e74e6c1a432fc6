"""Linux namespaces by util-linux: functions have a file system, a process table and a user of their own."""

import os
import re
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

from delivery_emulator.services.lambda_runner.sandbox.node import Node
from delivery_emulator.services.lambda_runner.sandbox.place import Place, Unavailable, make_scratch
from delivery_emulator.services.lambda_runner.sandbox.root_directory import lay_out

_ENTER = Path(__file__).with_name("enter.sh")
_SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_NAME = re.compile(r"(?!(?:UID|EUID|PPID|BASHOPTS|SHELLOPTS|BASH_VERSINFO)$)[A-Za-z_][A-Za-z0-9_]*")
"""What every shell can export, without what bash keeps for itself; the runner sets the others too."""
_VARIABLES = {"LANG": "en_US.UTF-8", "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin"}
"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html; `HOME` is not among them."""


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
        try:
            self._root = lay_out(state_dir.resolve() / "lambda" / "root", node.executable, modules)
        except OSError as error:
            raise Unavailable(str(error)) from error
        self._command = (
            *(str(programs["setpriv"]), "--pdeathsig", "KILL"),
            *(str(programs["unshare"]), "--user", "--map-root-user", "--mount", "--pid", "--ipc", "--fork"),
            *("--kill-child", "/bin/sh", "-c", _ENTER.read_text(), "sh"),
        )

    def place(self, task: Path, scratch_megabytes: int) -> Place:
        """Files as on Lambda; the function's variables take effect only behind the door."""
        scratch = make_scratch(self._state_dir)
        mounts = scratch / "mounts"
        mounts.write_text(self._root.mounts_for(task.resolve(), scratch_megabytes), encoding="utf-8")

        def environment(variables: Mapping[str, str]) -> Mapping[str, str]:
            exports = [
                f"export {name}={shlex.quote(value)}" for name, value in variables.items() if _NAME.fullmatch(name)
            ]
            return {"PATH": self._path, "EMULATOR_VARIABLES": "\n".join(exports)}

        command = (*self._command, str(self._root.path), str(mounts), "/var/lang/bin/node")
        return Place(command, "/var/runtime/runner.cjs", "/var/task", _VARIABLES, environment, scratch)
