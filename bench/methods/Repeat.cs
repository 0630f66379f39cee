using System.Diagnostics;
using System.Text.Json;

namespace Slimfront.Methods.Bench;

/// <summary>What one seed gave for an item: what it meant, and the values it measured.</summary>
internal sealed record Item(string Recipe, IReadOnlyDictionary<string, double> Values);

/// <summary>What one seed gave: each item by its place in the list.</summary>
internal sealed record Repeat(int Seed, IReadOnlyDictionary<int, Item> Items)
{
    public static Repeat Run(BenchStudy study, int seed, int slots, string output)
    {
        Directory.CreateDirectory(output);
        var stem = Path.Combine(output, $"{study.Name}-{seed}");
        if (!File.Exists(stem + ".jsonl"))
            Search(study, seed, slots, output, stem);
        var items = new Dictionary<int, Item>();
        foreach (var line in File.ReadLines(stem + ".jsonl"))
            if (Read(line) is var (trial, item))
                items[trial] = item;
        return new(seed, items);
    }

    private static void Search(BenchStudy study, int seed, int slots, string output, string stem)
    {
        File.WriteAllText(stem + ".yaml", study.With(seed));
        var program = Path.Combine(AppContext.BaseDirectory, "slimfront.dll");
        string[] arguments = Directory.Exists(stem)
            ? ["exec", program, "resume", stem, "--json"]
            :
            [
                "exec",
                program,
                "search",
                stem + ".yaml",
                "--json",
                "--run",
                stem,
                "--store",
                Path.Combine(output, "store"),
                "--devices",
                $"cpux{slots}",
            ];
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments)
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var lines = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{study.Name}, seed {seed}: exit code {process.ExitCode}.\n{lines}"
            );
        File.WriteAllText(stem + ".jsonl", lines);
    }

    private static (int Trial, Item Item)? Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        if (!root.TryGetProperty("event", out var kind) || kind.GetString() != "trial-ended")
            return null;
        var values = root.GetProperty("values");
        if (values.ValueKind != JsonValueKind.Object)
            throw new InvalidOperationException($"A trial did not end well: {line}");
        return (
            root.GetProperty("trial").GetInt32(),
            new(
                root.GetProperty("recipe").GetString()!,
                values
                    .EnumerateObject()
                    .ToDictionary(v => v.Name, v => v.Value.GetDouble(), StringComparer.Ordinal)
            )
        );
    }
}
