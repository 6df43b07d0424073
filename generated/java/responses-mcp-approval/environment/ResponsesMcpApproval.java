import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.Tool;
import java.util.List;

public class ResponsesMcpApproval {
  public static void main(String[] args) {
    OpenAIClient client = OpenAIOkHttpClient.fromEnv();

    Tool.Mcp tool =
        Tool.Mcp.builder()
            .serverLabel("microsoft_learn")
            .serverUrl("https://learn.microsoft.com/api/mcp")
            .requireApproval(Tool.Mcp.RequireApproval.McpToolApprovalSetting.ALWAYS)
            .build();
    ResponseCreateParams question =
        ResponseCreateParams.builder()
            .model("gpt-5-mini")
            .input("Find out what Azure Functions is good for, in one sentence.")
            .addTool(tool)
            .build();
    Response asking = client.responses().create(question);

    ResponseOutputItem.McpApprovalRequest request =
        asking.output().stream()
            .flatMap(item -> item.mcpApprovalRequest().stream())
            .findFirst()
            .orElseThrow();
    ResponseInputItem.McpApprovalResponse approval =
        ResponseInputItem.McpApprovalResponse.builder()
            .approvalRequestId(request.id())
            .approve(true)
            .build();
    ResponseCreateParams approved =
        ResponseCreateParams.builder()
            .model("gpt-5-mini")
            .previousResponseId(asking.id())
            .inputOfResponse(List.of(ResponseInputItem.ofMcpApprovalResponse(approval)))
            .addTool(tool)
            .build();
    client.responses().create(approved).output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(content -> content.outputText().stream())
        .forEach(text -> System.out.println(text.text()));
  }
}
