"""The CloudFormation API of the emulator."""

from delivery_emulator.cloudformation import notifications
from delivery_emulator.cloudformation.api_drift import DriftApi
from delivery_emulator.cloudformation.api_recovery import RecoveryApi
from delivery_emulator.cloudformation.api_stacks import StackApi
from delivery_emulator.cloudformation.api_templates import TemplateApi

assert notifications.publish  # listens to every stack


class CloudFormationApi(StackApi, RecoveryApi, DriftApi, TemplateApi):
    """Every supported operation; another one is answered as not implemented."""
