import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Prints the options with which Maven trusts what Java trusts and a PEM file, and uses the proxy
 * that the environment names, which Java does not look at. Usage: MavenOptions PEM STORE
 */
class MavenOptions {
  public static void main(String[] args) throws Exception {
    trust(Path.of(args[0]), Path.of(args[1]));
    System.out.println("-Djavax.net.ssl.trustStore=" + args[1] + proxy("http") + proxy("https"));
  }

  private static void trust(Path pem, Path to) throws Exception {
    Path cacerts = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    char[] password = "changeit".toCharArray();
    KeyStore store = KeyStore.getInstance(cacerts.toFile(), password);
    try (InputStream input = Files.newInputStream(pem);
        OutputStream output = Files.newOutputStream(to)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(input)) {
        store.setCertificateEntry("samplegen-" + number++, one);
      }
      store.store(output, password);
    }
  }

  private static String proxy(String scheme) {
    String proxy = variable(scheme + "_proxy");
    if (proxy.isEmpty()) {
      return "";
    }
    URI uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
    String except =
        Arrays.stream(variable("no_proxy").split("[,\\s]+"))
            .map(name -> name.replaceFirst("^\\.", "*."))
            .collect(Collectors.joining("|"));
    // Maven 3.9 reads the others only with the first.
    return " -Daether.connector.http.useSystemProperties=true"
        + String.format(" -D%s.proxyHost=%s", scheme, uri.getHost())
        + String.format(" -D%s.proxyPort=%d", scheme, uri.getPort() < 0 ? 80 : uri.getPort())
        + " -Dhttp.nonProxyHosts=" + except;
  }

  private static String variable(String name) {
    String value = System.getenv(name.toUpperCase());
    return value != null ? value : System.getenv().getOrDefault(name, "");
  }
}
