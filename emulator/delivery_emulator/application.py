"""The WSGI application: moto's dispatcher behind our notion of a caller, with every failure answered as AWS does."""

import functools
import re
import time
import warnings
from collections.abc import Iterable
from typing import Any

from flask import Flask, request
from moto.core import responses
from moto.core import utils as core_utils
from moto.core.utils import convert_to_flask_response
from moto.moto_server import werkzeug_app
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from delivery_emulator import clients, constraints, door, failure, faults, journal, settings
from delivery_emulator.authorization import judge
from delivery_emulator.cloudformation.api import CloudFormationApi
from delivery_emulator.cloudformation.errors import UnknownOperation
from delivery_emulator.cloudformation.resources import load_all
from delivery_emulator.identity import Caller, caller_of, current_caller
from delivery_emulator.services import install_all
from delivery_emulator.signed_request import Unrecognized, body_of

_ACTION = re.compile(r"(?:^|&)Action=(\w+)")
_SECRET = re.compile(r"(?<=[?&])((?:X-Amz-|x-amz-)?(?:Signature|Security-Token|security-token))=[^&]*")
"""What makes a presigned URL one, and is not for the log."""
_WARMED_UP = (
    *("sts", "cloudformation", "s3", "iam", "ssm", "ecr", "kms", "logs", "codebuild", "codepipeline"),
    *("ec2", "lambda", "secretsmanager", "sns", "sqs", "events", "cloudwatch", "cloudtrail"),
)
"""In the order in which bootstrap, the pipeline's stack and a target's stacks need them."""
_NOT_SERVED = frozenset({"batch", "instance_metadata"})
"""moto's Batch runs containers with whatever files of the user they ask for; the other hands out credentials to nobody."""
warnings.filterwarnings("ignore", "Exception.*does not match an error shape")  # AWS's common errors are in no model
werkzeug_app.DISABLE_GLOBAL_CORS = True  # the environment variable of that name is read only where moto is first imported
_names_of = functools.cache(responses.__dict__["method_names_from_class"])
responses.__dict__["method_names_from_class"] = _names_of  # else inspected per request
# One loader of botocore's models: a new one looks through the directories of all services before it loads anything.
core_utils.__dict__["create_loader"] = functools.cache(core_utils.__dict__["create_loader"])


