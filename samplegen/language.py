"""The plug-in API: a language is one ``Language`` value, found through ``samplegen.languages``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a language writes things down.

    Args:
        grammar: module of the tree-sitter grammar, for example ``tree_sitter_go``.
        literal: any text -> a string literal that means exactly that text.
            Raises ValueError for text that the language cannot hold (a lone surrogate).
        comment: any text -> line comments, one for each line of the text.
        identifier: any text -> an identifier in the language's convention for variables.
        sort_imports: import lines, in any order and repeated -> the block as it is published.
    """

    grammar: str
    literal: Callable[[str], str]
    comment: Callable[[str], str]
    identifier: Callable[[str], str]
    sort_imports: Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that must be on the machine.

    Args:
        name: what ``{name}`` stands for in an argv.
        programs: names tried on PATH, in this order.
        version: arguments that make it print its version.
        minimum: the least version that will do, for example ``(1, 26)``.
        hint: what to install, one sentence, public names only.
        wheel: ``module:relative/path`` of the same program inside an installed Python package.
        interpreter: the tool that its version is asked with, where the program is a script whose
            first line names an interpreter that need not be on PATH. Steps name both.
    """

    name: str
    programs: tuple[str, ...]
    version: tuple[str, ...]
    minimum: tuple[int, ...]
    hint: str
    wheel: str = ""
    interpreter: Tool | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A sample inside a workspace.

    Args:
        id: ``<operation>/<auth>``.
        path: path of its file below the workspace, always with ``/``.
        stem: ``id`` with ``/`` turned into ``-``: a name for outputs that belong to it alone.
    """

    id: str
    path: str

    @property
    def stem(self) -> str:
        return self.id.replace("/", "-")


