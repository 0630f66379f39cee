using System.Collections.Immutable;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Bench.Table;

/// <summary>The pipeline whose recipes are those of the table: what a stage gives and how long it takes is looked up.</summary>
/// <remarks>
/// Between rungs that a study does not have, a training goes on without a measurement. There is no trial for the teacher alone:
/// the first recipe that needs it trains it.
/// </remarks>
/// <param name="table">The table.</param>
/// <param name="isShared">Whether equal stages of different recipes are one stage, as they are in a study.</param>
public sealed class TablePipeline(RecipeTable table, bool isShared = true) : IPipeline
{
    private static readonly Stage Test = Stage("test", Configuration.Empty, []);
    private readonly Dictionary<(Configuration Point, int Rungs), Recipe> _recipes = [];
    private readonly Dictionary<StageKey, TableStage> _stages = [];

    /// <inheritdoc/>
    public IReadOnlyList<Setting> Settings => [];

    /// <inheritdoc/>
    public StudySpec Resolve(StudySpec spec) => spec;

    /// <inheritdoc/>
    public Space Space(StudySpec spec) => TableSpace.Space;

    /// <inheritdoc/>
    public Recipe? Teacher(StudySpec spec) => null;

    /// <inheritdoc/>
    public ImmutableArray<Baseline> Baselines(StudySpec spec, Configuration configuration) => [];

    /// <inheritdoc/>
    public Plan Plan(StudySpec spec, Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var rungs = spec.Rungs.Length;
        if (!spec.Rungs.SequenceEqual(TableSpace.Rungs[^rungs..]))
            throw new NotSupportedException($"The table has no rungs at {string.Join(", ", spec.Rungs)}.");
        if (!_recipes.TryGetValue((configuration, rungs), out var recipe))
            _recipes.Add((configuration, rungs), recipe = Make(configuration, rungs));
        return new Plan.Accepted(recipe);
    }

    /// <summary>What a stage of a recipe gives.</summary>
    public StageResult Result(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var known = _stages[stage.Key];
        return new(new(stage.Key.Hex), 0, known.Values, Measurement.Empty, known.Seconds);
    }

    private Recipe Make(Configuration point, int rungs)
    {
        var measurements = table[point].Measurements[^rungs..];
        var made = new SortedDictionary<int, Stage>();
        foreach (var measurement in measurements)
            _ = Make(measurement, isShared ? Configuration.Empty : point, made);
        var finished = made[measurements[^1]];
        return new(
            Closure(measurements[^1], made),
            finished.Inputs[0].Stage,
            finished.Key,
            Test,
            "",
            Sizes(table.Stages[measurements[^1]].Values)
        )
        {
            Rungs = [.. measurements[..^1].Select(m => new Rung(Closure(m, made), made[m].Key))],
        };
    }

    private Stage Make(int place, Configuration owner, SortedDictionary<int, Stage> made)
    {
        if (made.TryGetValue(place, out var known))
            return known;
        var row = table.Stages[place];
        var stage = Stage(
            row.Operation,
            owner.With("place", Value.Of(place)),
            [.. row.Inputs.Select((input, i) => new StageInput($"{i}", Make(input, owner, made).Key))]
        ) with
        {
            Epochs = row.Epochs,
        };
        _stages[stage.Key] = row;
        made.Add(place, stage);
        return stage;
    }

    // Places are in the order of work.
    private ImmutableArray<Stage> Closure(int place, SortedDictionary<int, Stage> made)
    {
        var needed = new SortedSet<int>();
        var open = new Stack<int>([place]);
        while (open.TryPop(out var next))
            if (needed.Add(next))
                foreach (var input in table.Stages[next].Inputs)
                    open.Push(input);
        return [.. needed.Select(p => made[p])];
    }

    private static ImmutableSortedDictionary<string, Interval> Sizes(Measurement measured) =>
        RecipeTable
            .Values.Where(key => key != Objective.Accuracy.Key)
            .ToImmutableSortedDictionary(
                key => key,
                key => Interval.Exactly(measured[key]),
                StringComparer.Ordinal
            );

    private static Stage Stage(
        string operation,
        Configuration parameters,
        ImmutableArray<StageInput> inputs
    ) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Parameters = parameters,
            Dataset = "table",
            Seed = 0,
            Inputs = inputs,
        };
}
