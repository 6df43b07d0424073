import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;

public class ResponsesStreaming {
  public static void main(String[] args) {
    OpenAIClient client = OpenAIOkHttpClient.fromEnv();

    ResponseCreateParams params =
        ResponseCreateParams.builder()
            .model("gpt-5-mini")
            .input("Tell the history of the attention mechanism in one sentence.")
            .build();
    try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(params)) {
      events.stream()
          .flatMap(event -> event.outputTextDelta().stream())
          .forEach(delta -> System.out.print(delta.delta()));
    }
    System.out.println();
  }
}