@dataclass(frozen=True, slots=True)
class Step:
    """One process in a workspace: never a shell.

    In ``argv`` and in the values of ``environment`` these are replaced: ``{workspace}`` (absolute
    path of the workspace) and ``{TOOL}`` for each Tool's name (absolute path of the program). The
    working directory is the workspace. Only PATH, HOME, the temporary directory, what the
    toolchain's own ``keep`` names, and ``environment`` reach the process.

    Args:
        files: files to write before, by path below the workspace (response files and the like).
        covers: the sources that this step builds; diagnostics are put down to them.
        outputs: paths below the workspace that exist when the step has been done.
        network: True where the step may fetch packages.
        seconds: it is killed after that.
    """

    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    covers: tuple[Source, ...] = ()
    outputs: tuple[str, ...] = ()
    network: bool = False
    seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class Unlocked:
    """How a workspace is made for versions that a caller chose, which no lock file fits.

    Args:
        install: the dependencies with their versions -> the steps that install exactly these, and
            whatever else they need as the registry has it. A version that cannot be had exactly
            makes a step fail. They find the manifest rendered with these versions.
        releases: the package of a dependency -> the steps that list its releases. Each step runs
            in the same empty directory, and the last one prints the releases, oldest and newest in
            any order, between characters that no version has. What is not dotted numbers, with or
            without ``v``, is a pre-release to samplegen and is left out.
        locks: files of the workspace that hold for the pinned versions only. They are not there.
    """

    install: Callable[[Sequence[Dependency]], Sequence[Step]]
    releases: Callable[[str], Sequence[Step]]
    locks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Toolchain:
    """How the samples of a language are installed, built and run, as data.

    A workspace holds the files of ``generated/<language>/`` that belong to no sample (manifest,
    lock file) at its root and each sample at ``layout``.

    Args:
        install: steps, once per content of the manifest and lock files.
        build: all samples -> as few steps as can be. A failing step is run again without the
            sources that its diagnostics name, until the rest is built.
        diagnostic: regular expression with the groups ``file`` and ``message`` and, where the
            compiler tells, ``line`` and ``column``; matched line by line against stdout and stderr.
        run: a source -> the step that runs it.
        trust: environment variables that make a running sample use a proxy and trust a CA, with
            ``{proxy}`` ``http://host:port``, ``{proxy_host}``, ``{proxy_port}``, ``{ca_pem}``,
            ``{ca_p12}`` (Java trust store) and ``{ca_password}``.
        noise: regular expressions; a whole line of stderr that one of them matches comes from the
            toolchain and not from the sample.
        keep: names of the caller's environment variables that install and build steps need, such
            as a registry mirror or its CA. Samples never see them.
        warm: a process that runs many samples, where a language allows that: it spares each of
            them the start of the interpreter and its imports. The run step of a sample is handed
            to it without the first element of its argv. None to start each sample by itself.

            It reads a JSON object a line, and answers likewise, first of all with
            ``{"ready": true}``. Asked for ``id`` (a number), ``argv``, ``cwd``, ``environment``
            (all of it), ``seconds`` (kill it with its children after that) and ``limit`` (of
            bytes that it may print on one stream; kill it then), it runs the sample in a session
            of its own, as many at a time as are asked for, and answers when one has ended:
            ``id``, ``exit_code`` (as a shell says it, null if it was killed), ``stdout`` and
            ``stderr`` in base64, ``seconds``, ``truncated``. At the end of its input it kills
            what runs and ends. If it prints anything else or dies, all is run without it; and
            what fails in it is run again without it before it is believed.
        layout: where a sample lies, with ``{operation}``, ``{auth}`` and ``{file}``.
        unlocked: how other versions than the pinned ones are installed, and which there are; None
            where a language cannot do that.
    """

    tools: tuple[Tool, ...]
    install: tuple[Step, ...]
    build: Callable[[Sequence[Source]], Sequence[Step]]
    diagnostic: str
    run: Callable[[Source], Step]
    trust: Mapping[str, str]
    noise: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    warm: Step | None = None
    layout: str = "{operation}/{auth}/{file}"
    unlocked: Unlocked | None = None


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package that the samples need; the only place where its version stands.

    Args:
        key: how templates call it: ``deps.openai.version``.
        package: its name in the language's registry.
        auths: the ways of signing in that need it; empty for all.
        development: True where it checks samples but no sample needs it.
    """

    key: str
    package: str
    version: str
    auths: tuple[str, ...] = ()
    development: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a user chooses about a starter project of a language.

    Args:
        name: how templates call it, ``options.<name>``; the option is ``--<name>``.
        help: one sentence.
        values: what can be chosen, the usual one first; empty where it is a flag.
    """

    name: str
    help: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Starter:
    """What a starter project of a language needs beside its templates in ``starter/``.

    Args:
        taken: the name of a project, such as ``my-app`` -> whether the language, or a package that
            the project uses, lays claim to it or to a name that is made of it; by default
            none does.
        dependencies: packages that projects use and samples do not, such as a test runner.
        choices: what else a user may choose.
        sends: members that the SDK adds to a request by itself, by path of the request; recorded
            answers are made for them.
    """

    taken: Callable[[str], bool] = lambda _: False
    dependencies: tuple[Dependency, ...] = ()
    choices: tuple[Choice, ...] = ()
    sends: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Language:
    """A language that samples are written in.

    Args:
        name: as in sample ids, ``go``.
        title: as people write it, ``Go``.
        order: its place on a page.
        file_name: name of an operation -> name of the sample's file, ``Chat.java``.
        unsupported: glob over ``<operation>/<auth>`` -> why the SDK cannot do it.
        templates: directory of its templates; None for ``templates/<name>`` of samplegen itself.
        docker: directory of its Dockerfile; None for ``docker/<name>`` of samplegen itself.
        starter: None where it has no starter projects.
    """

    name: str
    title: str
    order: int
    file_name: Callable[[str], str]
    syntax: Syntax
    toolchain: Toolchain
    dependencies: tuple[Dependency, ...]
    unsupported: Mapping[str, str] = field(default_factory=dict)
    templates: str | None = None
    docker: str | None = None
    starter: Starter | None = None
