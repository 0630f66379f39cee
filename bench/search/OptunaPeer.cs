using System.Diagnostics;
using System.Text.Json.Nodes;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Bench;

/// <summary>Runs Optuna in a process of its own, which asks this one for the value of every point it tries.</summary>
/// <remarks>
/// So both run the very same functions. A line of JSON each way: the study first, then {"seed", "x"} from there and
/// {"losses", "constraints"} from here.
/// </remarks>
public static class OptunaPeer
{
    private const string Distinct = "-distinct";

    /// <summary>The losses of each trial that count, for each seed.</summary>
    /// <exception cref="InvalidOperationException">Python ended before it was done; its errors were printed.</exception>
    public static List<double[]>[] Run(string python, Runner runner, string sampler, int trials, int[] seeds)
    {
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "optuna_peer.py")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        Tell(process, Study(runner.Problem, sampler, trials, seeds));
        var runs = seeds.ToDictionary(seed => seed, _ => new List<double[]>());
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var asked = JsonNode.Parse(line)!;
            var point = Read(runner.Problem.Space, asked["x"]!.AsObject());
            runs[asked["seed"]!.GetValue<int>()].Add(runner.Counted(point));
            Tell(
                process,
                new JsonObject
                {
                    ["losses"] = Numbers(runner.Problem.Evaluate(point)),
                    ["constraints"] = Numbers(runner.Problem.Constraints(point)),
                }
            );
        }
        process.WaitForExit();
        return runs.Values.All(r => r.Count == trials)
            ? [.. runs.Values]
            : throw new InvalidOperationException(
                $"{python} ended with {process.ExitCode} before it was done."
            );
    }

    private static void Tell(Process process, JsonObject message)
    {
        process.StandardInput.WriteLine(message.ToJsonString());
        process.StandardInput.Flush();
    }

    private static JsonObject Study(Problem problem, string sampler, int trials, int[] seeds) =>
        new()
        {
            ["sampler"] = sampler.Replace(Distinct, "", StringComparison.Ordinal),
            ["distinct"] = sampler.EndsWith(Distinct, StringComparison.Ordinal),
            ["trials"] = trials,
            ["seeds"] = new JsonArray([.. seeds.Select(seed => (JsonNode)seed)]),
            ["objectives"] = problem.Reference.Length,
            ["constraints"] = problem.ConstraintCount,
            ["space"] = new JsonArray([.. problem.Space.Nodes.Select(Describe)]),
        };

    private static JsonObject Describe(SpaceNode node)
    {
        var described = new JsonObject
        {
            ["path"] = node.Path,
            ["parent"] = node.Parent,
            ["option"] = node.Option,
        };
        switch (node.Parameter)
        {
            case Parameter.Real real:
                described["real"] = new JsonArray(real.Low, real.High, real.Logarithmic);
                break;
            case Parameter.Integer whole:
                described["integer"] = new JsonArray(whole.Low, whole.High, whole.Logarithmic);
                break;
            case Parameter.Choice choice:
                described["choice"] = new JsonArray([.. choice.Options.Select(o => (JsonNode)o.Key)]);
                break;
            default:
                throw new NotSupportedException($"'{node.Path}' has no counterpart in Optuna.");
        }
        return described;
    }

    private static Configuration Read(Space space, JsonObject values) =>
        space.Complete(node =>
            node.Parameter switch
            {
                Parameter.Real => Value.Of(values[node.Path]!.GetValue<double>()),
                Parameter.Integer => Value.Of(values[node.Path]!.GetValue<long>()),
                _ => Value.Of(values[node.Path]!.GetValue<string>()),
            }
        );

    private static JsonArray Numbers(IEnumerable<double> numbers) =>
        new([.. numbers.Select(n => JsonValue.Create(n))]);
}
