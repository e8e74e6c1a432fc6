"""The calls by which a rehearsal has things go wrong. None is a call of AWS, where they do so by themselves."""

import json
from typing import Any

from delivery_emulator import faults
from delivery_emulator.services.codepipeline_api import check_root


class FaultApi:
    """Mixed into the CodePipeline service, whose request comes from there."""

    def emulator_arm_faults(self: Any) -> str:
        """Arm `faults`, each with a name and arguments; `problem` says what is wrong with one, and none is armed then."""
        check_root()
        return json.dumps({"problem": faults.arm(json.loads(self.body)["faults"])})

    def emulator_disarm_faults(self: Any) -> str:
        """Disarm them; `struck` says how often each did."""
        check_root()
        return json.dumps({"struck": faults.disarm()})
