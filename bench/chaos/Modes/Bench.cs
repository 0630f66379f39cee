using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Slimfront.Chaos.Bench.Processes;
using Slimfront.Cli.Composing;
using Slimfront.Cli.StudyFiles;
using Slimfront.Search.Studies;

namespace Slimfront.Chaos.Bench.Modes;

/// <summary>What every mode has at hand.</summary>
/// <param name="options">The command line's key=value pairs.</param>
/// <param name="postgres">The server of the journals.</param>
internal sealed class Bench(IReadOnlyDictionary<string, string> options, Postgres postgres)
{
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly Composition _composition = Composition.Load([]);

    public Postgres Postgres => postgres;

    /// <summary>Where everything is kept.</summary>
    public string Folder => Path.GetFullPath(Option("out", "bench-chaos"));

    public int Port => Number("port", 15100);

    public string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);

    public int Number(string name, int otherwise) =>
        int.Parse(Option(name, $"{otherwise}"), CultureInfo.InvariantCulture);

    public static string FileOf(string study) =>
        Path.Combine(AppContext.BaseDirectory, "studies", study + ".yaml");

    public StudySpec Spec(string study) =>
        new StudyFile(_composition.Pipeline, _composition.Search).Read(FileOf(study));

    public void Say(string line) =>
        Console.WriteLine($"{Stopwatch.GetElapsedTime(_since).TotalSeconds, 7:0.0} {line}");

    public async Task SubmitAsync(Ensemble ensemble, string study) =>
        Say(
            await ensemble.AskAsync(
                c => c.SubmitAsync(Spec(study), CancellationToken.None),
                TimeSpan.FromMinutes(3)
            )
        );

    /// <summary>A folder and a database of a name, empty but with resume=1, and the nodes that would use them.</summary>
    public async Task<(Ensemble Ensemble, History.Follower Journal)> NewAsync(
        string name,
        int workers,
        int slots,
        Func<TimeSpan>? pause = null,
        bool namespaces = false
    )
    {
        var folder = Path.Combine(Folder, name);
        var goesOn = Number("resume", 0) == 1;
        if (Directory.Exists(folder) && !goesOn)
            Directory.Delete(folder, recursive: true);
        var database = goesOn ? postgres.Connection(name) : await postgres.CreateAsync(name);
        var reached = new NpgsqlConnectionStringBuilder(database)
        {
            Host = namespaces ? Namespaces.Gateway : "127.0.0.1",
        };
        var ensemble = new Ensemble(
            new()
            {
                Folder = folder,
                Database = reached.ConnectionString,
                Namespaces = namespaces,
                Workers = workers,
                Slots = slots,
                Port = Port,
                Pause = pause ?? (() => TimeSpan.FromSeconds(2)),
            }
        );
        return (ensemble, new(new(database)));
    }
}
