import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.Tool;

public class ResponsesMcp {
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

    Tool.Mcp tool =
        Tool.Mcp.builder()
            .serverLabel("microsoft_learn")
            .serverUrl("https://learn.microsoft.com/api/mcp")
            .requireApproval(Tool.Mcp.RequireApproval.McpToolApprovalSetting.NEVER)
            .build();
    ResponseCreateParams params =
        ResponseCreateParams.builder()
            .model("gpt-5-mini")
            .input("Find out what Azure Functions is good for, in one sentence.")
            .addTool(tool)
            .build();
    Response response = client.responses().create(params);
    response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(content -> content.outputText().stream())
        .forEach(text -> System.out.println(text.text()));
  }
}
