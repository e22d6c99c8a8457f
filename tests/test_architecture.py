"""What holds for the whole house: floors, one door, one `safe`, no script or style in a page, nothing grown too big."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import signals

from tests.sabotage import run as sabotage

ROOT = Path(settings.BASE_DIR)
PACKAGES = (
    "accounts",
    "almanac",
    "articles",
    "demo",
    "editions",
    "guards",
    "newsroom",
    "outside",
    "photos",
    "prose",
    "wire",
)
MODULES = [
    path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

SAFE_TEMPLATES = {"templates/editions/_body.html"}
"""The body that `articles/rendering` made, and nothing else."""

SAFE_CODE = {"editions/templating.py"}
"""What one template rendered goes into another; else no module marks markup as safe: `format_html` escapes."""

LONG = {
    "demo/nature.py": "drawings",
    "editions/models.py": "the record itself: an edition, its stays in lists and what was put right",
}
"""Modules past 400 lines, each with its reason; none may grow past twice that."""


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ASKED_FOR = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": PROJECT["dependency-groups"]["dev"],
    "requirements-tools.txt": PROJECT["dependency-groups"]["tools"],
}
"""The packages chosen, by the list in which they stand with all that they need."""

STARTERS = {"newsroom/backup.py"}
"""Hands its surroundings on to programs that it starts."""


def named(path):
    return path.relative_to(ROOT).as_posix()


def test_one_template_alone_trusts_markup():
    trusting = {
        named(path)
        for path in TEMPLATES
        if re.search(r"\|\s*safe\b|safeseq|autoescape\s+(off|false)", path.read_text())
    }
    assert trusting <= SAFE_TEMPLATES


def test_no_module_marks_markup_as_safe():
    trusting = set()
    for path in MODULES:
        called = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
        if called & {"mark_safe", "SafeData", "Markup"}:
            trusting.add(named(path))
    assert trusting == SAFE_CODE


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_page_holds_no_script_style_or_handler_of_its_own(path):
    text = path.read_text()
    assert not re.search(r"<style|\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert "javascript:" not in text


def test_imports_point_down():
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_models_are_as_the_migrations_make_them(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_signal_is_listened_to_but_by_the_guards():
    connecting = {
        named(path) for path in MODULES if re.search(r"(?:pre|post)_\w+\.connect\(|@receiver", path.read_text())
    }
    assert connecting == {"guards/triggers.py"}
    ours = set()
    for signal in (signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete, signals.m2m_changed):
        receivers = [entry[1] for entry in signal.receivers]
        alive = [one() if callable(one) and type(one).__name__.endswith("ref") else one for one in receivers]
        ours |= {one.__module__ for one in alive if getattr(one, "__module__", "").split(".")[0] in PACKAGES}
    assert ours == set()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_no_attic(path):
    lines = len(path.read_text().splitlines())
    assert lines <= (800 if named(path) in LONG else 400), "split it by noun or verb"


def test_migrations_import_nothing_of_ours():
    for path in (path for package in PACKAGES for path in (ROOT / package).glob("migrations/*.py")):
        imported = re.findall(r"^(?:from|import)\s+(\w+)", path.read_text(), re.MULTILINE)
        assert not set(imported) & set(PACKAGES), named(path)


def test_only_settings_read_the_environment():
    reading = {named(path) for path in MODULES if re.search(r"os\.environ|getenv", path.read_text())}
    assert reading - STARTERS <= {"newsroom/env.py", "newsroom/settings.py", "newsroom/asgi.py", "newsroom/wsgi.py"}


def test_every_package_that_is_imported_has_its_reason():
    modules = {name.partition(".")[0] for path in MODULES for name in imported(ast.parse(path.read_text()))}
    modules |= {app.partition(".")[0] for app in settings.INSTALLED_APPS}
    providers = packages_distributions()
    used = {providers[one][0].lower() for one in modules - set(PACKAGES) - sys.stdlib_module_names} - {"brotli"}
    told = (ROOT / "docs/dependencies.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \|", told.lower(), re.MULTILINE)
    assert used <= {word for row in rows for word in re.findall(r"[\w-]+", row)}
    assert used - {"botocore", "markupsafe"} <= {
        re.split(r"[\[=]", one.lower())[0] for one in ASKED_FOR["requirements.txt"]
    }


@pytest.mark.parametrize("name", ASKED_FOR)
def test_what_is_installed_is_what_was_asked_for_by_its_hash(name):
    """`make requirements` writes the lists: a package that was changed since is not installed."""
    rows = re.split(r"^(?=[\w-]+==)", (ROOT / name).read_text().lower(), flags=re.MULTILINE)[1:]
    assert [row for row in rows if "--hash=sha256:" not in row] == []
    pinned = {re.match(r"[^\s;]+", row)[0] for row in rows}
    assert {re.sub(r"\[.*\]", "", one.lower()) for one in ASKED_FOR[name]} <= pinned


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_the_record_knows_no_model_of_the_desk():
    """`apps.get_model` and relations are what an import linter cannot see."""
    for model in apps.get_app_config("editions").get_models():
        assert model._meta.db_table.startswith("editions_")
        related = {field.related_model._meta.app_label for field in model._meta.get_fields() if field.related_model}
        assert related <= {"editions"}, model
    for path in (ROOT / "editions").rglob("*.py"):
        if path.name != "apps.py" and "migrations" not in path.parts:
            assert "get_model" not in path.read_text(), named(path)


@pytest.mark.parametrize("patch", sorted((ROOT / "tests/sabotage").glob("*.patch")), ids=lambda patch: patch.stem)
def test_every_break_on_purpose_still_applies(patch):
    """A patch that no longer fits breaks nothing, and its law goes unproved until somebody runs `make soak`."""
    assert sabotage.named_tests(patch)
    assert sabotage.apply(patch, ROOT, "--check") == ""
