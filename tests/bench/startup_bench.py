#!/usr/bin/env python3
"""Start to first painted window: TLS Workbench next to XCA, in turns, under one Xvfb with openbox.

A window of Qt's with nothing but text, the third in the turns, tells how much of that is Qt itself.
All are watched from outside in the same way: the time from the start of the process until a window of
it that the window manager shows holds a picture and not one flat colour. Prints figures; fails only
when one of them does not come up. Needs xca, xvfb, openbox and libX11, nothing of Python's beyond
its standard library.
"""

import argparse
import ctypes
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

PATIENCE = 30.0  # seconds until a program counts as not coming up
POLL = 0.001  # seconds between two looks
LEAST_WIDTH, LEAST_HEIGHT = 300, 200  # smaller ones are not the main window
LEAST_COLOURS = 8  # in what is looked at; text with smooth edges has more
ROWS = 24  # of pixels that are looked at

IS_VIEWABLE = 2
Z_PIXMAP = 2
ALL_PLANES = ctypes.c_ulong(-1 & 0xFFFFFFFF)
ANY_PROPERTY = 0


class WindowAttributes(ctypes.Structure):
    """XWindowAttributes of X11/Xlib.h."""

    _fields_ = [
        ("x", ctypes.c_int), ("y", ctypes.c_int), ("width", ctypes.c_int), ("height", ctypes.c_int),
        ("border_width", ctypes.c_int), ("depth", ctypes.c_int), ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong), ("window_class", ctypes.c_int), ("bit_gravity", ctypes.c_int),
        ("win_gravity", ctypes.c_int), ("backing_store", ctypes.c_int), ("backing_planes", ctypes.c_ulong),
        ("backing_pixel", ctypes.c_ulong), ("save_under", ctypes.c_int), ("colormap", ctypes.c_ulong),
        ("map_installed", ctypes.c_int), ("map_state", ctypes.c_int), ("all_event_masks", ctypes.c_long),
        ("your_event_mask", ctypes.c_long), ("do_not_propagate_mask", ctypes.c_long),
        ("override_redirect", ctypes.c_int), ("screen", ctypes.c_void_p),
    ]  # fmt: skip


