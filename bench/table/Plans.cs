using System.Collections.Immutable;
using Slimfront.Engine.Recipes;
using Slimfront.Search.Bench.Table;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Table.Bench;

/// <summary>A point of the table's space and what the pipeline makes of it.</summary>
/// <param name="Point">The point.</param>
/// <param name="Recipe">Its stages.</param>
internal sealed record PlannedRecipe(Configuration Point, Recipe Recipe)
{
    /// <summary>All stages to run: those of the recipe and the measurements at its rungs.</summary>
    public IEnumerable<Stage> Stages => Recipe.Rungs.SelectMany(r => r.Stages).Concat(Recipe.Stages);

    /// <summary>The measurements in order: at each rung, and of the finished model.</summary>
    public IEnumerable<StageKey> Measurements =>
        [.. Recipe.Rungs.Select(r => r.Measurement), Recipe.Measurement];
}

/// <summary>All the work there is.</summary>
/// <param name="Recipes">In the order of the space.</param>
/// <param name="Stages">Each once, after its inputs.</param>
internal sealed record Plans(ImmutableArray<PlannedRecipe> Recipes, ImmutableArray<Stage> Stages)
{
    /// <summary>Stages that do not belong to one training: the teacher, assistants and what they say.</summary>
    public IEnumerable<Stage> Shared
    {
        get
        {
            var users = Recipes
                .SelectMany(r => r.Stages.Select(s => (s.Key, Training: Training(r.Point))))
                .Distinct()
                .CountBy(u => u.Key)
                .ToDictionary();
            return Stages.Where(s => users[s.Key] > 1);
        }
    }

    /// <summary>The work of a study with this seed. Only seeds differ between plans: place by place, they hold the same stages.</summary>
    public static Plans Make(ulong seed)
    {
        var pipeline = Pipeline.Of();
        var spec = pipeline.Resolve(
            new StudySpec
            {
                Name = "table",
                Seed = seed,
                Settings = TableSpace.Settings,
                Rungs = TableSpace.Rungs,
            }
        );
        var space = pipeline.Space(spec);
        var recipes = TableSpace
            .All.Select(point => new PlannedRecipe(point, Plan(TableSpace.Real(point, space))))
            .ToImmutableArray();
        return new(recipes, [.. recipes.SelectMany(r => r.Stages).Distinct()]);

        Recipe Plan(Configuration configuration) =>
            pipeline.Plan(spec, configuration) switch
            {
                Search.Recipes.Plan.Accepted { Recipe: var recipe } => recipe,
                Search.Recipes.Plan.Refused { Reason: var reason } => throw new InvalidOperationException(
                    $"{configuration} is refused: {reason}"
                ),
                _ => throw new InvalidOperationException(),
            };
    }

    /// <summary>The stages of every so-manieth training.</summary>
    public IEnumerable<Stage> Part(int part, int parts)
    {
        var mine = Recipes
            .GroupBy(r => Training(r.Point), StringComparer.Ordinal)
            .Where((_, i) => i % parts == part)
            .SelectMany(recipes => recipes)
            .SelectMany(r => r.Stages)
            .Select(s => s.Key)
            .ToHashSet();
        return Stages.Where(s => mine.Contains(s.Key));
    }

    // What is trained before anything else is done to it: a student and how it is taught.
    private static string Training(Configuration point) =>
        string.Join(
            ' ',
            point.Where(p =>
                p.Key is "depth" or "width" || p.Key.StartsWith("teaching", StringComparison.Ordinal)
            )
        );
}
