// Runs each program on recorded answers: no account and no network is needed.

using System;
using System.Linq;
using Checks;

int passed = 0;
int failed = 0;
foreach ((string program, Scenario scenario) in ProgramChecks.Scenarios())
{
    Check(
        $"{program} does what it is for: {scenario.Name}",
        () => ProgramChecks.DoesWhatItIsFor(program, scenario)
    );
}
foreach (string program in ProgramChecks.Scenarios().Select(each => each.Program).Distinct())
{
    Check($"{program} names a missing setting", () => ProgramChecks.NamesAMissingSetting(program));
}
Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 && passed > 0 ? 0 : 1;

void Check(string name, Action check)
{
    try
    {
        check();
        passed++;
        Console.WriteLine($"passed: {name}");
    }
    catch (CheckFailedException error)
    {
        failed++;
        Console.WriteLine($"FAILED: {name}: {error.Message}");
    }
}
