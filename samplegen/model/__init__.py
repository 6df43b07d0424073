"""The values that flow through samplegen: spec → sample → run → verdict."""

from samplegen.model.sample import Project, Sample
from samplegen.model.spec import (
    Auth,
    Fault,
    Filter,
    Interaction,
    Json,
    KnownIssue,
    Latency,
    Operation,
    Reply,
    Request,
    Scenario,
    Service,
    Tolerance,
)
from samplegen.model.verdict import (
    Exchange,
    Outcome,
    Report,
    ScenarioVerdict,
    Stage,
    Status,
    Toolset,
    Verdict,
)

__all__ = [
    "Auth",
    "Exchange",
    "Fault",
    "Filter",
    "Interaction",
    "Json",
    "KnownIssue",
    "Latency",
    "Operation",
    "Outcome",
    "Project",
    "Reply",
    "Report",
    "Request",
    "Sample",
    "Scenario",
    "ScenarioVerdict",
    "Service",
    "Stage",
    "Status",
    "Tolerance",
    "Toolset",
    "Verdict",
]
