"""Code and layers on disk: unpacked once per content, with the AWS SDK beside the code as in the Lambda runtime."""

import hashlib
import io
import os
import shutil
import stat
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path

from delivery_emulator import settings
from delivery_emulator.services.lambda_runner.sandbox.sdk import SDK_SCOPES

_unpacking = threading.Lock()


def task_directory(code: bytes) -> Path:
    """The directory with the unpacked code (`/var/task` on AWS). Raises `ValueError` for what cannot be unpacked."""
    home = settings.current().state_dir / "lambda" / hashlib.sha256(code).hexdigest()[:32]
    with _unpacking:
        if not (home / "task").exists():
            _unpack([code], home / "task")
            _link_sdk(home / "node_modules")
    return home / "task"


def layers_directory(layers: Sequence[bytes]) -> Path | None:
    """The directory with the layers, a later one over those before it (`/opt` on AWS). Raises `ValueError` as above.

    https://docs.aws.amazon.com/lambda/latest/dg/adding-layers.html
    """
    if not layers:
        return None
    together = hashlib.sha256(b"".join(hashlib.sha256(layer).digest() for layer in layers))
    home = settings.current().state_dir / "lambda" / "layers" / together.hexdigest()[:32]
    with _unpacking:
        if not home.exists():
            _unpack(layers, home)
    return home


def _unpack(archives: Sequence[bytes], target: Path) -> None:
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for content in archives:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for entry in archive.infolist():
                    _extract(archive, entry, partial)
        except zipfile.BadZipFile as error:
            raise ValueError(f"could not unzip the function's code: {error}") from error
    partial.rename(target)


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """One file with the rights that the archive gives it; programs in it can be run."""
    mode = entry.external_attr >> 16
    path = target / entry.filename
    if path.is_symlink():  # of an earlier layer: nothing is written through it
        path.unlink()
    place = Path(archive.extract(entry, target))
    if stat.S_ISLNK(mode):
        link = archive.read(entry).decode()
        if not (place.parent.resolve() / link).resolve().is_relative_to(target.resolve()):
            raise ValueError(f"the link {entry.filename} leads out of the archive, to {link}: put what it means beside it")
        place.unlink()
        place.symlink_to(link)
    elif mode & 0o777 and not entry.is_dir():
        place.chmod(mode & 0o777 | stat.S_IRUSR | stat.S_IWUSR)


def _link_sdk(target: Path) -> None:
    modules = settings.current().node_modules
    target.mkdir(exist_ok=True)
    for scope in SDK_SCOPES:
        if modules is not None and (modules / scope).is_dir() and not (target / scope).exists():
            (target / scope).symlink_to((modules / scope).resolve(), target_is_directory=True)
