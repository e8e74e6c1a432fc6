"""Walks the resources of a plan: one after the other, but beside those that wait for something outside."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from delivery_emulator.cloudformation.plan import Plan
from delivery_emulator.cloudformation.support import resource_type

AT_ONCE = 4


def in_order(plan: Plan, deploy: Callable[[str], None]) -> None:
    """Deploy each resource after everything it needs.

    What runs in the background begins once everything else is made that was ready when it became so: on AWS they begin together,
    and a function takes longer to be asked than a policy to be attached. The first failure ends the walk: what runs in the
    background is waited for, then the failure is raised.
    """
    waiting, done = list(plan.order), set[str]()
    beside: dict[str, set[str]] = {}
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while waiting or running:
            ready = [name for name in waiting if plan.needs[name] <= done]
            patient = [name for name in ready if _in_background(plan, name)]
            ready = [name for name in ready if name not in patient]
            for name in patient:
                if beside.setdefault(name, set(ready)) <= done:
                    running[pool.submit(deploy, name)] = name
                    waiting.remove(name)
            if ready:
                deploy(ready[0])
                waiting.remove(ready[0])
                done.add(ready[0])
            finished = wait(running, timeout=0 if ready else None, return_when=FIRST_COMPLETED).done if running else ()
            for future in finished:
                done.add(running.pop(future))
                future.result()


def _in_background(plan: Plan, logical_id: str) -> bool:
    found = resource_type(plan.resources[logical_id]["Type"])
    return found is not None and found.in_background
