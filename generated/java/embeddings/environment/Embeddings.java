import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.List;
import java.util.Locale;

public class Embeddings {
  public static void main(String[] args) {
    OpenAIClient client = OpenAIOkHttpClient.fromEnv();

    List<String> texts = List.of("The quick brown fox", "jumps over the lazy dog");
    EmbeddingCreateParams params =
        EmbeddingCreateParams.builder()
            .model("text-embedding-3-small")
            .inputOfArrayOfStrings(texts)
            .build();
    CreateEmbeddingResponse response = client.embeddings().create(params);
    List<Float> first = response.data().get(0).embedding();
    System.out.println("Embeddings: " + response.data().size());
    System.out.println("Dimensions: " + first.size());
    System.out.printf(
        Locale.ROOT, "First values: %.4f, %.4f, %.4f%n", first.get(0), first.get(1), first.get(2));
    System.out.println("Tokens: " + response.usage().totalTokens());
  }
}
