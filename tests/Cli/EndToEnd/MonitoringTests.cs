using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.EndToEnd;

public sealed class MonitoringTests
{
    private const string Study = """
        name: tiny
        budget: { trials: 2 }
        baselines: 0
        teacher: { family: plain-cnn, epochs: 1 }
        training: { epochs: 1 }
        space:
          student: plain-cnn
          student.plain-cnn.depth: ["2"]
          teaching: none
          tickets: none
          quantization: none
        """;

    [Test]
    public void A_nodes_metrics_are_its_journals_counts_and_its_log_is_JSON_without_secrets()
    {
        using var workspace = new Workspace(Study);
        var (port, http) = (Ports.Free(), Ports.Free());
        using var node = SlimfrontProcess.Start(
            workspace.Folder,
            "node",
            "--port",
            $"{port}",
            "--http-port",
            $"{http}",
            "--devices",
            "cpux2",
            "--log-format",
            "json"
        );
        Nodes.Ready(node);
        var address = $"http://127.0.0.1:{http}";

        var search = SlimfrontProcess.Run(workspace.Folder, "search", "study.yaml", "--cluster", address);
        Assert.That(search.ExitCode, Is.Zero, search.Errors);
        var metrics = Scrape(address);
        Assert.That(SlimfrontProcess.Signal(node, "TERM"), Is.Zero, node.Output);

        var study = workspace.Study("node");
        Assert.That(study.Phase, Is.EqualTo(StudyPhase.Finished));
        var done = study.Stages.Values.Where(n => n.Completions > 0).ToLookup(n => n.Stage.Operation);
        foreach (var operation in done)
            Assert.That(
                metrics.Sum("slimfront_stages_completed_total", $"operation=\"{operation.Key}\""),
                Is.EqualTo(operation.Sum(n => n.Completions)),
                operation.Key
            );
        Assert.That(
            metrics.Sum("slimfront_attempts_started_total", ""),
            Is.EqualTo(study.Stages.Values.Sum(n => n.Attempts))
        );
        Assert.That(
            metrics.Sum("slimfront_stage_duration_seconds_sum", ""),
            Is.EqualTo(study.DeviceSeconds).Within(1e-6)
        );
        Assert.That(metrics.Sum("slimfront_slots", "state=\"free\""), Is.EqualTo(2));
        Assert.That(metrics.Sum("slimfront_coordinator_epoch", ""), Is.EqualTo(1));
        AssertLog(node.Output);
    }

    private static void AssertLog(string output)
    {
        var lines = output.Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        var parsed = lines.Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.That(parsed, Is.All.Matches<JsonElement>(l => l.TryGetProperty("time", out _)));
        Assert.That(
            parsed.Count(l =>
                l.TryGetProperty("slot", out _)
                && l.TryGetProperty("attempt", out _)
                && l.GetProperty("study").GetString() == "tiny"
            ),
            Is.GreaterThan(2)
        );
        Assert.That(output, Does.Not.Contain(SlimfrontProcess.Token));
    }

    private static Page Scrape(string address)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            SlimfrontProcess.Token
        );
        // The gauges are a second old at most.
        for (var page = ""; ; Poll.Pause())
        {
            page = client.GetStringAsync(new Uri($"{address}/metrics")).GetAwaiter().GetResult();
            if (!page.Contains("state=\"busy\"", StringComparison.Ordinal))
                return new(page);
        }
    }

    private sealed record Page(string Text)
    {
        public double Sum(string metric, string label) =>
            Line()
                .Matches(Text)
                .Where(m => m.Groups["name"].Value == metric)
                .Where(m => m.Groups["labels"].Value.Contains(label, StringComparison.Ordinal))
                .Sum(m => double.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture));

        private static Regex Line() =>
            new(
                """^(?<name>\w+)\{(?<labels>[^}]*)\} (?<value>\S+)\r?$""",
                RegexOptions.Multiline | RegexOptions.NonBacktracking
            );
    }
}
