"""Pays the costs of first calls (service models, apps) beside the first requests instead of within them."""

from threading import Thread

from delivery_emulator import clients
from delivery_emulator.application import Application

_SERVICES = (
    *("sts", "cloudformation", "s3", "iam", "ssm", "ecr", "kms", "logs", "codebuild", "codepipeline"),
    *("ec2", "lambda", "secretsmanager", "sns", "sqs", "events", "cloudwatch", "cloudtrail"),
)
"""In the order in which bootstrap, the pipeline's stack and a target's stacks need them."""


def warm_up(application: Application) -> None:
    """Start warming up in the background."""
    Thread(target=_load, args=(application,), name="warm-up", daemon=True).start()


def _load(application: Application) -> None:
    nobody = clients.root("000000000000")
    for service in _SERVICES:
        model = clients.client(service, nobody, "us-east-1").meta.service_model
        application.load(model.endpoint_prefix)
