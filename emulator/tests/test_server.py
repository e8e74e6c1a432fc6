"""What the emulator's server takes at once."""

import socket
import unittest
from pathlib import Path

from needs import not_run
from patience import PATIENCE

from delivery_emulator import loopback

_CLIENTS = 400
_MOST = Path("/proc/sys/net/core/somaxconn")


class TestServer(unittest.TestCase):
    def test_a_burst_of_clients_is_let_in_before_any_is_served(self) -> None:
        if not _MOST.exists() or int(_MOST.read_text()) < _CLIENTS:
            not_run(self, f"needs a kernel that lets {_CLIENTS} connections wait ({_MOST})")
        listening = loopback.bind(0, ["127.0.0.1"], lambda environ, start_response: [])
        self.addCleanup(listening.server_close)
        for _ in range(_CLIENTS):
            # A full backlog drops the connection, and TCP tries again after a second.
            self.addCleanup(socket.create_connection(("127.0.0.1", listening.server_port), timeout=PATIENCE).close)


if __name__ == "__main__":
    unittest.main()
