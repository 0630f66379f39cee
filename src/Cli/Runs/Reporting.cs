using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Http;
using Slimfront.Cli.Composing;
using Slimfront.Cli.Views;
using Slimfront.Reports;
using Slimfront.Reports.Writing;
using Slimfront.Search;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>What a run leaves behind: the models of the front and the reports.</summary>
public static class Reporting
{
    private const string Models = "models";

    /// <summary>Writes reports and models and prints the front.</summary>
    /// <exception cref="UserErrorException">There is no front; the line says why.</exception>
    public static void Finish(
        Composition composition,
        Study study,
        RunDirectory run,
        string? store,
        bool asJson
    )
    {
        CopyModels(study, run, store ?? run.Store);
        var model = Model(composition, study);
        var files = Write(composition, model, run);
        if (!asJson)
            Print(study, run, files);
        if (study.Front().Length > 0)
            return;
        var failures = study.Trials.Append(study.Teacher).Select(t => t?.Outcome).OfType<Outcome.Failed>();
        var reason = failures.FirstOrDefault()?.Reason ?? study.Reason ?? "no trial was measured";
        throw new UserErrorException(
            $"study '{study.Spec.Name}' has no front: {(model.Nearest is null ? reason : Headline.Best(model))}"
        );
    }

    /// <summary>Fetches the models of the front from a cluster.</summary>
    public static Task FetchModelsAsync(
        Study study,
        ClusterClient client,
        RunDirectory run,
        CancellationToken cancel
    ) => FetchAsync(FrontModels(study), client, run, cancel);

    /// <summary>Fetches models from a cluster, under the names that they are to have among a run's.</summary>
    public static async Task FetchAsync(
        IEnumerable<(ArtifactId Artifact, string Name)> models,
        ClusterClient client,
        RunDirectory run,
        CancellationToken cancel
    )
    {
        Directory.CreateDirectory(Path.Combine(run.Path, Models));
        foreach (var (artifact, name) in models)
            try
            {
                await client.FetchArtifactAsync(artifact, Path.Combine(run.Path, Models, name), cancel);
            }
            catch (UserErrorException e)
            {
                // The others, and the report, are worth having without it.
                await Console.Error.WriteLineAsync($"slimfront: {name} is missing: {e.Message}");
            }
    }

    // The reports a directory holds, the one to open first at the front.
    private static string[] Write(Composition composition, ReportModel model, RunDirectory run)
    {
        var files = new List<string>();
        foreach (var format in composition.Reports.All)
        foreach (var file in format.Create(Search.Spaces.Configuration.Empty).Write(model, run.Report))
            if (files.Contains(file, StringComparer.Ordinal))
                Console.Error.WriteLine(
                    $"slimfront: the report format '{format.Key}' has replaced '{file}', which another format wrote."
                );
            else
                files.Add(file);
        return [.. files.OrderByDescending(f => f.EndsWith(".html", StringComparison.Ordinal))];
    }

    private static ReportModel Model(Composition composition, Study study)
    {
        var names = FrontModels(study)
            // Two recipes may lead to the same model.
            .DistinctBy(m => m.Artifact)
            .ToDictionary(m => m.Artifact, m => $"{Models}/{m.Name}");
        return ReportModel.From(
            study,
            a => names.GetValueOrDefault(a, $"store/{StoreReader.RelativePath(a)}"),
            composition.Pipeline.Kind
        );
    }

    private static void CopyModels(Study study, RunDirectory run, string store)
    {
        Directory.CreateDirectory(Path.Combine(run.Path, Models));
        var reader = new StoreReader(store);
        foreach (var (artifact, name) in FrontModels(study))
        {
            var target = Path.Combine(run.Path, Models, name);
            // Models of a cluster were fetched already: there is no store here then.
            if (!reader.CopyVerified(artifact, target) && reader.Exists && !File.Exists(target))
                Console.Error.WriteLine(
                    $"slimfront: {name} is missing: the store '{store}' has no sound artifact {artifact.Short}."
                );
        }
    }

    private static IEnumerable<(ArtifactId Artifact, string Name)> FrontModels(Study study) =>
        study
            .Front()
            .Select(study.Trial)
            .Where(t => study.Result(t.Model) is not null)
            .Select(t => (study.Result(t.Model)!.Artifact, $"trial-{t.Number}.safetensors"));

    private static void Print(Study study, RunDirectory run, string[] files)
    {
        Console.WriteLine();
        foreach (var line in FrontPlot.Lines(study, width: 64, height: 14))
            Console.WriteLine(line);
        Console.WriteLine();
        foreach (var line in Summary.Front(study))
            Console.WriteLine(line);
        Console.WriteLine();
        foreach (var line in Summary.Baselines(study).Append("").SkipWhile(l => l.Length == 0))
            Console.WriteLine(line);
        Console.WriteLine(Summary.State(study));
        Console.WriteLine($"models  {Path.Combine(run.Path, Models)}");
        Console.WriteLine($"report  {Path.Combine(run.Report, files[0])}");
    }
}
