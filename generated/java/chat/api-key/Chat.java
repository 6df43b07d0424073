import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

public class Chat {
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

    ChatCompletionCreateParams params =
        ChatCompletionCreateParams.builder()
            .model("gpt-5-mini")
            .addSystemMessage("You are a helpful assistant.")
            .addUserMessage("Who founded Microsoft, and when?")
            .build();
    ChatCompletion completion = client.chat().completions().create(params);
    System.out.println(completion.choices().get(0).message().content().orElseThrow());
  }
}
