using System.Diagnostics;
using System.Globalization;
using Slimfront.Journal.Bench;

// Recovery of a journal and throughput through it. All parts by default:
//   parts=recovery,throughput,watchers journals=SQLite,PostgreSQL,memory events=100000 studies=8 trials=1000 slots=64 repeats=3 places=embedded,two
// "watchers" runs studies of 5,000 trials with watchers=50 and without, pairs=10 times each; pace=20 has a stage take 20 ms.
// "events" are stage events: an attempt's start or a stage's completion. PostgreSQL is started by bench/postgres.
if (args is ["recover", var journal, var awaits])
    return await Recovery.RunAsync(journal, awaits == "snapshot");
if (args is ["slots", var seed, var count])
    return await Throughput.SlotsAsync(seed, int.Parse(count, CultureInfo.InvariantCulture));

if (args is ["watch", var address, var study, var readers])
    return await Watchers.WatchAsync(new(address), study, int.Parse(readers, CultureInfo.InvariantCulture));

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = args.Where(a => a.Contains('=', StringComparison.Ordinal))
    .ToDictionary(a => a.Split('=')[0], a => a.Split('=')[1], StringComparer.Ordinal);
var kinds = List("journals", "SQLite,PostgreSQL,memory");
var folder = Directory.CreateTempSubdirectory("slimfront-journal-bench-").FullName;
using var server = kinds.Contains("PostgreSQL") ? new Server(Script()) : null;
var databases = 0;
try
{
    if (List("parts", "").Contains("folding"))
        Folding.Run(Number("events", 100_000) / 4);
    if (List("parts", "recovery,throughput,watchers").Contains("recovery"))
        foreach (var kind in kinds.Where(k => k != "memory"))
            await RecoverAsync(kind);
    if (List("parts", "recovery,throughput,watchers").Contains("throughput"))
        foreach (var kind in kinds)
        foreach (var place in List("places", "embedded,two"))
            await WorkAsync(kind, place);
    if (List("parts", "recovery,throughput,watchers").Contains("watchers"))
        foreach (var kind in kinds.Where(k => k != "PostgreSQL"))
        {
            using var database = Database.Open(NewDatabase(kind));
            await Watchers.CompareAsync(
                database,
                kind,
                Number("trials", 5000),
                Number("watchers", 50),
                Number("pairs", 10),
                Number("slots", 64),
                TimeSpan.FromMilliseconds(Number("pace", 0))
            );
        }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

return 0;

string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);
int Number(string name, int otherwise) =>
    int.Parse(Option(name, $"{otherwise}"), CultureInfo.InvariantCulture);
string[] List(string name, string otherwise) => Option(name, otherwise).Split(',');

string NewDatabase(string kind) =>
    kind == "PostgreSQL"
        ? Database.Create(server!.ConnectionString, $"bench{++databases}")
        : Path.Combine(folder, $"{++databases}.db");

async Task RecoverAsync(string kind)
{
    var name = NewDatabase(kind);
    var trials = Number("events", 100_000) / 4;
    long bytes;
    using (var database = Database.Open(name))
    {
        await database.MakeTablesAsync();
        using var connection = database.Connect();
        bytes = History.Write(connection, History.Of(trials));
    }

    Console.WriteLine(
        $"{kind}: {4 * trials:N0} stage events, {6 * trials + 3:N0} events, {bytes / 1e6:0.0} MB of events"
    );
    var repeats = Number("repeats", 3);
    for (var i = 0; i < repeats; i++)
        Report("  without a snapshot", i == repeats - 1 ? Child(name, "snapshot") : Child(name, "none"));
    using (var database = Database.Open(name))
        Console.WriteLine(
            $"  snapshot: {database.Scalar<long>("select max(length(snapshot)) from snapshot") / 1e6:0.0} MB"
        );
    for (var i = 0; i < repeats; i++)
        Report("  with a snapshot", Child(name, "none"));
}

string[] Child(string name, string awaitsSnapshot)
{
    var start = new ProcessStartInfo(
        Environment.ProcessPath!,
        [.. Throughput.Self(), "recover", name, awaitsSnapshot]
    )
    {
        RedirectStandardOutput = true,
        UseShellExecute = false,
    };
    using var process = Process.Start(start)!;
    return process.StandardOutput.ReadToEnd().Trim().Split(' ');
}

static void Report(string what, string[] figures) =>
    Console.WriteLine(
        $"{what}: recovered in {figures[0]} s ({figures[1]} s since the process began, recovery alone {figures[4]} processor seconds), snapshot taken after {figures[2]} s, {figures[3]} bytes of memory per trial"
    );

async Task WorkAsync(string kind, string place)
{
    for (var i = 0; i < Number("repeats", 3); i++)
    {
        using var database = Database.Open(NewDatabase(kind));
        var (isMemory, slots) = (kind == "memory", Number("slots", 64));
        var (studies, trials) = (Number("studies", 8), Number("trials", 1000));
        var run =
            place == "embedded"
                ? await Throughput.EmbeddedAsync(database, isMemory, studies, trials, slots)
                : await Throughput.TwoProcessesAsync(database, isMemory, studies, trials, slots);
        Console.WriteLine(
            $"{kind} {place}: {run.Stages} stages in {run.Seconds:0.0} s, {run.PerSecond:0} stages/s, "
                + $"{1e6 * run.ProcessorSeconds / run.Stages:0} µs of this process's processors per stage, {(double)run.Rows / run.Stages:0.00} rows per stage"
        );
    }
}

static string Script()
{
    for (var at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        if (File.Exists(Path.Combine(at, "bench", "postgres")))
            return Path.Combine(at, "bench", "postgres");
    throw new InvalidOperationException("bench/postgres was not found above the program.");
}
