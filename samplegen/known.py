"""Known issues: a failure that is known must keep failing, or it is reported as fixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from samplegen.model import KnownIssue, Status, Verdict


def apply(verdict: Verdict, issues: Iterable[KnownIssue]) -> Verdict:
    """Judges a verdict again in the light of known issues.

    A sample whose failing scenarios are all known is ``known``. A sample of which a scenario
    passes that is known to fail is ``fixed``: the entry has to go. An unknown failure stays one.
    """
    if verdict.status not in {Status.PASSED, Status.FAILED} or not verdict.scenarios:
        return verdict
    mine = [issue for issue in issues if fnmatchcase(verdict.sample, issue.samples)]
    issue_of = {s.name: _first(mine, s.name) for s in verdict.scenarios}
    fixed = [s.name for s in verdict.scenarios if s.status is Status.PASSED and issue_of[s.name]]
    failing = [s.name for s in verdict.scenarios if s.status is Status.FAILED]
    if any(issue_of[name] is None for name in failing):
        return verdict
    if fixed:
        reason = f"{', '.join(fixed)}: passes now; remove the entry from known_issues.yaml"
        return replace(verdict, status=Status.FIXED, reason=reason)
    if failing:
        reasons = dict.fromkeys(_told(issue_of[name]) for name in failing)
        return replace(verdict, status=Status.KNOWN, reason="; ".join(reasons))
    return verdict


def _first(issues: Sequence[KnownIssue], scenario: str) -> KnownIssue | None:
    return next((issue for issue in issues if fnmatchcase(scenario, issue.scenario)), None)


def _told(issue: KnownIssue | None) -> str:
    return f"{issue.reason} ({issue.link}, since {issue.since})" if issue else ""
