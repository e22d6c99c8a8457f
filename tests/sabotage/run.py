"""Breaks each law on purpose in a copy of the tree and demands that its tests turn red.

    python tests/sabotage/run.py [words of patches' names …]

Each patch opens with `# tests: path::name …`, or with `# tests on postgresql: …` where SQLite, which has one writer at
a time, shows nothing: those ask for DATABASE_URL. Exits non-zero where one no longer applies or a break goes unseen.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FIRST_LINE = re.compile(r"# tests(?: on postgresql)?: (?P<tests>\S.*)")
LEFT_OUT = shutil.ignore_patterns(".git", "var", "__pycache__", ".*_cache", ".venv", "node_modules")


def named_tests(patch: Path) -> list[str]:
    first = FIRST_LINE.fullmatch(patch.read_text().splitlines()[0])
    if first is None:
        raise SystemExit(f"{patch.name}: its first line names no tests")
    return first["tests"].split()


def asks_for_postgresql(patch: Path) -> bool:
    return "on postgresql" in patch.read_text().splitlines()[0]


def is_possible(patch: Path) -> bool:
    return not asks_for_postgresql(patch) or os.environ.get("DATABASE_URL", "").startswith("postgres")


def apply(patch: Path, tree: Path, *also: str) -> str:
    """Apply a patch to a tree, wherever its lines have moved to; empty: it applies."""
    command = ["git", "apply", "-C1", *also, str(patch)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


def run(patch: Path, tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *named_tests(patch)]
    with_database = asks_for_postgresql(patch)  # one law is of what holds with nothing set
    environment = {name: value for name, value in os.environ.items() if with_database or name != "DATABASE_URL"}
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def verdict(patch: Path) -> str:
    """Empty: the break was seen."""
    with tempfile.TemporaryDirectory(prefix="sabotage-") as folder:
        tree = Path(folder, "tree")
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        if wrong := apply(patch, tree):
            return f"does not apply: {wrong}"
        done = run(patch, tree)
        # 1: tests ran and failed. Anything else, such as a name that is gone, proves nothing.
        return "" if done.returncode == 1 else f"not seen (pytest ended with {done.returncode}): {done.stdout[-600:]}"


def main(words: list[str]) -> int:
    named = [one for one in sorted(HERE.glob("*.patch")) if not words or any(word in one.name for word in words)]
    patches = [one for one in named if is_possible(one)]
    unseen = 0
    for patch in patches:
        wrong = verdict(patch)
        unseen += bool(wrong)
        sys.stdout.write(f"{patch.stem}: {wrong or 'red, as it must be'}\n")
    sys.stdout.write(f"{len(patches) - unseen} of {len(patches)} broken laws seen\n")
    if left := len(named) - len(patches):
        sys.stdout.write(f"{left} ask for PostgreSQL, and were not tried\n")
    return 1 if unseen or not patches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
