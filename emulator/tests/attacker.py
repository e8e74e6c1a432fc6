"""A function that does what it is told, for tests of what functions cannot do."""

import json
from typing import Any

from lambda_case import LambdaCase

HANDLER = """
const Code = Object.getPrototypeOf(async () => {}).constructor;
const attempt = (what) => { try { return what() ?? 'done'; } catch (error) { return error.code ?? error.message; } };
exports.handler = (code) => Code('require', 'attempt', code)(require, attempt);
"""


class AttackerCase(LambdaCase):
    def attacker(self, name: str = "attacker", **options: Any) -> str:
        return self.function(HANDLER, name, **options)

    def told(self, code: str, name: str = "attacker") -> Any:
        """What the function answers when it runs that code."""
        payload, answer = self.invoke(name, code)
        self.assertNotIn("FunctionError", answer, payload)
        return payload

    def attempts(self, call: str, paths: list[str], name: str = "attacker") -> dict[str, Any]:
        """What becomes of one call of `fs` for each path."""
        each = f"attempt(() => fs.{call})"
        return dict(
            self.told(f"const fs = require('fs'); return {json.dumps(paths)}.map((path) => [path, {each}])", name)
        )


del LambdaCase
