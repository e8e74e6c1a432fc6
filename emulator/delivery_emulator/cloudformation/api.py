"""The CloudFormation API of the emulator, in place of moto's."""

from __future__ import annotations

from moto.cloudformation import urls

from delivery_emulator.cloudformation.api_stacks import StackApi
from delivery_emulator.cloudformation.api_templates import TemplateApi



class CloudFormationApi(StackApi, TemplateApi):
    """Every supported operation; another one is answered as not implemented."""


def install() -> None:
    """Put this in moto's place."""
    urls.url_paths.clear()
    urls.url_paths["{0}/$"] = CloudFormationApi.dispatch
