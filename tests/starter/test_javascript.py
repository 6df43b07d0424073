"""Starter projects in JavaScript: names that are taken, and lock files of the pinned versions."""

from __future__ import annotations

import json

import pytest

from samplegen import resources
from samplegen.languages.javascript import LANGUAGE
from samplegen.starter.names import name_of
from samplegen.starter.wanted import language_of

LOCKS = resources.root() / "templates" / "javascript" / "starter" / "locks"
_, STARTER = language_of("javascript", {"javascript": LANGUAGE})


@pytest.mark.parametrize(
    "name", ["fs", "Worker Threads", "openai", "TypeScript", "oxlint-tsgolint"]
)
def test_a_name_of_a_module_or_of_a_package_in_use_is_changed(name: str) -> None:
    assert name_of(name, STARTER.taken).words[-1] == "app"


@pytest.mark.parametrize("name", ["chat", "my-fs", "azure-openai"])
def test_another_name_stays(name: str) -> None:
    assert name_of(name, STARTER.taken).kebab == name


@pytest.mark.parametrize("credential", ["entra-id", "key"])
@pytest.mark.parametrize("variant", ["javascript", "typescript"])
def test_a_lock_file_pins_the_versions_of_the_language(credential: str, variant: str) -> None:
    lock = json.loads((LOCKS / credential / variant / "package-lock.json").read_text("utf-8"))
    root = lock["packages"][""]
    asked = root["dependencies"] | root["devDependencies"]
    versions = {
        each.package: each.version for each in (*LANGUAGE.dependencies, *STARTER.dependencies)
    }
    pinned = {name: lock["packages"][f"node_modules/{name}"]["version"] for name in asked}
    assert pinned == {name: versions[name] for name in asked}
    assert "resolved" not in json.dumps(lock), "it names a registry"
