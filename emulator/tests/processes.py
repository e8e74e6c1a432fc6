"""Processes of this machine, as everybody sees them: functions may know themselves by other numbers."""

import subprocess


def descendants(process: int) -> set[int]:
    """Everything that a process has started, and what that has started."""
    children: dict[int, list[int]] = {}
    for pid, parent, _ in _table():
        children.setdefault(parent, []).append(pid)
    found, waiting = set[int](), [process]
    while waiting:
        new = children.get(waiting.pop(), [])
        found.update(new)
        waiting.extend(new)
    return found


def alive(processes: set[int]) -> set[int]:
    """Those that are still there; one that only waits to be reaped has ended."""
    return {pid for pid, _, state in _table() if pid in processes and not state.startswith("Z")}


def _table() -> list[tuple[int, int, str]]:
    shown = subprocess.run(["ps", "-axo", "pid=,ppid=,stat="], check=True, capture_output=True, text=True).stdout
    return [(int(pid), int(parent), state) for pid, parent, state, *_ in map(str.split, shown.splitlines())]
