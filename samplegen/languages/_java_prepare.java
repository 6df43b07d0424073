import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.credential.BearerTokenCredential;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.net.ssl.SSLContext;

/**
 * Prepares a workspace: checks that lib/ is what dependencies.sha256 says, copies it to jars/
 * without signatures, and lets the JVM archive the classes that samples load, which halves their
 * start. Without the archive everything works as well, only slower: it is never a reason to fail.
 */
class Prepare {
  private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  public static void main(String[] args) throws Exception {
    copyLocked(Path.of("lib"), Files.createDirectories(Path.of("jars")));
    try {
      archive(Files.createDirectories(Path.of("start")));
    } catch (Exception e) {
      System.err.println("No archive of classes: " + e);
    }
    System.exit(0);
  }

  private static void copyLocked(Path from, Path to) throws Exception {
    Map<String, String> locked = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("dependencies.sha256"))) {
      locked.put(line.substring(line.indexOf("lib/")), line.substring(0, line.indexOf(' ')));
    }
    List<String> wrong = new ArrayList<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(from)) {
      for (Path jar : jars) {
        byte[] content = Files.readAllBytes(jar);
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        if (!sum.equals(locked.remove("lib/" + jar.getFileName()))) {
          wrong.add(jar.getFileName() + " has a checksum that is not in dependencies.sha256");
        }
        removeSignature(Files.write(to.resolve(jar.getFileName()), content));
      }
    }
    locked.keySet().forEach(name -> wrong.add(name + " was not resolved"));
    if (!wrong.isEmpty()) {
      System.err.println(String.join(System.lineSeparator(), wrong));
      System.exit(1);
    }
  }

  /** The JVM archives no class of a signed JAR file. */
  private static void removeSignature(Path jar) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(jar);
        DirectoryStream<Path> signature =
            Files.newDirectoryStream(zip.getPath("META-INF"), "*.{SF,RSA,DSA,EC}")) {
      for (Path file : signature) {
        Files.delete(file);
      }
    }
  }

  private static void archive(Path start) throws Exception {
    String jdk = System.getProperty("java.home") + "/bin/";
    String store = start + "/store.p12";
    Files.deleteIfExists(Path.of(store));
    run(
        Map.of(),
        List.of(
            jdk + "keytool",
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            "localhost",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-storetype",
            "PKCS12",
            "-keystore",
            store,
            "-storepass",
            "changeit"));
    System.setProperty("javax.net.ssl.keyStore", store);
    System.setProperty("javax.net.ssl.keyStorePassword", "changeit");
    try (JarOutputStream jar =
            new JarOutputStream(Files.newOutputStream(start.resolve("warm.jar")));
        InputStream warm = Warm.class.getResourceAsStream("Warm.class")) {
      jar.putNextEntry(new JarEntry("Warm.class"));
      warm.transferTo(jar);
    }

    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpsServer service = HttpsServer.create(any, 0);
    service.setHttpsConfigurator(new HttpsConfigurator(SSLContext.getDefault()));
    HttpServer identity = HttpServer.create(any, 0);
    for (HttpServer server : List.of(service, identity)) {
      server.createContext("/", Prepare::answer);
      server.start();
    }
    List<String> command = new ArrayList<>(List.of(jdk + "java"));
    command.addAll(JVM);
    command.addAll(
        List.of(
            "-XX:ArchiveClassesAtExit=" + start + "/samples.jsa",
            "-Djavax.net.ssl.trustStore=" + store,
            "-Djavax.net.ssl.trustStoreType=PKCS12",
            "-Djavax.net.ssl.trustStorePassword=changeit",
            "-cp",
            start + "/warm.jar:jars/*",
            "Warm"));
    run(
        Map.of(
            "OPENAI_BASE_URL",
            "https://localhost:" + service.getAddress().getPort() + "/openai/v1/",
            "IDENTITY_ENDPOINT",
            "http://localhost:" + identity.getAddress().getPort() + "/token",
            "IDENTITY_HEADER",
            "none",
            "AZURE_TOKEN_CREDENTIALS",
            "ManagedIdentityCredential"),
        command);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String sent = new String(exchange.getRequestBody().readAllBytes());
    boolean stream = sent.contains("\"stream\":true");
    String body = Warm.ANSWERS.getOrDefault((stream ? "stream " : "") + path, "{\"error\":{}}");
    exchange
        .getResponseHeaders()
        .set("Content-Type", stream ? "text/event-stream" : "application/json");
    exchange.sendResponseHeaders(sent.contains("missing") ? 404 : 200, body.length());
    exchange.getResponseBody().write(body.getBytes());
    exchange.close();
  }

  private static void run(Map<String, String> environment, List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
  }
}

/** Calls what samples call, so that the JVM sees the classes behind it. */
class Warm {
  static final Map<String, String> ANSWERS =
      Map.of(
          "/token",
              "{\"access_token\":\"x\",\"expires_on\":\"4000000000\",\"token_type\":\"Bearer\"}",
          "/openai/v1/models", "{\"object\":\"list\",\"data\":[{\"id\":\"m\"}]}",
          "/openai/v1/embeddings",
              "{\"data\":[{\"embedding\":\"AACAPw==\"}],\"usage\":{\"total_tokens\":1}}",
          "/openai/v1/chat/completions", "{\"choices\":[{\"message\":{\"content\":\"x\"}}]}",
          "stream /openai/v1/chat/completions",
              "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n\n",
          "/openai/v1/responses",
              "{\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"x\"}]}]}",
          "stream /openai/v1/responses",
              "data: {\"type\":\"response.output_text.delta\",\"delta\":\"x\"}\n\n");

  public static void main(String[] args) {
    TokenCredential credential = new DefaultAzureCredentialBuilder().build();
    TokenRequestContext context = new TokenRequestContext().addScopes("https://localhost/.default");
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl(System.getenv("OPENAI_BASE_URL"))
            .credential(
                BearerTokenCredential.create(() -> credential.getTokenSync(context).getToken()))
            .build();
    ChatCompletionCreateParams chat =
        ChatCompletionCreateParams.builder()
            .model("m")
            .addSystemMessage("x")
            .addUserMessage("x")
            .build();
    ResponseCreateParams response = ResponseCreateParams.builder().model("m").input("x").build();
    EmbeddingCreateParams embeddings =
        EmbeddingCreateParams.builder().model("m").inputOfArrayOfStrings(List.of("x")).build();
    List<Runnable> calls =
        List.of(
            () -> client.models().list().data().size(),
            () -> client.embeddings().create(embeddings).data().get(0).embedding().size(),
            () ->
                client
                    .chat()
                    .completions()
                    .create(chat)
                    .choices()
                    .get(0)
                    .message()
                    .content()
                    .orElseThrow(),
            () -> drain(client.chat().completions().createStreaming(chat)),
            () ->
                client
                    .responses()
                    .create(response)
                    .output()
                    .forEach(item -> item.asMessage().content()),
            () -> drain(client.responses().createStreaming(response)),
            () -> client.responses().create(response.toBuilder().model("missing").build()));
    for (Runnable call : calls) {
      try {
        call.run();
      } catch (RuntimeException e) {
        System.out.println(e.getClass().getName());
      }
    }
  }

  private static void drain(StreamResponse<?> response) {
    try (response) {
      response.stream().forEach(String::valueOf);
    }
  }
}
