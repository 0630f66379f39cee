using System.Globalization;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Rules;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Preparation;

/// <summary>Refuses limits that no model of a study's space can keep, as far as recipes alone tell.</summary>
internal static class Attainable
{
    // As many as a sampler may draw before the search gives up.
    private const int Draws = Suggestions.MaximalDraws;

    // The share of values that a draw near another one has of its own.
    private const double Changed = 0.2;

    /// <summary>Plans configurations, the smallest ones first, until one keeps the limits.</summary>
    /// <exception cref="UserErrorException">None does; the line says how near the nearest comes.</exception>
    public static void Check(StudySpec spec, IPipeline pipeline)
    {
        var limits = spec
            .Limits.Where(l => Objective.All.Any(o => o.Key == l.Objective && o.IsAnalytic))
            .ToArray();
        if (limits.Length == 0)
            return;
        var space = pipeline.Space(spec);
        (Configuration Configuration, Recipe Recipe)? best = null;
        for (var draw = 0; draw < Draws; draw++)
        {
            var configuration = Draw(space, draw, best?.Configuration);
            if (pipeline.Plan(spec, configuration) is not Plan.Accepted { Recipe: var recipe })
                continue;
            if (limits.All(l => Excess(recipe, l) <= 0))
                return;
            if (best is not { } known || Excess(recipe, limits) < Excess(known.Recipe, limits))
                best = (configuration, recipe);
        }

        if (best is not { Recipe: var nearest })
            return;
        var broken = limits.Where(l => Excess(nearest, l) > 0).ToArray();
        throw new UserErrorException(
            $"no model of this space is within {string.Join(" and ", broken.Select(l => $"limit {Text(l.Bound)} of {l.Objective}"))}: "
                + $"of {Draws} recipes, {nearest.Summary} comes nearest with "
                + $"{string.Join(" and ", broken.Select(l => $"{Text(nearest.Prediction[l.Objective].Low)} {l.Objective}"))}."
        );
    }

    // At first anywhere, numbers at either end as often as between them; then near the nearest one.
    private static Configuration Draw(Space space, int draw, Configuration? nearest)
    {
        var random = Seed.For(1, "limits", draw);
        Value Any(Parameter p) =>
            p.FromUnit(p is Parameter.Choice ? random.NextDouble() : Ends(random.NextDouble()));
        var isFresh = draw < Draws / 4 || nearest is null;
        return space.Complete(n =>
            !isFresh && nearest!.Find(n.Path) is { } value && random.NextDouble() > Changed
                ? value
                : Any(n.Parameter)
        );
    }

    private static double Ends(double unit) => Math.Clamp(3 * unit - 1, 0, 1);

    private static double Excess(Recipe recipe, Limit[] limits) =>
        limits.Sum(l => Math.Max(0, Excess(recipe, l)));

    // As a share of the bound, so that several limits can be added up.
    private static double Excess(Recipe recipe, Limit limit) =>
        recipe.Prediction.TryGetValue(limit.Objective, out var known)
            ? limit.Excess(known.Low) / limit.Bound
            : 0;

    private static string Text(double number) => number.ToString("#,0.###", CultureInfo.InvariantCulture);
}
