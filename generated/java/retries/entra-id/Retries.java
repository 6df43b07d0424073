import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.errors.RateLimitException;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseOutputText;
import java.util.stream.Collectors;

public class Retries {
  public static void main(String[] args) {
    TokenCredential credential = new DefaultAzureCredentialBuilder().build();
    TokenRequestContext context =
        new TokenRequestContext().addScopes("https://ai.azure.com/.default");
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/")
            .credential(
                BearerTokenCredential.create(() -> credential.getTokenSync(context).getToken()))
            .maxRetries(0)
            .build();

    ResponseCreateParams params =
        ResponseCreateParams.builder()
            .model("gpt-5-mini")
            .input("What is an API? Answer in one sentence.")
            .build();
    try {
      Response response = client.responses().create(params);
      System.out.println("Without retries: " + outputText(response));
    } catch (RateLimitException e) {
      System.out.println("Without retries: status " + e.statusCode());
    }

    Response response =
        client.withOptions(options -> options.maxRetries(5)).responses().create(params);
    System.out.println("With five retries: " + outputText(response));
  }

  private static String outputText(Response response) {
    return response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(content -> content.outputText().stream())
        .map(ResponseOutputText::text)
        .collect(Collectors.joining());
  }
}
