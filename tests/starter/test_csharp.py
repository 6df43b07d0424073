"""Starter projects in C#: lock files of the pinned versions."""

from __future__ import annotations

import json

import pytest

from samplegen.languages.csharp import LANGUAGE
from tests.starter.kinds import Kind, rendered


@pytest.mark.parametrize("auth", ["entra-id", "api-key"])
def test_lock_files_pin_the_versions_of_the_language(auth: str) -> None:
    files = rendered(Kind("csharp", auth), "chat,embeddings")
    locks = {
        path.parts[1]: json.loads(content)["dependencies"]["net10.0"]
        for path, content in files.items()
        if path.name == "packages.lock.json"
    }
    assert set(locks) == {"Chat", "Checks", "Common", "Embeddings"}
    wanted = {
        each.package: each.version
        for each in LANGUAGE.dependencies
        if not each.auths or auth in each.auths
    }
    assert {name: locks["Common"][name]["resolved"] for name in wanted} == wanted
    versions = [
        {name: each["resolved"] for name, each in lock.items() if "resolved" in each}
        for lock in locks.values()
    ]
    assert all(each == versions[0] for each in versions)
    projects = {name for name, each in locks["Checks"].items() if each["type"] == "Project"}
    assert projects == {"chat", "common", "embeddings"}
