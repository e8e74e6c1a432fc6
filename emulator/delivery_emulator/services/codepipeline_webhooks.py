"""CodePipeline's webhooks, by which GitHub starts a pipeline: they are kept, and nobody outside is told of them.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutWebhook.html and its neighbours.
"""

import json
import re
from typing import Any

from delivery_emulator.services.codepipeline_verbs import Refused, check

_NAME = re.compile(r"[A-Za-z0-9.@\-_]{1,100}")
_AUTHENTICATIONS = ("GITHUB_HMAC", "IP", "UNAUTHENTICATED")


class WebhookApi:
    """Mixed into the CodePipeline service, whose pipelines and request come from there."""

    def put_webhook(self: Any) -> str:
        """Make a webhook, or change the one of that name."""
        definition = self._get_param("webhook")
        name, pipeline = str(definition["name"]), str(definition["targetPipeline"])
        check("webhook.name", name, _NAME.fullmatch(name) is not None, f"regular expression pattern: {_NAME.pattern}")
        kind = definition["authentication"]
        check("webhook.authentication", kind, kind in _AUTHENTICATIONS, f"enum value set: [{', '.join(_AUTHENTICATIONS)}]")
        actions = [action for stage in self._stages(pipeline) for action in stage["actions"]]
        if definition["targetAction"] not in [action["name"] for action in actions]:
            raise Refused("ValidationException", f"pipeline {pipeline} has no action {definition['targetAction']}")
        arn = f"arn:{self.partition}:codepipeline:{self.region}:{self.current_account}:webhook:{name}"
        known = self._webhooks().get(name, {})
        url = f"https://{self.region}.webhooks.aws/trigger?t={name}"
        self._webhooks()[name] = {**known, "definition": definition, "url": url, "arn": arn, "tags": self._get_param("tags") or []}
        return json.dumps({"webhook": self._webhooks()[name]})

    def list_webhooks(self: Any) -> str:
        """Every webhook of the account and region."""
        return json.dumps({"webhooks": list(self._webhooks().values())})

    def delete_webhook(self: Any) -> str:
        """Remove a webhook; one that is not there is no error."""
        self._webhooks().pop(self._get_param("name"), None)
        return "{}"

    def register_webhook_with_third_party(self: Any) -> str:
        """GitHub is told nothing here: that it was to be is all that is checked."""
        self._webhook(self._get_param("webhookName"))
        return "{}"

    def deregister_webhook_with_third_party(self: Any) -> str:
        """As for the registration."""
        self._webhook(self._get_param("webhookName"))
        return "{}"

    def _webhooks(self: Any) -> dict[str, dict[str, Any]]:
        known: dict[str, dict[str, Any]] = self.codepipeline_backend.__dict__.setdefault("webhooks", {})
        return known

    def _webhook(self: Any, name: str) -> dict[str, Any]:
        found: dict[str, Any] | None = self._webhooks().get(name)
        if found is None:
            raise Refused("WebhookNotFoundException", f"Unable to find webhook {name}")
        return found