class _Dispatcher(DomainDispatcherApplication):
    """moto's dispatcher, which would list the directory of all its services for every request."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._backend_of = functools.lru_cache(maxsize=256)(super().get_backend_for_host)

    def get_backend_for_host(self, host: str | None) -> Any:
        return self._backend_of(host)

    def get_application(self, environ: dict[str, Any]) -> Flask:
        """The app that a signature's scope names; what is signed in its URL or not at all is S3's."""
        if "HTTP_AUTHORIZATION" not in environ:
            return self.app_of("s3")
        host = self.infer_service_region_host(environ, str(environ.get("PATH_INFO", "")))
        backend = self.get_backend_for_host(host)
        if backend is None or backend in _NOT_SERVED:
            raise NotImplementedError(f"the service {host}")
        return self.app_of(backend)

    def app_of(self, backend: Any) -> Flask:
        """The app of a service, made once."""
        with self.lock:
            if backend not in self.app_instances:
                self.app_instances[backend] = self.create_app(backend)
            return self.app_instances[backend]


class Application:
    """Serves every AWS API on one port; the account of a request is the account of its credentials."""

    def __init__(self) -> None:
        self._dispatcher = _Dispatcher(_service_app)

    def warm_up(self) -> None:
        """Pay the costs of first calls (service models, apps) beside the first requests instead of within them."""
        for service in _WARMED_UP:
            prefix = clients.client(service, clients.root("000000000000"), "us-east-1").meta.service_model.endpoint_prefix
            self._dispatcher.app_of(self._dispatcher.get_backend_for_host(f"{prefix}.us-east-1.amazonaws.com"))

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        started = time.monotonic()
        action = _path(environ)
        statuses: list[str] = []

        def remember(status: str, headers: Any, exc_info: Any = None) -> Any:
            statuses.append(status)
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        caller: Caller | None = None
        objection = door.objection_to(environ)
        if objection is None and door.asks_for_the_minute(environ):
            return door.answer_the_minute(start_response)
        try:
            if objection is None:
                caller = caller_of(environ)
                if caller is None and _asks_a_service(environ):
                    raise Unrecognized("MissingAuthenticationToken", "Request is missing Authentication Token")
                action = _action(environ)
        except Unrecognized as error:
            body = failure.respond(environ, remember, 403, error.code, str(error))
        except Exception as error:  # whatever a stranger sends, it is he who cannot be made out
            journal.note_defect(action)
            body = failure.respond(environ, remember, 403, "InvalidRequest", f"the request cannot be read: {type(error).__name__}")
        else:
            body = door.refuse(remember, objection) if objection else self._answer(environ, remember, caller, action)
        who = caller.principal_arn if caller else "anonymous"
        journal.note_request(f"{action} {statuses[-1]} {(time.monotonic() - started) * 1000:.0f}ms {who}")
        return body

    def _answer(self, environ: dict[str, Any], start_response: Any, caller: Caller | None, action: str) -> Iterable[bytes]:
        """Serve what the caller's policies and the resource's let him do, where that is asked."""
        refused = faults.answer_to(environ, caller) or judge.refusal(environ, caller, action)
        if refused is not None:
            return failure.respond(environ, start_response, refused.status, refused.code, refused.message)
        wrong = constraints.refusal(environ) if caller is not None else None
        if wrong is not None:
            return failure.respond(environ, start_response, 400, *wrong)
        return self._serve(environ, start_response, caller)

    def _serve(self, environ: dict[str, Any], start_response: Any, caller: Caller | None) -> Iterable[bytes]:
        environ.pop("HTTP_X_MOTO_ACCOUNT_ID", None)
        if caller is not None:
            environ["HTTP_X_MOTO_ACCOUNT_ID"] = caller.account
        token = current_caller.set(caller)
        try:
            return list(self._dispatcher(environ, start_response))
        except UnknownOperation as error:
            return failure.respond(environ, start_response, 400, "InvalidAction", str(error))
        except NotImplementedError as error:
            return failure.respond(environ, start_response, 501, "NotImplemented", f"not in the emulator: {error}")
        except Exception as error:  # the boundary: a broken handler is an answer to the client and a trace in the log
            journal.note_defect(f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO')}")
            known = f": {type(error).__name__}: {error} (trace in {settings.current().state_dir})" if caller else ""
            text = f"the emulator failed{known}"
            return failure.respond(environ, start_response, 500, "InternalFailure", text)
        finally:
            current_caller.reset(token)


def assemble() -> Application:
    """The whole emulator: moto, what we add to its services, the engine and the resource types. Needs `settings.use`."""
    install_all()
    load_all()
    application = Application()
    clients.serve_with(application)
    return application


def _service_app(service: Any) -> Flask:
    """The app of one service; CloudFormation is ours alone, and moto's would load every model of every service."""
    if service != "cloudformation":
        app = create_backend_app(service)
        if service != "s3":  # whose objects stay as they were sent
            app.before_request(_forget_compression)
        return app
    app = Flask("cloudformation")
    app.config["PROPAGATE_EXCEPTIONS"] = True  # a page of Flask's own is no answer of AWS
    app.add_url_rule("/", view_func=convert_to_flask_response(CloudFormationApi.dispatch), methods=["GET", "POST"])
    return app


def _forget_compression() -> None:
    """moto's server has just decompressed the body, and moto's services would once more."""
    request.environ.pop("HTTP_CONTENT_ENCODING", None)


def _asks_a_service(environ: dict[str, Any]) -> bool:
    """Whether an unsigned request speaks the protocol of a service that knows no anonymous callers: all but S3's."""
    content_type = str(environ.get("CONTENT_TYPE", ""))
    return "HTTP_X_AMZ_TARGET" in environ or content_type.startswith(("application/x-www-form-urlencoded", "application/x-amz-json"))


def _action(environ: dict[str, Any]) -> str:
    """What is asked: the action of the JSON and query protocols, else method and path."""
    if environ.get("HTTP_X_AMZ_TARGET"):
        return _printable(str(environ["HTTP_X_AMZ_TARGET"]))
    if str(environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded"):
        found = _ACTION.search(body_of(environ).decode("utf-8", "replace"))
        if found:
            return found.group(1)
    return _path(environ)


def _path(environ: dict[str, Any]) -> str:
    sent = _SECRET.sub(r"\1=...", str(environ["RAW_URI"]))
    return _printable(f"{environ['REQUEST_METHOD']} {sent}")


def _printable(text: str) -> str:
    """The text in one line that no terminal obeys."""
    return re.sub(r"[^ -~]", lambda found: rf"\x{ord(found[0]):02x}", text)
