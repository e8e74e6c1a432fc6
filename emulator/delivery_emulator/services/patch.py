"""How moto's classes are changed: a method is replaced by one that is given the original."""

import functools
import inspect
import threading
from collections.abc import Callable
from typing import Any


def around(owner: type, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Replace a method: the decorated function is called with the original method first, then `self` and the rest."""

    def replace(wrapper: Callable[..., Any]) -> Callable[..., Any]:
        original = getattr(owner, name)

        @functools.wraps(original)
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            return wrapper(original, self, *args, **kwargs)

        setattr(owner, name, method)
        return wrapper

    return replace


def in_turn(owner: type, *names: str, when: Callable[..., bool] = lambda *_, **__: True) -> None:
    """Let calls of methods that look first and write afterwards wait for each other, where they are such calls: moto has a thread for each request."""
    lock = threading.RLock()

    def wait(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not when(*args, **kwargs):
            return original(*args, **kwargs)
        with lock:
            return original(*args, **kwargs)

    for name in names:
        around(owner, name)(wait)


def add(owner: type, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a class a method that it lacks; moto finds API actions by the method's name."""

    def attach(method: Callable[..., Any]) -> Callable[..., Any]:
        setattr(owner, name, method)
        return method

    return attach


def arguments(original: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """What a method was called with, by name, `self` too; what was left out has its default."""
    bound = inspect.signature(original).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.arguments
