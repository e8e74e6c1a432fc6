"""A function's code on disk: unpacked once per code hash, with the AWS SDK beside it as in the Lambda runtime."""

import hashlib
import io
import os
import shutil
import threading
import zipfile
from pathlib import Path

from delivery_emulator import settings
from delivery_emulator.services.lambda_runner.sandbox.sdk import SDK_SCOPES

_unpacking = threading.Lock()


def task_directory(code: bytes) -> Path:
    """The directory with the unpacked code (`/var/task` on AWS). Raises `ValueError` for what is not a zip."""
    home = settings.current().state_dir / "lambda" / hashlib.sha256(code).hexdigest()[:32]
    task = home / "task"
    with _unpacking:
        if not task.exists():
            _unpack(code, home)
            _link_sdk(home / "node_modules")
    return task


def _unpack(code: bytes, home: Path) -> None:
    partial = home / f"task.{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        with zipfile.ZipFile(io.BytesIO(code)) as archive:
            archive.extractall(partial)
    except zipfile.BadZipFile as error:
        raise ValueError(f"could not unzip the function's code: {error}") from error
    partial.rename(home / "task")


def _link_sdk(target: Path) -> None:
    modules = settings.current().node_modules
    target.mkdir(exist_ok=True)
    for scope in SDK_SCOPES:
        if modules is not None and (modules / scope).is_dir() and not (target / scope).exists():
            (target / scope).symlink_to((modules / scope).resolve(), target_is_directory=True)
