using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Slimfront.Actors.Runners;
using Slimfront.Cli.Commands;
using Slimfront.Cli.StudyFiles;
using Slimfront.Engine.Data;
using Slimfront.Engine.Recipes;
using Slimfront.Engine.Stages;
using Slimfront.Onnx.Formats;
using Slimfront.Reports;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Preparation;
using Slimfront.Search.Rules;
using Slimfront.Search.Techniques;

namespace Slimfront.Cli.Composing;

/// <summary>The composition root: the only place that sees engine, actors and reports together.</summary>
public sealed class Composition
{
    private readonly string[] _plugins;
    private readonly string[]? _dataFolders;
    private readonly RecipeTechniques _recipes;
    private readonly StageTechniques _engine;

    private Composition(string[] plugins, string[]? dataFolders)
    {
        _plugins = plugins;
        _dataFolders = dataFolders;
        // Networks come in, and models are measured, by what knows ONNX, too.
        Assembly[] outside = [typeof(IExportFormat).Assembly, .. plugins.Select(Plugins.Load)];
        _recipes = RecipeTechniques.Of(outside);
        _engine = _recipes.Stages;
        if (dataFolders is not null)
            _engine = _engine with { Data = _engine.Data.In(DataFolders.Only(dataFolders)) };
        _recipes = _recipes with { Stages = _engine };
        Pipeline = new Pipeline(_recipes);
        Search = SearchTechniques.Of(outside);
        Preparation = new(Pipeline, Search);
        Exports = Catalog.Scan<IExportFormat>("export format", outside);
        Reports = Catalog.Scan<IReportFormat>("report format", [typeof(IReportFormat).Assembly, .. outside]);
    }

    /// <summary>What configurations mean.</summary>
    public IPipeline Pipeline { get; }

    /// <summary>Data that lie elsewhere than their study says: from there to here.</summary>
    public ImmutableDictionary<string, string> MovedData { get; set; } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>The data sets.</summary>
    public DataSources Data => _engine.Data;

    /// <summary>What studies may search with.</summary>
    public SearchTechniques Search { get; }

    /// <summary>Completes and checks studies.</summary>
    public StudyPreparation Preparation { get; }

    /// <summary>The report formats.</summary>
    public Catalog<IReportFormat> Reports { get; }

    /// <summary>The forms in which models leave.</summary>
    public Catalog<IExportFormat> Exports { get; }

    /// <summary>Reads study files.</summary>
    public StudyFile Reader => new(Pipeline, Search, [.. Exports.All.Select(t => t.Key)]);

    /// <summary>The forms of some names, by name.</summary>
    /// <param name="names">They.</param>
    /// <param name="asker">What asks for them: "--as".</param>
    /// <exception cref="UserErrorException">There is no form of a name.</exception>
    public ImmutableSortedDictionary<string, IExportFormat> Forms(IEnumerable<string> names, string asker)
    {
        string[] distinct = [.. names.Distinct(StringComparer.Ordinal)];
        if (distinct.FirstOrDefault(n => !Exports.Has(n)) is { } unknown)
            throw new UserErrorException(
                $"no form is called '{unknown}'; {asker} knows {string.Join(", ", Exports.All.Select(t => t.Key))}."
            );
        return distinct.ToImmutableSortedDictionary(
            n => n,
            n => Exports[n].Create(Slimfront.Search.Spaces.Configuration.Empty),
            StringComparer.Ordinal
        );
    }

    /// <summary>How runners are started: this same program, with the same plug-ins and data folders, and no secret.</summary>
    public RunnerOptions Runner =>
        RunnerOptions.OfThisProgram([
            RunnerCommand.Name,
            .. _plugins.Length > 0 ? (string[])["--plugins", .. _plugins] : [],
            .. DataFlags.ForRunner(_dataFolders),
            .. DataFlags.ForRunner(MovedData),
        ]) with
        {
            Withheld = [ClusterFlags.TokenVariable, TlsFlags.PasswordVariable],
        };

    /// <summary>Everything in this program and in the given plug-ins.</summary>
    /// <param name="plugins">Paths of assemblies.</param>
    /// <param name="dataFolders">Where the files of data sets may be; null for anywhere.</param>
    /// <exception cref="UserErrorException">A plug-in is missing or is none, or a folder is missing.</exception>
    public static Composition Load(string[]? plugins, string[]? dataFolders = null) =>
        new(
            [.. (plugins ?? []).Select(Path.GetFullPath)],
            dataFolders is null ? null : [.. dataFolders.Select(Path.GetFullPath)]
        );

    /// <summary>What a runner does its work with. Its slot says by the usual variable how many threads it has.</summary>
    public IStageExecutor NewExecutor()
    {
        var threads = Environment.GetEnvironmentVariable("OMP_NUM_THREADS");
        var count =
            int.TryParse(threads, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0
                ? n
                : 1;
        var executor = new StageExecutor(_engine, TimeProvider.System, count);
        return _dataFolders is null ? new OwnDataExecutor(executor, MovedData) : executor;
    }

    /// <summary>Every technique, role by role.</summary>
    public IEnumerable<TechniqueEntry> Techniques() =>
        [
            .. TechniqueEntry.Of(_engine.Data.Catalog),
            .. TechniqueEntry.Of(_engine.Data.Tasks),
            .. TechniqueEntry.Of(_engine.Data.Measures),
            .. TechniqueEntry.Of(_engine.ModelMeasures),
            .. TechniqueEntry.Of(_engine.Families),
            .. TechniqueEntry.Of(_recipes.Steps),
            .. TechniqueEntry.Of(_recipes.Teaching),
            .. TechniqueEntry.Of(_engine.Networks),
            .. TechniqueEntry.Of(_engine.Optimizers),
            .. TechniqueEntry.Of(_engine.Schedules),
            .. TechniqueEntry.Of(_engine.Losses),
            .. TechniqueEntry.Of(_engine.Features),
            .. TechniqueEntry.Of(_engine.Criteria),
            .. TechniqueEntry.Of(_engine.Scopes),
            .. TechniqueEntry.Of(_engine.MaskRules),
            .. TechniqueEntry.Of(_engine.RewindActions),
            .. TechniqueEntry.Of(_engine.MissingActions),
            .. TechniqueEntry.Of(_engine.Calibrators),
            .. TechniqueEntry.Of(_engine.Operations),
            .. TechniqueEntry.Of(Search.Samplers),
            .. TechniqueEntry.Of(Search.Schedulers),
            .. TechniqueEntry.Of(Reports),
            .. TechniqueEntry.Of(Exports),
        ];
}
