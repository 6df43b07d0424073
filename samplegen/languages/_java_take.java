import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Takes lib/ as Maven resolved it into jars/, where programs look for their classes. */
class Take {
  public static void main(String[] args) throws IOException {
    Path to = Files.createDirectories(Path.of("jars"));
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("lib"))) {
      for (Path jar : jars) {
        Files.copy(jar, to.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
