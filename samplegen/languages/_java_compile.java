import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles samples, those of each way of signing in by themselves as their classes have the same
 * names, and tells each error on one line. Usage: Compile OPERATION/AUTH/FILE.java...
 */
class Compile {
  private static final List<String> OPTIONS =
      List.of("-proc:none", "-implicit:none", "--release", "17");

  public static void main(String[] args) throws IOException {
    Map<Path, List<Path>> byAuth =
        Arrays.stream(args)
            .map(Path::of)
            .collect(groupingBy(file -> file.getParent().getFileName()));
    boolean good = true;
    for (Map.Entry<Path, List<Path>> group : byAuth.entrySet()) {
      good &= compile(group.getValue(), Path.of("classes").resolve(group.getKey()));
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean compile(List<Path> sources, Path output) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(said, Locale.ROOT, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, jars());
      files.setLocationFromPaths(
          StandardLocation.CLASS_OUTPUT, List.of(Files.createDirectories(output)));
      boolean good =
          compiler
              .getTask(null, files, said, OPTIONS, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      said.getDiagnostics().stream()
          .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
          .forEach(Compile::tell);
      return good;
    }
  }

  private static List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("jars"), "*.jar")) {
      files.forEach(jars::add);
    }
    return jars;
  }

  private static void tell(Diagnostic<? extends JavaFileObject> error) {
    String file = error.getSource() == null ? "javac" : error.getSource().getName();
    String message =
        error.getMessage(Locale.ROOT).replaceAll("\\s*\\R\\s*", "; ").replaceAll(" +", " ");
    System.out.printf(
        "%s:%d:%d: error: %s%n", file, error.getLineNumber(), error.getColumnNumber(), message);
  }
}
