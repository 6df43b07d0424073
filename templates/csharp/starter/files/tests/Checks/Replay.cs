using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace Checks;

/// <summary>Answers requests as it was recorded, and keeps what was asked.</summary>
internal sealed class Replay(IEnumerable<Exchange> exchanges) : HttpMessageHandler
{
    private readonly Queue<Response> _answers = new(exchanges.Select(each => each.Response));

    public List<Request> Asked { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        string? body = request.Content is null
            ? null
            : await request.Content.ReadAsStringAsync(cancellationToken);
        Asked.Add(
            new Request(
                request.Method.Method,
                request.RequestUri!.PathAndQuery,
                body is null ? null : (string?)JsonNode.Parse(body)!["model"],
                request.Headers.Authorization?.ToString()
            )
        );
        return _answers.TryDequeue(out Response? answer)
            ? Message(answer)
            : throw new InvalidOperationException("nothing more was recorded");
    }

    private static HttpResponseMessage Message(Response answer)
    {
        HttpResponseMessage message = new((HttpStatusCode)answer.Status)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer.Body)),
        };
        foreach ((string name, string value) in answer.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }
        return message;
    }
}
