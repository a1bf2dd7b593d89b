"""A program at a terminal of its own, and a person who answers its questions."""

import os
import pty
import re
import select
import signal
import termios
import time

from support.process import plain_environment

LIMIT = 40.0


def drive(command, environment, answers, prompt, then=None):
    """Runs it and types an answer at every `prompt` (bytes, a regular expression); status and what was shown.

    `then` gets what was shown so far until it says that it has done its part. Who is asked more often than there are
    answers ends the program, and one that does not end by itself is killed.
    """
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment)
    shown, asked, waiting, end = b"", 0, list(answers), time.monotonic() + LIMIT
    while True:
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(terminal)
            raise AssertionError(f"{command[0]} does not end; it showed:\n{shown.decode('utf-8', 'replace')}")
        # What was typed before the echo is off may be thrown away, so an answer waits for that.
        if asked < len(re.findall(prompt, shown)) and not termios.tcgetattr(terminal)[3] & termios.ECHO:
            asked += 1
            if waiting:
                os.write(terminal, waiting.pop(0).encode() + b"\n")
            else:
                os.kill(child, signal.SIGTERM)
        if then and then(shown.decode("utf-8", "replace")):
            then = None
        if not select.select([terminal], [], [], 0.02)[0]:
            continue
        try:
            part = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not part:
            break
        shown += part
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode("utf-8", "replace")


def at_terminal(command, answers, then=None, **environment):
    """Our program, answered at every question for a passphrase or PIN; status and what was shown."""
    return drive(command, plain_environment(**environment), answers, "(?:”|phrase|of the key): ".encode(), then)
