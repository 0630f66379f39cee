using System.Globalization;
using Slimfront.Search.Bench.Table;
using Slimfront.Search.Stages;

namespace Slimfront.Table.Bench;

/// <summary>Writes the table: recipes by their points, and the stages that they share.</summary>
internal static class TableWriter
{
    public static void Write(Plans plans, IReadOnlyDictionary<StageKey, DoneStage> done, string folder)
    {
        Directory.CreateDirectory(folder);
        var ids = plans.Stages.Select((s, i) => (s.Key, Id: i)).ToDictionary(s => s.Key, s => s.Id);
        var stages = plans.Stages.Select(s =>
            string.Join(',', StageLine(s, done[s.Key], [.. s.Inputs.Select(i => ids[i.Stage])]))
        );
        File.WriteAllLines(
            Path.Combine(folder, RecipeTable.StagesFile),
            ["operation,epochs,seconds,accuracy,bytes,parameters,macs,inputs", .. stages]
        );
        var recipes = plans.Recipes.Select(r =>
            $"{RecipeTable.Text(r.Point)},{string.Join(' ', r.Measurements.Select(m => ids[m]))}"
        );
        File.WriteAllLines(
            Path.Combine(folder, RecipeTable.RecipesFile),
            [$"{string.Join(',', TableSpace.Space.Nodes.Select(n => n.Path))},measurements", .. recipes]
        );
    }

    private static IEnumerable<string> StageLine(Stage stage, DoneStage done, int[] inputs)
    {
        yield return stage.Operation;
        yield return $"{stage.Epochs:0}";
        yield return done.Seconds.ToString("0.000", CultureInfo.InvariantCulture);
        foreach (var key in RecipeTable.Values)
        {
            var value = done.Values[key];
            yield return double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
        }
        yield return string.Join(' ', inputs);
    }
}
