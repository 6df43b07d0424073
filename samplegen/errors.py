"""Every error that samplegen raises on purpose.

A failing sample is a verdict, never one of these: they are for broken input, plug-ins and machines.

SamplegenError                exit code 70
├── UsageError                2   an option or id that cannot be meant
│   └── NothingSelectedError  2   a selection that holds no sample
├── InputError                3   a file somebody wrote is wrong
│   ├── SpecError             3   one or more problems in specs, each with file:line:column
│   ├── TemplateError         3   a template is missing or cannot be rendered
│   └── PluginError           3   a language plug-in is broken
├── MachineError              4   this machine cannot do it: tool missing, port in use
└── WriteError                70  a file could not be written whole
"""

from __future__ import annotations


class SamplegenError(Exception):
    """The root: its text is shown to the user as it stands, its code ends the program."""

    exit_code = 70


class UsageError(SamplegenError):
    """An option or an id that cannot be meant."""

    exit_code = 2


class NothingSelectedError(UsageError):
    """A selection that holds no sample; a run over nothing proves nothing."""


class InputError(SamplegenError):
    """A file that somebody wrote is wrong."""

    exit_code = 3


class SpecError(InputError):
    """Problems in spec files, all of them at once.

    Args:
        problems: one line each, ``file:line:column: message``.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class TemplateError(InputError):
    """A template is missing or cannot be rendered; the text names file and line."""


class PluginError(InputError):
    """A language plug-in cannot be loaded or breaks its contract."""


class MachineError(SamplegenError):
    """This machine cannot do it: a tool is missing, a port is taken."""

    exit_code = 4


class WriteError(SamplegenError):
    """A file could not be written whole; what was there before is still there."""
