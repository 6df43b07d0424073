import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;

public class Client {
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

    System.out.println("Models: " + client.models().list().data().size());
  }
}
