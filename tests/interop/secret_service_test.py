"""The desktop's secret storage for real: GNOME's keyring daemon on a message bus of its own, and a desktop without one."""

import os
import pathlib
import tempfile
import unittest

from support.process import require, run

UNLOCK = 'printf "of the login" | "$1" --unlock --components=secrets >/dev/null; shift; exec "$@"'


class SecretServiceTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="workbench-keyring-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        for name in ("data", "run", "config"):
            (self.folder / name).mkdir(mode=0o700)

    def environment(self, **more):
        folders = [f"XDG_DATA_HOME={self.folder}/data", f"XDG_RUNTIME_DIR={self.folder}/run",
                   f"XDG_CONFIG_HOME={self.folder}/config", f"HOME={self.folder}", "XDG_CURRENT_DESKTOP=GNOME"]
        return [require("env"), "--unset=DBUS_SESSION_BUS_ADDRESS", *folders,
                *(f"{name}={value}" for name, value in more.items())]

    def test_keeps_replaces_and_forgets(self):
        run([*self.environment(WORKBENCH_TEST_KEYRING="1"), require("dbus-run-session"), "--", "sh", "-c", UNLOCK, "sh",
             require("gnome-keyring-daemon"), os.environ["KEYCHAIN_TEST"]], limit=90)
        # What stays on the disk is the keyring's own encrypted file.
        for path in self.folder.rglob("*"):
            if path.is_file():
                self.assertNotIn(b"another", path.read_bytes(), path)

    def test_desktop_without_one(self):
        run([*self.environment(), "dbus-run-session", f"--config-file={self.bus_without_services()}", "--",
             os.environ["KEYCHAIN_TEST"]], limit=90)

    def test_desktop_without_a_bus(self):
        run([*self.environment(), os.environ["KEYCHAIN_TEST"]], limit=90)

    def bus_without_services(self):
        """A bus that starts nothing by itself."""
        path = self.folder / "bus.conf"
        path.write_text("<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>"
                        "<policy context='default'><allow send_destination='*' eavesdrop='true'/>"
                        "<allow eavesdrop='true'/><allow own='*'/></policy></busconfig>")
        return path


if __name__ == "__main__":
    unittest.main()
