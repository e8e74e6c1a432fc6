"""The files that a function sees in its namespaces, laid out as in Lambda's execution environment."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from delivery_emulator.services.lambda_runner.sandbox.sdk import SDK_SCOPES, packages

_USER = "sbx_user1051"
"""As error messages of functions on AWS name it, with a home that is not there; AWS documents neither.
https://github.com/CloudSnorkel/cdk-github-runners/issues/153"""
RUNNER_FILES = Path(__file__).resolve().parent.parent
_DIRECTORIES = ("dev", "etc", "mnt", "proc", "tmp", "usr")
_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_PROGRAMS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32", "libexec", "share")
"""Below `/usr`; not what the machine's owner has put into `/usr/local` and `/usr/src`."""
_SETTINGS = (
    *("resolv.conf", "hosts", "host.conf", "gai.conf", "nsswitch.conf", "services", "protocols", "localtime"),
    *("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "ssl/certs", "ssl/cert.pem", "ssl/openssl.cnf"),
    *("ca-certificates", "crypto-policies", "pki/ca-trust", "pki/tls/certs", "pki/tls/cert.pem", "pki/tls/openssl.cnf"),
)
"""Below `/etc`: how names are found and certificates judged; no keys, no accounts."""
_DEVICES = ("null", "zero", "full", "random", "urandom")


@dataclass(frozen=True)
class RootDirectory:
    """An almost empty directory, and the mounts that make it the root of a function's files."""

    path: Path
    mounts: str
    """Lines of an fstab."""

    def mounts_for(self, task: Path, scratch_megabytes: int) -> str:
        """All mounts of one process."""
        scratch = f"nosuid,nodev,mode=1777,size={scratch_megabytes}m"
        return "".join(
            [
                self.mounts,
                _read_only(task, self.path / "var" / "task"),
                _line("proc", self.path / "proc", "proc", "ro,nosuid,nodev,noexec"),
                _line("tmpfs", self.path / "tmp", "tmpfs", scratch),
            ]
        )


def lay_out(path: Path, node: Path, modules: Path | None) -> RootDirectory:
    """Make the directory anew."""
    shutil.rmtree(path, ignore_errors=True)
    for name in (*_DIRECTORIES, *(f"var/{name}" for name in ("lang/bin", "node_modules", "runtime", "task"))):
        (path / name).mkdir(parents=True)
    (path / "etc" / "passwd").write_text(f"{_USER}:x:0:0::/home/{_USER}:/sbin/nologin\n")
    (path / "etc" / "group").write_text(f"{_USER}:x:0:\n")
    for file in RUNNER_FILES.glob("*.cjs"):
        shutil.copyfile(file, path / "var" / "runtime" / file.name)
    for link, name in {"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}.items():
        (path / "dev" / link).symlink_to(f"/proc/self/{name}")
    return RootDirectory(path, "".join([_read_only(path, path), *_parts(path, node, modules)]))


def _parts(root: Path, node: Path, modules: Path | None) -> Iterator[str]:
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
    yield _read_only(node, _mount_point(node, root / "var" / "lang" / "bin" / "node"))
    for name, directory in (packages(modules) if modules is not None else {}).items():
        yield _read_only(directory, _mount_point(directory, root / "var" / "runtime" / "node_modules" / name))
        if name in SDK_SCOPES:
            (root / "var" / "node_modules" / name).symlink_to(f"../runtime/node_modules/{name}")


def _mount_point(source: Path, target: Path) -> Path:
    if source.is_dir():
        target.mkdir(parents=True)
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
