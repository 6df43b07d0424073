"""Java: openai-java and Azure Identity, resolved by Maven, compiled and started in little time.

The lock file is made from the rendered manifest by
``mvn dependency:copy-dependencies && sha256sum lib/*.jar > dependencies.sha256``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from samplegen.language import (
    Choice,
    Dependency,
    Language,
    Source,
    Starter,
    Step,
    Syntax,
    Tool,
    Toolchain,
    Unlocked,
)

_ESCAPES = {
    "\b": r"\b",
    "\t": r"\t",
    "\n": r"\n",
    "\f": r"\f",
    "\r": r"\r",
    '"': r"\"",
    "\\": r"\\",
}
_CONSTANT_LIMIT = 65_534  # bytes; javac takes one less than a class file holds
_ESCAPE_IN_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)(?=\\u)")  # javac reads it even there
_DOUBLED = r"\1\\"
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"}
_JOINER = "\u200d"  # holds an emoji of several characters together
_RESERVED = frozenset(
    """abstract assert boolean break byte case catch char class const continue default do double
    else enum extends false final finally float for goto if implements import instanceof int
    interface long native new null package private protected public return short static strictfp
    super switch synchronized this throw throws transient true try void volatile while""".split()  # noqa: SIM905
)


def literal(text: str) -> str:
    """Writes a string literal on one line; a lone surrogate is text in Java like any other."""
    astral = sum(char > "\uffff" for char in text)
    size = len(text.encode("utf-8", "surrogatepass")) + text.count("\0") + 2 * astral
    if size > _CONSTANT_LIMIT:
        raise ValueError(
            f"a Java string constant holds {_CONSTANT_LIMIT:,} bytes, this has {size:,}"
        )
    return '"' + "".join(map(_escaped, " " + text, text)) + '"'


def _escaped(before: str, char: str) -> str:
    r"""Escapes a character; javac reads ``\\u`` as an escape behind half of a surrogate pair."""
    if char == "\\" and "\ud800" <= before <= "\udbff":
        return r"\134"
    return _ESCAPES.get(char) or _visible(char)


def comment(text: str) -> str:
    r"""Writes line comments; a backslash before ``u`` is doubled, as ``\u`` is an escape there."""
    lines = ("".join(map(_visible, line.expandtabs(4))) for line in text.splitlines() or [""])
    return "\n".join(f"// {_ESCAPE_IN_COMMENT.sub(_DOUBLED, line)}".rstrip() for line in lines)


def identifier(text: str) -> str:
    """Names a variable in lower camel case, in ASCII: ``server_url`` becomes ``serverUrl``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[0-9]*(?:[A-Z]+(?![a-z])|[A-Z]?[a-z]+)|[0-9]+", plain)
    name = "".join(word.capitalize() if at else word.lower() for at, word in enumerate(words))
    if not name or name[0].isdigit():
        name = f"value{name}"
    return f"{name}_" if name in _RESERVED else name


def sort_imports(lines: Sequence[str]) -> str:
    """Sorts as google-java-format does: static imports, an empty line, the others, by name."""
    unique = sorted({line.strip() for line in lines}, key=lambda line: line.rstrip(";"))
    static = [line for line in unique if line.startswith("import static ")]
    other = [line for line in unique if line not in static]
    return "\n\n".join("\n".join(block) for block in (static, other) if block)


def _visible(char: str) -> str:
    """Returns a character, or its escape in UTF-16 where nobody would see it."""
    if char in (" ", _JOINER) or unicodedata.category(char) not in _HIDDEN:
        return char
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _file_name(operation: str) -> str:
    return "".join(word.capitalize() for word in operation.split("-")) + ".java"


# Samples are short: compiling less costs less, in the compiler as in the samples themselves.
_QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData")


_COPY = Step(("{mvn}", "-B", "-q", "dependency:copy-dependencies"), network=True)

# What is only managed is not resolved: there need not be a version 0.
_VERSIONS = "org.codehaus.mojo:versions-maven-plugin:2.18.0"
_REPORT = ("-DdependencyUpdatesReportFormats=xml",)
_ASKING = """\
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>releases</artifactId>
  <version>1</version>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>{group}</groupId>
        <artifactId>{artifact}</artifactId>
        <version>0</version>
      </dependency>
    </dependencies>
  </dependencyManagement>
</project>
"""


def _program(name: str) -> dict[str, str]:
    """Gives the one file of a program that Java compiles and runs by itself."""
    file = Path(__file__).with_name(f"_java_{name.lower()}.java")
    return {f"{name}.java": file.read_text(encoding="utf-8")}


def _prepare() -> Step:
    """Checks what Maven resolved against the lock file, and makes the archive of classes."""
    argv = ("{java}", *_QUICK, "-cp", "lib/*", "Prepare.java")
    return Step(argv, files=_program("Prepare"), outputs=("jars",))


def _unlocked(_: Sequence[Dependency]) -> Sequence[Step]:
    """Takes what Maven resolved as it is; another release may lack classes to archive."""
    take = Step(("{java}", *_QUICK, "Take.java"), files=_program("Take"), outputs=("jars",))
    return _COPY, take


def _releases(package: str) -> Sequence[Step]:
    """Lets a plug-in report what is newer than version 0, which is everything."""
    group, _, artifact = package.partition(":")
    report = Step(
        ("{mvn}", "-B", "-q", f"{_VERSIONS}:dependency-updates-report", *_REPORT),
        files={"pom.xml": _ASKING.format(group=group, artifact=artifact)},
        network=True,
    )
    return report, Step(("{java}", *_QUICK, "Tell.java"), files=_program("Tell"))


