using System;
using System.Text.Json;

namespace Checks;

internal static class Expect
{
    public static void True(string what, bool actual)
    {
        if (!actual)
        {
            throw new CheckFailedException($"not so: {what}");
        }
    }

    /// <summary>Compares values by what they hold, lists and records included.</summary>
    public static void Equal<T>(string what, T expected, T actual)
    {
        string wanted = JsonSerializer.Serialize(expected);
        string found = JsonSerializer.Serialize(actual);
        if (found != wanted)
        {
            throw new CheckFailedException($"{what}: expected {wanted}, found {found}");
        }
    }
}

internal sealed class CheckFailedException(string message) : Exception(message);
