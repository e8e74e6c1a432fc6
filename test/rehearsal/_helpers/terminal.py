"""Runs a command on a terminal and answers its questions: argv is a JSON document of the command and the answers."""

import fcntl
import json
import os
import pty
import struct
import sys
import termios

command, answers = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
unanswered = b""
while True:
    try:
        shown = os.read(terminal, 65536)
    except OSError:  # the other end is closed
        break
    if not shown:
        break
    sys.stdout.buffer.write(shown)
    sys.stdout.buffer.flush()
    unanswered += shown
    if answers and answers[0][0].encode() in unanswered:
        os.write(terminal, answers.pop(0)[1].encode() + b"\n")
        unanswered = b""
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
