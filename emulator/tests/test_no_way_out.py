"""The emulator's process speaks to this machine only."""

import http.server
import subprocess
import sys
import threading
import unittest

from service_case import ServiceCase

from delivery_emulator.no_way_out import is_here


class NoWayOut(unittest.TestCase):
    def run_with(self, code: str) -> subprocess.CompletedProcess[str]:
        script = f"import socket\nfrom delivery_emulator import no_way_out\nno_way_out.install()\n{code}"
        return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    def test_no_other_machine_is_spoken_to(self) -> None:
        for code in (
            "socket.create_connection(('192.0.2.1', 80))",
            "socket.create_connection(('example.com', 80))",
            "socket.getaddrinfo('example.com', 443)",
            "socket.gethostbyname('example.com')",
            "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
            "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))",
            "import requests; requests.post('https://example.com/', json={})",
        ):
            with self.subTest(code=code):
                ended = self.run_with(code)
                self.assertEqual(ended.returncode, 1)
                self.assertIn("the emulator speaks to no other machine", ended.stderr)

    def test_this_machine_is(self) -> None:
        code = (
            "import tempfile, os\n"
            "with socket.create_server(('127.0.0.1', 0)) as server:\n"
            "    for host in ('localhost', '127.0.0.1'): socket.create_connection((host, server.getsockname()[1])).close()\n"
            "with tempfile.TemporaryDirectory() as place, socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:\n"
            "    path = os.path.join(place, 's'); server.bind(path); server.listen(); client.connect(path)\n"
        )
        ended = self.run_with(code)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_which_names_and_addresses_are_here(self) -> None:
        for host, wanted in {
            "localhost": True,
            "LOCALHOST.": True,
            "127.8.9.1": True,
            "::1": True,
            "::1%lo": True,
            "::ffff:192.0.2.1": False,
            "0.0.0.0": False,
            "localhost.example.com": False,
            "": False,
        }.items():
            with self.subTest(host=host):
                self.assertEqual(is_here(host), wanted)


class Subscribers(ServiceCase):
    def test_a_web_server_waits_and_is_not_called(self) -> None:
        called: list[str] = []

        class Server(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                called.append(self.path)

        with http.server.HTTPServer(("127.0.0.1", 0), Server) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            topic, sns = self.make("AWS::SNS::Topic", {}).physical_id, self.client("sns")
            address = f"http://127.0.0.1:{server.server_port}/hook"
            made = self.make("AWS::SNS::Subscription", {"TopicArn": topic, "Protocol": "http", "Endpoint": address})
            sns.publish(TopicArn=topic, Message="x")
            server.shutdown()
        self.assertEqual(called, [])
        found = sns.get_subscription_attributes(SubscriptionArn=made.physical_id)["Attributes"]
        self.assertEqual(found["PendingConfirmation"], "true")


if __name__ == "__main__":
    unittest.main()
