import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;

public class ErrorHandling {
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
    try {
      Response response = client.responses().create(params);
      response.output().stream()
          .flatMap(item -> item.message().stream())
          .flatMap(message -> message.content().stream())
          .flatMap(content -> content.outputText().stream())
          .forEach(text -> System.out.println(text.text()));
    } catch (NotFoundException e) {
      fail("Not found", e);
    } catch (RateLimitException e) {
      fail("Rate limited", e);
    } catch (BadRequestException e) {
      fail("Bad request", e);
    } catch (OpenAIServiceException e) {
      fail("Request failed", e);
    } catch (OpenAIIoException e) {
      System.out.println("Service unreachable: no status, no request ID");
      System.exit(1);
    }
  }

  private static void fail(String kind, OpenAIServiceException e) {
    String requestId = e.headers().values("x-request-id").stream().findFirst().orElse("unknown");
    System.out.println(kind + ": status " + e.statusCode() + ", request ID " + requestId);
    System.exit(1);
  }
}
