"""The AWS SDK that the Lambda runtime offers, and the packages it needs itself."""

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

SDK_SCOPES = ("@aws-sdk", "@smithy", "@aws", "@aws-crypto")
"""What functions can import; everything else must be in the uploaded code."""


@functools.lru_cache(maxsize=4)
def packages(modules: Path) -> Mapping[str, Path]:
    """The SDK's scopes, and what they depend on outside of them, by their names below `modules`."""
    found = {scope: (modules / scope).resolve() for scope in SDK_SCOPES if (modules / scope).is_dir()}
    waiting = [package for directory in found.values() for package in directory.iterdir()]
    seen: set[Path] = set()
    while waiting:
        package = waiting.pop()
        if package in seen:
            continue
        seen.add(package)
        for name in _dependencies(package):
            needed = _nearest(package, name, modules)
            if needed is None:
                continue
            waiting.append(needed)
            if needed == modules / name and name.split("/")[0] not in SDK_SCOPES:
                found[name] = needed.resolve()
    return found


def _dependencies(package: Path) -> Iterator[str]:
    manifest = package / "package.json"
    if manifest.is_file():
        described = json.loads(manifest.read_text(encoding="utf-8"))
        for kind in ("dependencies", "optionalDependencies", "peerDependencies"):
            yield from described.get(kind, {})


def _nearest(package: Path, name: str, modules: Path) -> Path | None:
    """The package that node would find from there: nested ones first."""
    nested = [parent / "node_modules" / name for parent in (package, *package.parents) if modules in parent.parents]
    return next((directory for directory in (*nested, modules / name) if directory.is_dir()), None)
