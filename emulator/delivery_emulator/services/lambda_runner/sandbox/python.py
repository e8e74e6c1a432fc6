"""The emulator's own Python, and what of its packages the Lambda runtime offers: the AWS SDK and what that needs."""

import functools
import importlib.util
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

RUNTIME_PACKAGES = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")
"""What functions can import; everything else must be in the uploaded code or a layer.
https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html#python-sdk-included"""
RUNTIME_FILES = Path(__file__).resolve().parent.parent / "python_runtime"
NAME = f"python{sys.version_info.major}.{sys.version_info.minor}"


def executable() -> Path:
    """The interpreter itself, where this one is that of a virtual environment."""
    return Path(getattr(sys, "_base_executable", None) or sys.executable).resolve()


def standard_library() -> Mapping[str, Path]:
    """The directories of the standard library and the interpreter's own shared object, by their paths below its prefix."""
    prefix = Path(sys.base_prefix)
    base = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    found = {Path(sysconfig.get_path(name, vars=base)) for name in ("stdlib", "platstdlib")}
    shared = {file for directory in ("lib", "lib64") for file in (prefix / directory).glob("libpython3*.so*")}
    return {str(path.relative_to(prefix)): path for path in sorted(found | shared) if path.exists()}


@functools.cache
def packages() -> Mapping[str, Path]:
    """The runtime's packages by the names of their directories or files."""
    specs = (importlib.util.find_spec(name) for name in RUNTIME_PACKAGES)
    origins = (Path(spec.origin).resolve() for spec in specs if spec is not None and spec.origin)
    places = (origin.parent if origin.name == "__init__.py" else origin for origin in origins)
    return {place.name: place for place in places}


def runtime_directory(path: Path) -> Path:
    """A directory of links to what `/var/runtime` holds, for an interpreter that runs on this machine's files."""
    path.mkdir(parents=True, exist_ok=True)
    for name, place in {**packages(), **{file.name: file for file in RUNTIME_FILES.glob("*.py")}}.items():
        if not (path / name).is_symlink():
            (path / name).symlink_to(place)
    return path
