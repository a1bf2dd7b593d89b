"""A program at a terminal of its own, and a person who answers its questions."""

import os
import pty
import select
import time

from support.process import plain_environment


def at_terminal(command, answers, then=None, limit=40, **environment):
    """Runs it and types an answer at every question for a passphrase or PIN; status and what was shown.

    `then` gets what was shown so far until it says that it has done its part.
    """
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], command, plain_environment(**environment))
    screen, waiting, end = "", list(answers), time.monotonic() + limit
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            break
        screen += part.decode("utf-8", "replace")
        if waiting and screen.count("”: ") > len(answers) - len(waiting):
            os.write(terminal, waiting.pop(0).encode() + b"\n")
        if then and then(screen):
            then = None
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), screen
