import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells the releases that Maven's report names, without its head, which has other versions. */
class Tell {
  public static void main(String[] args) throws IOException {
    Path report = Path.of("target", "dependency-updates-report.xml");
    Files.readAllLines(report).stream().skip(2).forEach(System.out::println);
  }
}
