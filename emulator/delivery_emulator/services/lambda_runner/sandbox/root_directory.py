"""The files that a function sees in its namespaces, laid out as in Lambda's execution environment."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from delivery_emulator.services.lambda_runner.sandbox import python
from delivery_emulator.services.lambda_runner.sandbox.place import Program
from delivery_emulator.services.lambda_runner.sandbox.sdk import SDK_SCOPES, packages

_USER = "sbx_user1051"
"""As error messages of functions on AWS name it, with a home that is not there; AWS documents neither.
https://github.com/CloudSnorkel/cdk-github-runners/issues/153"""
RUNNER_FILES = Path(__file__).resolve().parent.parent
_DIRECTORIES = ("dev", "etc", "mnt", "opt", "proc", "tmp", "usr", "var/lang/bin", "var/runtime", "var/task")
_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_PROGRAMS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32", "libexec", "share")
"""Below `/usr`; not what the machine's owner has put into `/usr/local` and `/usr/src`."""
_SETTINGS = (
    *("resolv.conf", "hosts", "host.conf", "gai.conf", "nsswitch.conf", "services", "protocols", "localtime"),
    *("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "ssl/certs", "ssl/cert.pem", "ssl/openssl.cnf"),
    *("ca-certificates", "crypto-policies", "pki/ca-trust", "pki/tls/certs", "pki/tls/cert.pem", "pki/tls/openssl.cnf"),
)
"""Below `/etc`: how names are found and certificates judged; no keys, no accounts."""
_STREAMS = {"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}
_DEVICES = ("null", "zero", "full", "random", "urandom")


@dataclass(frozen=True)
class Interpreter:
    """What runs functions of one language."""

    runner: Sequence[Path]
    """Files that go to `/var/runtime`."""
    mounts: Mapping[str, Path]
    """The machine's files by their paths there, without the first slash."""
    links: Mapping[str, str] = field(default_factory=dict)
    hidden: Sequence[str] = ()
    """Directories of these files that appear empty."""


def node_interpreter(node: Path, modules: Path | None) -> Interpreter:
    """Node with the SDK."""
    sdk = packages(modules) if modules is not None else {}
    return Interpreter(
        runner=sorted(RUNNER_FILES.glob("*.cjs")),
        mounts={"var/lang/bin/node": node, **{f"var/runtime/node_modules/{name}": place for name, place in sdk.items()}},
        links={f"var/node_modules/{name}": f"../runtime/node_modules/{name}" for name in sdk if name in SDK_SCOPES},
    )


def python_interpreter() -> Interpreter:
    """Python with its standard library and the SDK, and nothing else that is installed for it."""
    library = python.standard_library()
    return Interpreter(
        runner=sorted(python.RUNTIME_FILES.glob("*.py")),
        mounts={
            f"var/lang/bin/{python.NAME}": python.executable(),
            **{f"var/lang/{name}": place for name, place in library.items()},
            **{f"var/runtime/{name}": place for name, place in python.packages().items()},
        },
        links={f"var/lang/bin/{name}": python.NAME for name in ("python", "python3")},
        hidden=[
            f"var/lang/{name}/{inner}"
            for name, place in library.items()
            for inner in ("site-packages", "dist-packages")
            if (place / inner).is_dir()
        ],
    )


@dataclass(frozen=True)
class RootDirectory:
    """An almost empty directory, and the mounts that make it the root of a function's files."""

    path: Path
    mounts: str
    """Lines of an fstab."""

    def mounts_for(self, program: Program, scratch_megabytes: int) -> str:
        """All mounts of one process."""
        scratch = f"nosuid,nodev,mode=1777,size={scratch_megabytes}m"
        return "".join(
            [
                self.mounts,
                _read_only(program.task.resolve(), self.path / "var" / "task"),
                _read_only(program.layers.resolve(), self.path / "opt") if program.layers is not None else "",
                _line("proc", self.path / "proc", "proc", "ro,nosuid,nodev,noexec"),
                _line("tmpfs", self.path / "tmp", "tmpfs", scratch),
            ]
        )


def lay_out(path: Path, interpreter: Interpreter) -> RootDirectory:
    """Make the directory anew."""
    shutil.rmtree(path, ignore_errors=True)
    for name in _DIRECTORIES:
        (path / name).mkdir(parents=True)
    (path / "etc" / "passwd").write_text(f"{_USER}:x:0:0::/home/{_USER}:/sbin/nologin\n")
    (path / "etc" / "group").write_text(f"{_USER}:x:0:\n")
    for file in interpreter.runner:
        shutil.copyfile(file, path / "var" / "runtime" / file.name)
    links = {**{f"dev/{link}": f"/proc/self/{name}" for link, name in _STREAMS.items()}, **interpreter.links}
    for link, name in links.items():
        (path / link).parent.mkdir(parents=True, exist_ok=True)
        (path / link).symlink_to(name)
    return RootDirectory(path, "".join([_read_only(path, path), *_parts(path, interpreter)]))


def _parts(root: Path, interpreter: Interpreter) -> Iterator[str]:
    for place in (*_SYSTEM, *(f"/usr/{name}" for name in _PROGRAMS)):
        source, target = Path(place), root / place[1:]
        if source.is_symlink():
            target.symlink_to(os.readlink(source))
        elif source.is_dir():
            yield _read_only(source, _mount_point(source, target))
    for name in _SETTINGS:
        source = Path("/etc", name).resolve()
        if source.exists():
            yield _read_only(source, _mount_point(source, root / "etc" / name))
    for name in _DEVICES:
        yield _line(f"/dev/{name}", _mount_point(Path("/dev", name), root / "dev" / name), "none", "bind")
    for name, source in interpreter.mounts.items():
        yield _read_only(source, _mount_point(source, root / name))
    for name in interpreter.hidden:
        yield _read_only(root / "mnt", root / name)


def _mount_point(source: Path, target: Path) -> Path:
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    return target


def _read_only(source: Path, target: Path) -> str:
    """The restrictions that a file system has already cannot be left out where it is mounted again."""
    more = ",noexec" if os.statvfs(source).f_flag & os.ST_NOEXEC else ""
    return _line(str(source), target, "none", f"rbind,ro,nosuid,nodev{more}")


def _line(source: str, target: Path, kind: str, options: str) -> str:
    return f"{_escaped(source)} {_escaped(str(target))} {kind} {options} 0 0\n"


def _escaped(path: str) -> str:
    """A path as fstab writes it."""
    return "".join(f"\\{ord(char):03o}" if char in " \t\n\\#" else char for char in path)
