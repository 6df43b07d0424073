import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

public class ChatStreaming {
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
            .addUserMessage("Explain attention in neural networks in one sentence.")
            .build();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(params)) {
      chunks.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .flatMap(choice -> choice._delta().asKnown().stream())
          .flatMap(delta -> delta.content().stream())
          .forEach(System.out::print);
    }
    System.out.println();
  }
}
