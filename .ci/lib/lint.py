"""clang-tidy over our own sources; a source whose every input was once found clean is not read again."""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "tls-workbench" / "lint"
# The analyzer follows every path of a function until it has seen so many states: past some thousands it finds nothing
# more here, and its default of 225,000 takes half of the time of all checks together.
EXTRA_ARGUMENTS = [
    "--extra-arg=-Wno-unknown-warning-option",
    *(f"--extra-arg={word}" for word in ("-Xclang", "-analyzer-config", "-Xclang", "max-nodes=20000")),
]
SOURCE_FOLDERS = ("core/", "ui/", "app/", "tests/")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", default="clang-tidy-14")
    parser.add_argument("--build", default="build/dev", type=pathlib.Path)
    parser.add_argument("--jobs", default=os.cpu_count(), type=int)
    verdict = parser.add_mutually_exclusive_group()
    verdict.add_argument("--enforce", dest="enforce", action="store_true", default=True)
    verdict.add_argument("--advise", dest="enforce", action="store_false", help="show findings, but exit with 0")
    parser.add_argument("--last", metavar="COMMITS", type=int, help="only what so many commits changed, newest first")
    parser.add_argument("--within", metavar="SECONDS", type=float, default=float("inf"),
                        help="begin with no source after that time")
    parser.add_argument("files", nargs="*", help="only these sources (default: all)")
    return parser.parse_args()


def own_commands(build, wanted):
    """The compile commands of our sources, one per file: {path relative to the repository: command}."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if not path.is_relative_to(REPOSITORY):
            continue
        relative = path.relative_to(REPOSITORY).as_posix()
        if relative.startswith(SOURCE_FOLDERS) and (not wanted or relative in wanted):
            commands[relative] = entry["command"]
    return commands


def for_clang(command):
    """The command without GCC's precompiled headers, and without what only makes errors of warnings."""
    return re.sub(r" (-Winvalid-pch|-include \S+/cmake_pch\.hxx|-Werror|-Wno-error=\S+)", "", command)


def dependencies(build):
    """What each object was made of, as ninja recorded it: {object: [path]}."""
    listing = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True).stdout
    result = {}
    current = []
    for line in listing.splitlines():
        if line.startswith("    "):
            current.append(line.strip())
        elif ": #deps" in line:
            current = result.setdefault(line.split(": #deps")[0], [])
    return result


def package_versions():
    """System headers are told apart by the versions of the packages that bring them, not by their contents."""
    packages = ["qt6-base-dev", "qt6-svg-dev", "libssl-dev", "libexpected-dev", "zlib1g-dev", "libp11-kit-dev",
                "qtkeychain-qt6-dev", "libstdc++-12-dev", "libc6-dev"]
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${Version}\n", *packages]
    return subprocess.run(query, check=False, capture_output=True, text=True).stdout


class Fingerprints:
    """Names the inputs of one analysis, independent of where the repository lies."""

    def __init__(self, tool, build):
        self.build = build.resolve()
        self.dependencies = dependencies(build)
        self.digests = {}
        version = subprocess.run([tool, "--version"], check=True, capture_output=True, text=True).stdout
        rules = (REPOSITORY / ".clang-tidy").read_text()
        self.common = version + rules + "".join(EXTRA_ARGUMENTS) + package_versions()

    def digest(self, path):
        if path not in self.digests:
            self.digests[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self.digests[path]

    def of(self, source, command):
        """None when it is unknown what the source includes, because it was not built yet."""
        output = re.search(r" -o (\S+)", command)
        inputs = self.dependencies.get(output.group(1)) if output else None
        if inputs is None:
            return None
        fingerprint = hashlib.sha256()
        fingerprint.update(self.common.encode())
        fingerprint.update(for_clang(command).replace(str(self.build), "BUILD").replace(str(REPOSITORY), ".").encode())
        for name in sorted({source, *inputs}):
            base = REPOSITORY if name == source else self.build
            path = (base / name).resolve()
            if path.is_relative_to(REPOSITORY) and path.is_file():
                place = path.relative_to(self.build) if path.is_relative_to(self.build) else path.relative_to(REPOSITORY)
                fingerprint.update(f"{place} {self.digest(path)}\n".encode())
        return fingerprint.hexdigest()


def changed_by_last(commits, sources):
    """The sources that these commits changed, or whose header of the same name they did; the newest come first."""
    command = ["git", "-C", REPOSITORY, "log", f"-{commits}", "--format=", "--name-only"]
    listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    changed = [re.sub(r"\.h$", ".cpp", path) for path in listing]
    return [path for path in dict.fromkeys(changed) if path in sources]


def write_database(build):
    """The compile commands as clang-tidy is to see them; returns their folder."""
    folder = build / "lint"
    folder.mkdir(exist_ok=True)
    entries = json.loads((build / "compile_commands.json").read_text())
    for entry in entries:
        entry["command"] = for_clang(entry["command"])
    (folder / "compile_commands.json").write_text(json.dumps(entries))
    return folder


def analyse(tool, database, source):
    """Empty text when clean, otherwise what clang-tidy found."""
    command = [tool, "--quiet", "-p", database, *EXTRA_ARGUMENTS, source]
    run = subprocess.run(command, check=False, capture_output=True, text=True, cwd=REPOSITORY)
    if run.returncode == 0 and not run.stdout.strip():
        return ""
    complaints = [line for line in run.stderr.splitlines() if " error: " in line]
    return "\n".join([run.stdout, *complaints]).strip() or f"{tool} ended with status {run.returncode}"


def analyse_in_time(arguments, database, sources):
    """Yields (source, findings) as they come; sources whose turn is after the time limit do not come."""
    deadline = time.monotonic() + arguments.within

    def run(source):
        return analyse(arguments.tool, database, source) if time.monotonic() < deadline else None

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        runs = {pool.submit(run, source): source for source in sources}
        for done in concurrent.futures.as_completed(runs):
            if done.result() is not None:
                yield runs[done], done.result()


def main():
    arguments = parse_arguments()
    wanted = {pathlib.Path(name).resolve().relative_to(REPOSITORY).as_posix() for name in arguments.files}
    commands = own_commands(arguments.build, wanted)
    unknown = wanted - commands.keys()
    if unknown or not commands:
        sys.exit(f"not in the build: {', '.join(sorted(unknown)) or 'any source'}")

    if arguments.last:
        commands = {source: commands[source] for source in changed_by_last(arguments.last, commands)}

    CACHE.mkdir(parents=True, exist_ok=True)
    fingerprints = Fingerprints(arguments.tool, arguments.build)
    keys = {source: fingerprints.of(source, command) for source, command in commands.items()}
    waiting = [source for source, key in keys.items() if key is None or not (CACHE / key).exists()]
    print(f"{len(commands)} sources, {len(commands) - len(waiting)} of them known to be clean", flush=True)

    failed = []
    read = 0
    for source, complaints in analyse_in_time(arguments, write_database(arguments.build), waiting):
        read += 1
        if complaints:
            failed.append(source)
            print(complaints, flush=True)
        elif keys[source]:
            (CACHE / keys[source]).touch()
        print(f"[{read}/{len(waiting)}] {source}: {'findings' if complaints else 'clean'}", flush=True)

    left = f"; time was up for {len(waiting) - read} more" if read < len(waiting) else ""
    if failed:
        print(f"{len(failed)} of {len(commands)} sources have findings: {' '.join(sorted(failed))}{left}")
        sys.exit(1 if arguments.enforce else 0)
    print(f"{len(commands) - len(waiting) + read} of {len(commands)} sources are clean{left}")


if __name__ == "__main__":
    main()
