import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;

public class Client {
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

    System.out.println("Models: " + client.models().list().data().size());
  }
}
