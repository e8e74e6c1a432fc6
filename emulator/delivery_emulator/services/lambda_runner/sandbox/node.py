"""The machine's `node`: the program itself, where the PATH may hold a shim of a version manager."""

import functools
import json
import os
import subprocess
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

_ABOUT = (
    "JSON.stringify({ executable: fs.realpathSync(process.execPath), version: process.version,"
    " flags: [...process.allowedNodeEnvironmentFlags] })"
)


@dataclass(frozen=True)
class Node:
    """A Node.js installation."""

    executable: Path
    version: str
    flags: Collection[str]
    """The options it knows."""


class NodeMissing(Exception):
    """There is no `node` on this machine that runs."""


def node() -> Node:
    """What the PATH calls `node`. Raises `NodeMissing`."""
    return _ask(os.environ.get("PATH", os.defpath))


def node_path(layers: str) -> dict[str, str]:
    """`NODE_PATH` for packages of layers. Lambda's own value ends with the SDK's directory, which is found here without it."""
    major = node().version.removeprefix("v").split(".")[0]
    return {"NODE_PATH": f"{layers}/nodejs/node{major}/node_modules:{layers}/nodejs/node_modules"}


@functools.lru_cache(maxsize=4)
def _ask(path: str) -> Node:
    variables = {**{name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}, "PATH": path}
    try:
        answer = subprocess.run(["node", "-p", _ABOUT], env=variables, capture_output=True, check=True)
    except FileNotFoundError as error:
        raise NodeMissing("node is not on the PATH: Lambda functions need Node.js 20 or newer") from error
    except subprocess.CalledProcessError as error:
        raise NodeMissing(f"node does not run: {error.stderr.decode(errors='replace').strip()}") from error
    found = json.loads(answer.stdout)
    return Node(Path(found["executable"]), found["version"], frozenset(found["flags"]))
