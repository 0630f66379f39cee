using System.Globalization;
using Slimfront.Fuzz.Bench;

// dotnet run -c Release --project bench/fuzz -- [frames=1000000] [seed=1] [runners=100] [peers=2000] [program=PATH]
//
// Throws mutated bytes at every reader of the wire, the journal and the pipe; at real runner processes; and strangers at the
// ports of real nodes, with certificates and without. Exit code 1 where anything but a refusal came of it.
var settings = args.Select(a => a.Split('=', 2)).ToDictionary(p => p[0], p => p[^1], StringComparer.Ordinal);
var seed = ulong.Parse(settings.GetValueOrDefault("seed", "1"), CultureInfo.InvariantCulture);
var program = settings.GetValueOrDefault(
    "program",
    Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "slimfront.exe" : "slimfront")
);
if (!File.Exists(program))
{
    Console.Error.WriteLine($"No program '{program}'; name it by program=PATH.");
    return 2;
}

Console.WriteLine($"seed {seed}");
var faults = Readers.Run(Number("frames", 1_000_000), seed);
faults += Runners.Run(program, Number("runners", 100), seed);
foreach (var hasTls in (bool[])[true, false])
    faults += await Ports.RunAsync(program, hasTls, Number("peers", 2000), seed);
Console.WriteLine(faults == 0 ? "nothing came of it" : $"{faults} faults");
return faults == 0 ? 0 : 1;

int Number(string name, int usual) =>
    settings.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
