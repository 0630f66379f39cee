using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search.Bench.Table;
using Slimfront.Search.Stages;

namespace Slimfront.Table.Bench;

/// <summary>Writes the table: recipes by their points, and the stages that they share, each with its means over the repeats.</summary>
internal static class TableWriter
{
    public static void Write(
        ImmutableArray<Plans> repeats,
        Dictionary<StageKey, DoneStage> done,
        string folder
    )
    {
        Directory.CreateDirectory(folder);
        var plans = repeats[0];
        var ids = plans.Stages.Select((s, i) => (s.Key, Id: i)).ToDictionary(s => s.Key, s => s.Id);
        var stages = plans.Stages.Select(
            (s, i) =>
                string.Join(
                    ',',
                    StageLine(
                        s,
                        [.. repeats.Select(r => done[r.Stages[i].Key])],
                        [.. s.Inputs.Select(input => ids[input.Stage])]
                    )
                )
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

    private static IEnumerable<string> StageLine(Stage stage, DoneStage[] repeats, int[] inputs)
    {
        yield return stage.Operation;
        yield return $"{stage.Epochs:0}";
        yield return repeats.Average(d => d.Seconds).ToString("0.0000", CultureInfo.InvariantCulture);
        foreach (var key in RecipeTable.Values)
        {
            var value = repeats.Average(d => d.Values[key]);
            yield return double.IsNaN(value) ? "" : value.ToString("G7", CultureInfo.InvariantCulture);
        }
        yield return string.Join(' ', inputs);
    }
}
