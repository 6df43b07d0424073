import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.credential.BearerTokenCredential;
import com.openai.errors.NotFoundException;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;

public class RequestId {
  public static void main(String[] args) {
    TokenCredential credential = new DefaultAzureCredentialBuilder().build();
    TokenRequestContext context =
        new TokenRequestContext().addScopes("https://ai.azure.com/.default");
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/")
            .credential(
                BearerTokenCredential.create(() -> credential.getTokenSync(context).getToken()))
            .build();

    ResponseCreateParams params =
        ResponseCreateParams.builder()
            .model("gpt-5-mini")
            .input("What is an API? Answer in one sentence.")
            .build();
    try (HttpResponseFor<Response> response = client.responses().withRawResponse().create(params)) {
      System.out.println("Answered: " + response.requestId().orElseThrow());
    }

    try {
      client.responses().create(params.toBuilder().model("no-such-deployment").build());
    } catch (NotFoundException e) {
      System.out.println("Failed: " + e.headers().values("x-request-id").get(0));
    }
  }
}
