using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Refuses limits that no model of a study's space can keep, as far as recipes alone tell.</summary>
internal static class Attainable
{
    // As many as a sampler may draw before the search gives up.
    private const int Draws = Suggestions.MaximalDraws;

    /// <summary>Plans configurations, the smallest ones first, until one keeps the limits.</summary>
    /// <exception cref="UserErrorException">None does; the line says how near the nearest comes.</exception>
    public static void Check(StudySpec spec, IPipeline pipeline)
    {
        var limits = spec.Limits.Where(l => Objective.Named(l.Objective).IsAnalytic).ToArray();
        if (limits.Length == 0)
            return;
        var space = pipeline.Space(spec);
        Recipe? nearest = null;
        for (var draw = 0; draw < Draws; draw++)
        {
            if (pipeline.Plan(spec, Draw(space, draw)) is not Plan.Accepted { Recipe: var recipe })
                continue;
            if (limits.All(l => Excess(recipe, l) <= 0))
                return;
            if (nearest is null || Excess(recipe, limits) < Excess(nearest, limits))
                nearest = recipe;
        }

        if (nearest is null)
            return;
        var broken = limits.Where(l => Excess(nearest, l) > 0).ToArray();
        throw new UserErrorException(
            $"no model of this space is within {string.Join(" and ", broken.Select(l => $"limit {Text(l.Bound)} of {l.Objective}"))}: "
                + $"of {Draws} recipes, {nearest.Summary} comes nearest with "
                + $"{string.Join(" and ", broken.Select(l => $"{Text(nearest.Prediction[l.Objective].Low)} {l.Objective}"))}."
        );
    }

    // Even draws take the low end of every number, where the small models are.
    private static Configuration Draw(Space space, int draw)
    {
        var random = Seed.For(1, "limits", draw);
        return space.Complete(n =>
            n.Parameter.FromUnit(
                draw % 2 == 0 && n.Parameter is not Parameter.Choice ? 0 : random.NextDouble()
            )
        );
    }

    private static double Excess(Recipe recipe, Limit[] limits) =>
        limits.Sum(l => Math.Max(0, Excess(recipe, l)));

    // As a share of the bound, so that several limits can be added up.
    private static double Excess(Recipe recipe, Limit limit) =>
        recipe.Prediction.TryGetValue(limit.Objective, out var known)
            ? limit.Excess(known.Low) / limit.Bound
            : 0;

    private static string Text(double number) =>
        number.ToString("#,0.###", System.Globalization.CultureInfo.InvariantCulture);
}
