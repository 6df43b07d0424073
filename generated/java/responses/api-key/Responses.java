import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;

public class Responses {
  public static void main(String[] args) {
    String apiKey = System.getenv("AZURE_OPENAI_API_KEY");
    if (apiKey == null) {
      throw new IllegalStateException("AZURE_OPENAI_API_KEY is not set");
    }
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("https://YOUR-RESOURCE-NAME.openai.azure.com/openai/v1/")
            .apiKey(apiKey)
            .build();

    ResponseCreateParams params =
        ResponseCreateParams.builder()
            .model("gpt-5-mini")
            .input("What is an API? Answer in one sentence.")
            .build();
    Response response = client.responses().create(params);
    response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(content -> content.outputText().stream())
        .forEach(text -> System.out.println(text.text()));
  }
}
