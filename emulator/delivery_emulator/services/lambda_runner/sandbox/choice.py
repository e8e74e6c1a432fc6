"""Which confinement this emulator uses: the strongest that has just proved itself on this machine."""

import functools
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from delivery_emulator import settings
from delivery_emulator.services.lambda_runner.sandbox.namespaces import Namespaces
from delivery_emulator.services.lambda_runner.sandbox.node import NodeMissing, node
from delivery_emulator.services.lambda_runner.sandbox.node_permissions import NodePermissions
from delivery_emulator.services.lambda_runner.sandbox.place import Confinement, Program, Unavailable
from delivery_emulator.services.lambda_runner.sandbox.unconfined import Unconfined

PROBE_SECONDS = 30
_PROBE = """
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const readable = (file) => { try { return readFileSync(file).length > 0; } catch { return false; } };
writeFileSync(join(require('node:os').tmpdir(), 'probe'), 'x');
const [task, secret] = process.argv.slice(-2);
console.log(readable(join(task, 'probe.txt')) && !readable(secret) ? 'confined' : 'not confined');
"""
_choosing = threading.Lock()


def confinement() -> Confinement:
    """How functions of this emulator run; tried out when first asked for, and said in the log. Raises `NodeMissing`."""
    current = settings.current()
    with _choosing:
        return _choose(current.state_dir, current.node_modules)


def description() -> str:
    """One line that says how functions run here, for whoever starts the emulator."""
    try:
        return f"functions run {confinement().description}"
    except NodeMissing as error:
        return f"functions cannot run: {error}"


@functools.lru_cache(maxsize=4)
def _choose(state_dir: Path, modules: Path | None) -> Confinement:
    chosen = _strongest(state_dir, modules)
    print(f"functions run {chosen.description}", file=sys.stderr, flush=True)
    return chosen


def _strongest(state_dir: Path, modules: Path | None) -> Confinement:
    found = node()
    reasons: list[str] = []
    kinds: Sequence[Callable[[], Confinement]] = (
        lambda: Namespaces(state_dir, found, modules),
        lambda: NodePermissions(state_dir, found, modules, reasons[0]),
    )
    for kind in kinds:
        try:
            candidate = kind()
            _try_out(candidate, state_dir)
        except Unavailable as error:
            reasons.append(str(error))
        else:
            return candidate
    return Unconfined(state_dir, found, "; ".join(reasons))


def _try_out(candidate: Confinement, state_dir: Path) -> None:
    """Start node there: it must read its task, write its temporary files, and not see a file beside them."""
    probe = state_dir / "lambda" / "probe"
    task = probe / "task"
    task.mkdir(parents=True, exist_ok=True)
    (task / "probe.txt").write_text("x")
    secret = probe / "secret.txt"
    secret.write_text("x")
    place = candidate.place(Program("node", task), 1)
    command = [*place.command, "-e", _PROBE, "--", place.task_root, str(secret.resolve())]
    try:
        environment = place.environment(place.variables)
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PROBE_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"it did not start within {PROBE_SECONDS} seconds") from error
    except OSError as error:
        raise Unavailable(str(error)) from error
    finally:
        place.clear()
    if done.stdout.strip() != "confined":
        said = " ".join((done.stderr.strip() or done.stdout.strip() or f"exit status {done.returncode}").split())
        raise Unavailable(said[:300])
