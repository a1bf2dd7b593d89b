"""tinyproxy as one foreground process, and what its log says it was asked for."""

import getpass
import os

from support.ports import free_port, wait_until_listening
from support.process import Process, require

_CONFIGURATION = """
{user}Port {port}
Listen 127.0.0.1
Timeout 30
LogLevel Info
MaxClients 20
{directives}
"""


class Tinyproxy(Process):
    """A proxy on a free loopback port; with `credentials` (user, password) only for who knows them. `asked`: what its log
    has once for each {host} and {port}."""

    asked = r"Request \(file descriptor \d+\): CONNECT {host}:{port} HTTP"

    def __init__(self, folder, *directives, credentials=None):
        self.port = free_port()
        if credentials:
            directives = (*directives, "BasicAuth {} {}".format(*credentials))
        configuration = folder / f"tinyproxy-{self.port}.conf"
        # Started by root it would change to a user of its own, who need not exist.
        user = f"User {getpass.getuser()}\n" if os.geteuid() == 0 else ""
        configuration.write_text(_CONFIGURATION.format(user=user, port=self.port, directives="\n".join(directives)))
        super().__init__([require("tinyproxy"), "-d", "-c", configuration], folder)
        wait_until_listening(self, self.port)
