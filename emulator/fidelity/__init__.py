"""The corpus of cases (`emulator/cases`): what AWS answers, with its source, asked of any endpoint."""
