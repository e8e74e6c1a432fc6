"""The WSGI application: moto's dispatcher behind our notion of a caller, with every failure answered as AWS does."""

from __future__ import annotations

import functools
import io
import re
import time
import warnings
from collections.abc import Iterable
from typing import Any

from flask import Flask
from moto.core import responses
from moto.core.utils import convert_to_flask_response
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from delivery_emulator import failure, journal, settings
from delivery_emulator.cloudformation.api import CloudFormationApi
from delivery_emulator.identity import Caller, Unrecognized, caller_of, current_caller

_ACTION = re.compile(r"(?:^|&)Action=(\w+)")
warnings.filterwarnings("ignore", "Exception.*does not match an error shape")  # AWS's common errors are in no model
responses.method_names_from_class = functools.cache(responses.method_names_from_class)  # else inspected per request


class _Dispatcher(DomainDispatcherApplication):
    """moto's dispatcher, which would list the directory of all its services for every request."""

    @functools.lru_cache(maxsize=256)
    def get_backend_for_host(self, host: str | None) -> Any:
        return super().get_backend_for_host(host)


class Application:
    """Serves every AWS API on one port; the account of a request is the account of its credentials."""

    def __init__(self) -> None:
        self._dispatcher = _Dispatcher(_service_app)

    def load(self, endpoint_prefix: str) -> None:
        """Make the app of a service before its first request."""
        backend = self._dispatcher.get_backend_for_host(f"{endpoint_prefix}.us-east-1.amazonaws.com")
        with self._dispatcher.lock:
            if backend not in self._dispatcher.app_instances:
                self._dispatcher.app_instances[backend] = _service_app(backend)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        started = time.monotonic()
        action = _action(environ)
        statuses: list[str] = []

        def remember(status: str, headers: Any, exc_info: Any = None) -> Any:
            statuses.append(status)
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        caller: Caller | None = None
        try:
            caller = caller_of(environ)
        except Unrecognized as error:
            body = failure.respond(environ, remember, 403, error.code, str(error))
        else:
            body = self._serve(environ, remember, caller)
        who = caller.principal_arn if caller else "anonymous"
        journal.note_request(f"{action} {statuses[-1]} {(time.monotonic() - started) * 1000:.0f}ms {who}")
        return body

    def _serve(self, environ: dict[str, Any], start_response: Any, caller: Caller | None) -> Iterable[bytes]:
        environ.pop("HTTP_X_MOTO_ACCOUNT_ID", None)
        if caller is not None:
            environ["HTTP_X_MOTO_ACCOUNT_ID"] = caller.account
        token = current_caller.set(caller)
        try:
            return list(self._dispatcher(environ, start_response))
        except NotImplementedError as error:
            return failure.respond(environ, start_response, 501, "NotImplemented", f"not in the emulator: {error}")
        except Exception as error:  # the boundary: a broken handler is an answer to the client and a trace in the log
            journal.note_defect(f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO')}")
            text = f"the emulator failed: {type(error).__name__}: {error} (trace in {settings.current().state_dir})"
            return failure.respond(environ, start_response, 500, "InternalFailure", text)
        finally:
            current_caller.reset(token)


def _service_app(service: Any) -> Flask:
    """The app of one service; CloudFormation is ours alone, and moto's would load every model of every service."""
    if service != "cloudformation":
        return create_backend_app(service)
    app = Flask("cloudformation")
    app.add_url_rule("/", view_func=convert_to_flask_response(CloudFormationApi.dispatch), methods=["GET", "POST"])
    return app


def _action(environ: dict[str, Any]) -> str:
    """What is asked: the action of the JSON and query protocols, else method and path."""
    if environ.get("HTTP_X_AMZ_TARGET"):
        return str(environ["HTTP_X_AMZ_TARGET"])
    if str(environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded"):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        found = _ACTION.search(body.decode("utf-8", "replace"))
        if found:
            return found.group(1)
    query = environ.get("QUERY_STRING")
    return f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO')}{'?' + query if query else ''}"
