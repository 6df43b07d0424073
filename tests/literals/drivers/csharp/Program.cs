// comments
using System;
using System.Runtime.InteropServices;

string[] texts =
[
    // literals
];
foreach (string text in texts)
{
    Console.WriteLine(Convert.ToHexString(MemoryMarshal.AsBytes(text.AsSpan())));
}