class ImageHead(ctypes.Structure):
    """The part of XImage that is read."""

    _fields_ = [
        ("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
        ("format", ctypes.c_int), ("data", ctypes.c_void_p), ("byte_order", ctypes.c_int),
        ("bitmap_unit", ctypes.c_int), ("bitmap_bit_order", ctypes.c_int), ("bitmap_pad", ctypes.c_int),
        ("depth", ctypes.c_int), ("bytes_per_line", ctypes.c_int), ("bits_per_pixel", ctypes.c_int),
    ]  # fmt: skip


ERROR_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class Screen:
    """What is on a display, through libX11."""

    def __init__(self, display: str):
        x = self.x = ctypes.CDLL("libX11.so.6")
        x.XOpenDisplay.restype = x.XGetImage.restype = ctypes.c_void_p
        x.XDefaultRootWindow.restype = x.XInternAtom.restype = ctypes.c_ulong
        # A window may go away between two questions about it; that is no reason to end.
        self.ignore = ERROR_HANDLER(lambda _display, _event: 0)
        x.XSetErrorHandler(self.ignore)
        self.display = ctypes.c_void_p(x.XOpenDisplay(display.encode()))
        if not self.display:
            sys.exit(f"The display {display} cannot be opened.")
        self.root = ctypes.c_ulong(x.XDefaultRootWindow(self.display))

    def numbers(self, window: ctypes.c_ulong, name: str) -> list[int]:
        """A property made of 32-bit numbers; empty when there is none."""
        atom = ctypes.c_ulong(self.x.XInternAtom(self.display, name.encode(), 0))
        kind, form = ctypes.c_ulong(), ctypes.c_int()
        count, left, data = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_void_p()
        self.x.XGetWindowProperty(
            self.display, window, atom, ctypes.c_long(0), ctypes.c_long(1024), 0, ctypes.c_ulong(ANY_PROPERTY),
            ctypes.byref(kind), ctypes.byref(form), ctypes.byref(count), ctypes.byref(left), ctypes.byref(data),
        )  # fmt: skip
        if not data:
            return []
        values = list(ctypes.cast(data, ctypes.POINTER(ctypes.c_ulong))[: count.value]) if form.value == 32 else []
        self.x.XFree(data)
        return values

    def has_window_manager(self) -> bool:
        return bool(self.numbers(self.root, "_NET_SUPPORTING_WM_CHECK"))

    def painted_window(self, process: int) -> str:
        """Size of the first main window of `process` that shows something; empty: none yet."""
        for number in self.numbers(self.root, "_NET_CLIENT_LIST"):
            window = ctypes.c_ulong(number)
            if self.numbers(window, "_NET_WM_PID") != [process]:
                continue
            attributes = WindowAttributes()
            if not self.x.XGetWindowAttributes(self.display, window, ctypes.byref(attributes)):
                continue
            width, height = attributes.width, attributes.height
            if attributes.map_state == IS_VIEWABLE and width >= LEAST_WIDTH and height >= LEAST_HEIGHT:
                if self.colours(window, width, height) >= LEAST_COLOURS:
                    return f"{width} x {height}"
        return ""

    def colours(self, window: ctypes.c_ulong, width: int, height: int) -> int:
        """How many colours there are in some rows of a window: all of it would take long to look at."""
        found: set[int] = set()
        for row in range(0, height, max(1, height // ROWS)):
            image = self.x.XGetImage(
                self.display, window, 0, row, ctypes.c_uint(width), ctypes.c_uint(1), ALL_PLANES, Z_PIXMAP
            )
            if image:
                head = ctypes.cast(image, ctypes.POINTER(ImageHead)).contents
                found.update(memoryview(ctypes.string_at(head.data, width * 4)).cast("I"))
                self.x.XDestroyImage(ctypes.c_void_p(image))
            if row == 0 and not image or len(found) >= LEAST_COLOURS:
                break
        return len(found)


def die_with_parent() -> None:
    """Runs in a child: it is killed when this program ends, however that happens."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def start_display(stack: list[subprocess.Popen]) -> Screen:
    """Xvfb on a free display with openbox in it."""
    reader, writer = os.pipe()
    stack.append(
        subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writer], stderr=subprocess.DEVNULL, preexec_fn=die_with_parent,
        )
    )  # fmt: skip
    os.close(writer)
    with os.fdopen(reader) as answer:
        number = answer.readline().strip()
    if not number:
        sys.exit("Xvfb does not start.")
    os.environ["DISPLAY"] = f":{number}"
    stack.append(
        subprocess.Popen(
            ["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent
        )
    )
    screen = Screen(os.environ["DISPLAY"])
    deadline = time.monotonic() + PATIENCE
    while not screen.has_window_manager():
        if time.monotonic() > deadline:
            sys.exit("openbox does not start.")
        time.sleep(0.05)
    return screen


def fresh_environment(home: pathlib.Path) -> dict[str, str]:
    """As on the first day: nothing of an earlier run, nothing of this machine's desktop."""
    environment = {
        "PATH": os.environ["PATH"], "DISPLAY": os.environ["DISPLAY"], "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "xcb", "HOME": str(home),
    }  # fmt: skip
    for name in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        environment[f"XDG_{name}"] = str(folder)
    return environment


def cpu_seconds(process: int) -> float:
    """CPU time that a running process has used: clock_getcpuclockid(3)."""
    return time.clock_gettime((~process << 3) | 2)


def start_once(screen: Screen, command: list[str]) -> tuple[float, float, str]:
    """Seconds and CPU seconds until the window is painted, and its size."""
    with tempfile.TemporaryDirectory(prefix="startup-bench-") as folder:
        home = pathlib.Path(folder)
        words = [word.replace("{home}", str(home / "workbench")) for word in command]
        environment = fresh_environment(home)
        begin = time.monotonic()
        process = subprocess.Popen(
            words, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            while not (size := screen.painted_window(process.pid)):
                if process.poll() is not None or time.monotonic() - begin > PATIENCE:
                    sys.exit(f"{words[0]} shows no window.")
                time.sleep(POLL)
            return time.monotonic() - begin, cpu_seconds(process.pid), size
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def summary(values: list[float]) -> str:
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:.3f} [{low:.3f} .. {high:.3f}]"


def compare(screen: Screen, programs: dict[str, list[str]], rounds: int) -> None:
    elapsed: dict[str, list[float]] = {name: [] for name in programs}
    cpu: dict[str, list[float]] = {name: [] for name in programs}
    sizes: dict[str, str] = {}
    for turn in range(-1, rounds):  # the first fills the page cache
        order = list(programs) if turn % 2 else list(reversed(programs))
        for name in order:
            seconds, used, sizes[name] = start_once(screen, programs[name])
            if turn >= 0:
                elapsed[name].append(seconds)
                cpu[name].append(used)
    print(f"Start to first painted window, {rounds} rounds in turns; median [quartiles]")
    for name in programs:
        print(f"  {name:<14} {summary(elapsed[name])} s, CPU {summary(cpu[name])} s, window {sizes[name]}")
    for ours, theirs in (("tls-workbench", "xca"), ("bare window", "xca"), ("tls-workbench", "bare window")):
        for title, figures in (("time", elapsed), ("CPU", cpu)):
            ratios = [a / b for a, b in zip(figures[ours], figures[theirs])]
            print(f"  {ours} / {theirs}, {title:<5} {summary(ratios)}")
    print("  wanted: tls-workbench / xca, time at most 0.5")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workbench", help="the tls-workbench to measure")
    parser.add_argument("bare", help="the bare_window to measure")
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    xca = shutil.which("xca")
    if not xca:
        sys.exit("xca is not installed (apt-get install xca).")
    programs = {
        "tls-workbench": [str(pathlib.Path(arguments.workbench).resolve()), "--home", "{home}"],
        "xca": [xca],
        "bare window": [str(pathlib.Path(arguments.bare).resolve())],
    }
    started: list[subprocess.Popen] = []
    try:
        compare(start_display(started), programs, max(2, arguments.rounds))
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