def _build(sources: Sequence[Source]) -> Sequence[Step]:
    argv = ("{java}", *_QUICK, "Compile.java", *(source.path for source in sources))
    outputs = tuple(f"{_classes(source)}/{_class(source)}.class" for source in sources)
    return [Step(argv, files=_program("Compile"), covers=tuple(sources), outputs=outputs)]


def _classes(source: Source) -> str:
    return f"classes/{source.id.rpartition('/')[2]}"


def _class(source: Source) -> str:
    return source.path.rpartition("/")[2].removesuffix(".java")


def _run(source: Source) -> Step:
    """Runs with the archive of classes; without it, or if it does not fit, the JVM says nothing."""
    archive = ("-XX:SharedArchiveFile=start/samples.jsa", "-Xshare:auto", "-Xlog:disable")
    path = f"start/warm.jar:jars/*:{_classes(source)}"
    return Step(("{java}", *_QUICK, *archive, "-cp", path, _class(source)), seconds=60)


def _taken(name: str) -> bool:
    """Says whether the last part of the package, written without hyphens, is a keyword."""
    return name.replace("-", "") in _RESERVED


_JDK = (
    "Install a JDK, version 17 or newer, from your system's packages or from https://adoptium.net/."
)

_PLUGINS = "org.apache.maven.plugins"

LANGUAGE = Language(
    name="java",
    title="Java",
    order=3,
    file_name=_file_name,
    syntax=Syntax("tree_sitter_java", literal, comment, identifier, sort_imports),
    toolchain=Toolchain(
        tools=(
            Tool("java", ("java",), ("--version",), (17,), _JDK),
            # The JVM compiles by itself, but only a JDK has a compiler.
            Tool("javac", ("javac",), ("--version",), (17,), _JDK),
            Tool(
                name="mvn",
                programs=("mvn",),
                version=("--version",),
                minimum=(3, 6, 3),
                hint="Install Maven from your system's packages or from https://maven.apache.org/.",
            ),
        ),
        install=(_COPY, _prepare()),
        build=_build,
        diagnostic=r"^(?P<file>\S+\.java):(?P<line>\d+):(?P<column>\d+): error: (?P<message>.+)$",
        run=_run,
        trust={
            "JAVA_TOOL_OPTIONS": (
                "-Dhttp.proxyHost={proxy_host} -Dhttp.proxyPort={proxy_port}"
                " -Dhttps.proxyHost={proxy_host} -Dhttps.proxyPort={proxy_port}"
                " -Dhttp.nonProxyHosts={proxy_host}|localhost"
                " -Djavax.net.ssl.trustStore={ca_p12} -Djavax.net.ssl.trustStoreType=PKCS12"
                " -Djavax.net.ssl.trustStorePassword={ca_password}"
            ),
        },
        noise=(r"Picked up JAVA_TOOL_OPTIONS: .*",),
        keep=("JAVA_HOME", "MAVEN_OPTS", "MAVEN_ARGS"),
        unlocked=Unlocked(_unlocked, _releases, locks=("dependencies.sha256",)),
    ),
    dependencies=(
        Dependency("openai", "com.openai:openai-java", "4.101.0"),
        Dependency("identity", "com.azure:azure-identity", "1.19.0", auths=("entra-id",)),
        Dependency(
            "identity_http",
            "com.azure:azure-core-http-jdk-httpclient",
            "1.1.7",
            auths=("entra-id",),
        ),
        Dependency("slf4j", "org.slf4j:slf4j-nop", "2.0.20", development=True),
        Dependency(
            "dependency_plugin",
            f"{_PLUGINS}:maven-dependency-plugin",
            "3.11.0",
            development=True,
        ),
    ),
    starter=Starter(
        taken=_taken,
        dependencies=(
            Dependency("junit", "org.junit.jupiter:junit-jupiter", "6.1.3", development=True),
            Dependency("clean_plugin", f"{_PLUGINS}:maven-clean-plugin", "3.5.0", development=True),
            Dependency(
                "compiler_plugin", f"{_PLUGINS}:maven-compiler-plugin", "3.16.0", development=True
            ),
            # The last one that runs on Maven 3.8.
            Dependency(
                "exec_plugin", "org.codehaus.mojo:exec-maven-plugin", "3.6.4", development=True
            ),
            Dependency("jar_plugin", f"{_PLUGINS}:maven-jar-plugin", "3.5.1", development=True),
            Dependency(
                "resources_plugin", f"{_PLUGINS}:maven-resources-plugin", "3.5.0", development=True
            ),
            Dependency(
                "surefire_plugin", f"{_PLUGINS}:maven-surefire-plugin", "3.6.1", development=True
            ),
            Dependency(
                "spotless_maven",
                "com.diffplug.spotless:spotless-maven-plugin",
                "3.11.0",
                development=True,
            ),
            Dependency(
                "spotless_gradle",
                "com.diffplug.spotless:spotless-plugin-gradle",
                "8.11.0",
                development=True,
            ),
        ),
        choices=(Choice("build", "Build with Maven or with Gradle.", values=("maven", "gradle")),),
        sends={"/openai/v1/embeddings": {"encoding_format": "base64"}},
    ),
)
