import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

public class ChatReasoning {
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

    ChatCompletionCreateParams params =
        ChatCompletionCreateParams.builder()
            .model("gpt-5-mini")
            .addDeveloperMessage("You answer in one sentence.")
            .addUserMessage("What is the bitter lesson of AI research?")
            .reasoningEffort(ReasoningEffort.of("low"))
            .maxCompletionTokens(5000)
            .build();
    ChatCompletion completion = client.chat().completions().create(params);
    System.out.println(completion.choices().get(0).message().content().orElseThrow());
  }
}
