using System.Collections.Immutable;
using System.Reflection;
using Slimfront.Engine.Tasks;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>Loads the data set that a study's settings name.</summary>
/// <remarks>The settings are those below "data.": "set", "task", the source's own below its key, "train-limit", "normalisation" and "class-names".</remarks>
/// <param name="catalog">The sources there are.</param>
/// <param name="tasks">The tasks there are.</param>
/// <param name="measures">The measures there are.</param>
/// <param name="folders">Where their files may be.</param>
public sealed class DataSources(
    Catalog<IDataSource> catalog,
    Catalog<ITask> tasks,
    Catalog<IMeasure> measures,
    DataFolders folders
)
{
    private const string Set = "set";
    private const string TaskPath = "task";
    private const string UsualTask = "classification";
    private const string TrainLimit = "train-limit";

    /// <summary>Where files that a study names may be.</summary>
    public DataFolders Folders => folders;

    /// <summary>The sources there are.</summary>
    public Catalog<IDataSource> Catalog { get; } = catalog;

    /// <summary>The tasks there are.</summary>
    public Catalog<ITask> Tasks { get; } = tasks;

    /// <summary>What can be measured of answers.</summary>
    public Catalog<IMeasure> Measures { get; } = measures;

    /// <summary>What a study file may set about data.</summary>
    public IReadOnlyList<Setting> Settings =>
        [
            new(
                $"data.{Set}",
                Value.Of(Digits.Technique.Key),
                new Parameter.Choice(Set, [.. Catalog.All.Select(t => t.Key)]),
                "The data set; each has its own settings below its name."
            ),
            new(
                $"data.{TaskPath}",
                Value.Of(UsualTask),
                new Parameter.Choice(TaskPath, [.. Tasks.All.Select(t => t.Key)]),
                "What networks are to do."
            ),
            .. Catalog.All.SelectMany(t =>
                t.Parameters.Select(p => new Setting(
                    $"data.{t.Key}.{p.Name}",
                    Usual(t)[p.Name],
                    p,
                    t.Summary
                ))
            ),
            new(
                $"data.{TrainLimit}",
                Value.Of(0),
                new Parameter.Integer(TrainLimit, 0, int.MaxValue),
                "Use only so many training examples, each class in proportion; 0 for all."
            ),
            NormalisationChoice.Setting,
            ClassNames.Setting,
            Licence,
        ];

    /// <summary>Under which terms the data are; goes into the cards of exported models.</summary>
    public static Setting Licence { get; } =
        new(
            "data.licence",
            Value.Of(""),
            new Parameter.Text("licence", IsPath: false),
            "The licence of the data, for the cards of exported models: CC-BY-4.0; not stated where it is empty."
        );

    /// <summary>The sources of the engine and of plug-ins, on files anywhere.</summary>
    public static DataSources Of(params IEnumerable<Assembly> plugIns) =>
        new(
            Search.Techniques.Catalog.Scan<IDataSource>(
                "data set",
                [typeof(DataSources).Assembly, .. plugIns]
            ),
            Search.Techniques.Catalog.Scan<ITask>("task", [typeof(DataSources).Assembly, .. plugIns]),
            Search.Techniques.Catalog.Scan<IMeasure>("measure", [typeof(DataSources).Assembly, .. plugIns]),
            DataFolders.Anywhere
        );

    /// <summary>The same sources on files in some folders only.</summary>
    public DataSources In(DataFolders only) => new(Catalog, Tasks, Measures, only);

    /// <summary>Loads a data set.</summary>
    /// <param name="settings">The settings below "data.".</param>
    /// <exception cref="UserErrorException">It is unknown, missing, damaged or impossible.</exception>
    public DataSet Load(Configuration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var key = settings.Text(Set, Digits.Technique.Key);
        if (!Catalog.Has(key))
            throw new UserErrorException(
                $"'data.{Set}' is '{key}'; known data sets: {string.Join(", ", Catalog.All.Select(t => t.Key))}."
            );
        var source = Catalog[key];
        var loaded = source.Create(Placed(source, Usual(source).With(settings.Slice(key)))).Load();
        if (settings.Text(ClassNames.Name, "") is { Length: > 0 } names)
            loaded = ClassNames.Give(loaded, names, folders.Find(names));
        var data = loaded.For(Task(settings));
        var limit = settings.Integer(TrainLimit, 0);
        data = limit <= 0 ? data : data.With(Limited(data, limit));
        return NormalisationChoice.Apply(settings.Text(NormalisationChoice.Name, ""), data);
    }

    /// <summary>The task that a study's settings name.</summary>
    /// <param name="settings">The settings below "data.".</param>
    /// <exception cref="UserErrorException">It is unknown.</exception>
    public ITask Task(Configuration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var key = settings.Text(TaskPath, UsualTask);
        return Tasks.Has(key)
            ? Tasks[key].Create(Configuration.Empty)
            : throw new UserErrorException(
                $"'data.{TaskPath}' is '{key}'; known tasks: {string.Join(", ", Tasks.All.Select(t => t.Key))}."
            );
    }

    /// <summary>Loads a data set and says what planning needs to know of it.</summary>
    /// <param name="settings">The settings below "data.".</param>
    /// <exception cref="UserErrorException">It is unknown, missing, damaged or impossible.</exception>
    public DataInfo Describe(Configuration settings) => Describe(Load(settings));

    /// <summary>What planning needs to know of a data set.</summary>
    public DataInfo Describe(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Info with { Measures = MeasuresOf(data.Task) };
    }

    /// <summary>What can be measured of a task's answers: what every model gets, then the others.</summary>
    public ImmutableArray<Objective> MeasuresOf(ITask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return
        [
            .. Measures
                .For(task.Answers)
                .All.OrderBy(t => (uint)task.UsualMeasures.IndexOf(t.Key))
                .Select(t => t.Create(Configuration.Empty).Objective),
        ];
    }

    // What a source does where the file is silent: what it says itself, else no text and the first of a range.
    private static Configuration Usual(Technique<IDataSource> source) =>
        Configuration
            .From(
                source.Parameters.Select(p =>
                    KeyValuePair.Create(p.Name, p is Parameter.Text ? Value.Of("") : p.FromUnit(0))
                )
            )
            .With(source.Usual);

    private Configuration Placed(Technique<IDataSource> source, Configuration given)
    {
        foreach (
            var name in source.Parameters.OfType<Parameter.Text>().Where(p => p.IsPath).Select(p => p.Name)
        )
            if (given.Text(name, "") is { Length: > 0 } path)
                given = given.With(name, Value.Of(folders.Find(path)));
        return given;
    }

    private static Split Limited(DataSet data, int limit)
    {
        var groups = data.Targets.Groups;
        var needed = groups.ToArray().Distinct().Count();
        if (limit < needed)
            throw new UserErrorException(
                $"'data.{TrainLimit}' is {limit}; '{data.Name}' has {needed} classes and needs an example of each."
            );
        return data.Split.LimitTrain(groups.Span, limit);
    }
}
