using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;

namespace Checks;

/// <summary>What the service answered to a program, and what came of it.</summary>
internal sealed record Recording(string Operation, IReadOnlyList<Scenario> Scenarios)
{
    /// <summary>Reads the files of recordings/, which are part of this assembly.</summary>
    public static IEnumerable<Recording> All()
    {
        Assembly assembly = typeof(Recording).Assembly;
        return assembly.GetManifestResourceNames().Order().Select(Read);

        Recording Read(string name)
        {
            using Stream json = assembly.GetManifestResourceStream(name)!;
            return JsonSerializer.Deserialize<Recording>(json, JsonSerializerOptions.Web)!;
        }
    }
}

/// <param name="ExitCode">Null where the program must fail, no matter how.</param>
internal sealed record Scenario(
    string Name,
    IReadOnlyList<Exchange> Exchanges,
    string Stdout,
    int? ExitCode
);

internal sealed record Exchange(Request Request, Response Response);

internal sealed record Request(string Method, string Path, string? Model, string? Authorization);

internal sealed record Response(
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    string Body
);
