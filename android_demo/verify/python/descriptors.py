"""Holds the CameraX stubs against an AAR compiled against the real library: ``python descriptors.py AAR STUBS``.

Java's compiler writes down the full descriptor of every member that a class calls. Where a stub has a member of the
same class and name, its descriptor must be one of those. Prints how many were compared, or fails.
"""

import re
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path

REFERENCE = re.compile(r"= (?:Interface)?Methodref .*// +(androidx/camera/[\w/$]+)\.\"?([\w<>$]+)\"?:(\(.*\S)")
CLASS = re.compile(r"^(?:Compiled from|.*\b(?:class|interface) ([\w.$]+))")
MEMBER = re.compile(r"^  public .*?([\w$.]+)\(.*\).*;$")
DESCRIPTOR = re.compile(r"^    descriptor: (\(.*)$")


def javap(classes: list[str], path: Path, *options: str) -> str:
    """What javap says of some classes."""
    command = ["javap", *options, "-cp", str(path), *classes]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def called(aar: Path) -> dict[tuple[str, str], set[str]]:
    """Class and member to the descriptors that the AAR calls."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(aar).extract("classes.jar", folder)
        jar = Path(folder) / "classes.jar"
        names = [name[:-6] for name in zipfile.ZipFile(jar).namelist() if name.endswith(".class")]
        for owner, member, descriptor in REFERENCE.findall(javap(names, jar, "-v")):
            found[owner, member].add(descriptor.strip())
    return found


def stubs(folder: Path) -> dict[tuple[str, str], set[str]]:
    """Class and public member to the stubs' descriptors."""
    files = sorted((folder / "androidx/camera").rglob("*.class"))
    names = [str(path.relative_to(folder))[:-6] for path in files]
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    owner = member = ""
    for line in javap(names, folder, "-s").splitlines():
        if not line.startswith(" ") and (match := CLASS.match(line)) and match[1]:
            owner = match[1].replace(".", "/")
        elif match := MEMBER.match(line):
            member = match[1].replace(".", "/")
            member = "<init>" if member == owner else member
        elif (match := DESCRIPTOR.match(line)) and member:
            found[owner, member].add(match[1].strip())
            member = ""
    return found


def main() -> None:
    """Compares, prints the number of members."""
    real, ours = called(Path(sys.argv[1])), stubs(Path(sys.argv[2]))
    compared = sorted(set(real) & set(ours))
    for key in compared:
        unknown = real[key] - ours[key]
        assert not unknown, f"{key[0]}.{key[1]}: the library has {sorted(unknown)}, the stub {sorted(ours[key])}"
    assert len(compared) >= 20, f"only {len(compared)} members could be compared: the patterns no longer fit"
    print(len(compared))


main()
