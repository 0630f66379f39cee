using System.Globalization;
using Slimfront.Search.Bench.Table;

namespace Slimfront.Table.Bench;

/// <summary>Writes the sizes of a table anew, as the pipeline predicts them: nothing has to be trained for them.</summary>
/// <remarks>
/// Predictions of this space are exact. At a rung a network is measured as it stands, before anything is done to it: like the recipe
/// of its depth and width that does nothing else.
/// </remarks>
internal static class Sizes
{
    // Behind the operation, the epochs and the seconds.
    private const int FirstValue = 3;

    public static void Rewrite(Plans plans, string folder)
    {
        var plain = plans
            .Recipes.Where(r => IsPlain(r.Point))
            .ToDictionary(r => Shape(r.Point), StringComparer.Ordinal);
        var file = Path.Combine(folder, RecipeTable.StagesFile);
        string[][] lines = [.. File.ReadLines(file).Select(line => line.Split(','))];
        foreach (var recipe in plans.Recipes)
        {
            var measurements = RecipeTable.Digits[recipe.Point].Measurements;
            foreach (var rung in measurements[..^1])
                Set(lines[rung + 1], plain[Shape(recipe.Point)]);
            Set(lines[measurements[^1] + 1], recipe);
        }
        File.WriteAllLines(file, lines.Select(cells => string.Join(',', cells)));
    }

    private static void Set(string[] cells, PlannedRecipe recipe)
    {
        foreach (var (i, key) in RecipeTable.Values.Index())
            if (recipe.Recipe.Prediction.TryGetValue(key, out var predicted))
                cells[FirstValue + i] = predicted.Low.ToString("G7", CultureInfo.InvariantCulture);
    }

    private static string Shape(Search.Spaces.Configuration point) => $"{point["depth"]} {point["width"]}";

    private static bool IsPlain(Search.Spaces.Configuration point) =>
        ((string[])["teaching", "pruning", "quantization"]).All(path => point[path].Text == "none");
}
