using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Bench.Table;

/// <summary>A stage of the table.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Epochs">Epochs of training in it.</param>
/// <param name="Seconds">Processor time that it took.</param>
/// <param name="Values">What it measured; empty where it is no measurement.</param>
/// <param name="Inputs">The places of the stages whose results it takes, all before its own.</param>
public sealed record TableStage(
    string Operation,
    double Epochs,
    double Seconds,
    Measurement Values,
    ImmutableArray<int> Inputs
);

/// <summary>A recipe of the table.</summary>
/// <param name="Point">The point of <see cref="TableSpace.Space"/>.</param>
/// <param name="Measurements">The places of the stages that measure it: at each rung, and at last the finished model.</param>
public sealed record TableRecipe(Configuration Point, ImmutableArray<int> Measurements);

/// <summary>Real recipes and their stages, as bench/table made them.</summary>
/// <param name="Recipes">In the order of the space.</param>
/// <param name="Stages">Each after its inputs.</param>
public sealed record RecipeTable(ImmutableArray<TableRecipe> Recipes, ImmutableArray<TableStage> Stages)
{
    public const string RecipesFile = "recipes.csv";
    public const string StagesFile = "stages.csv";

    private static readonly Lazy<RecipeTable> Read = new(() =>
        From(Path.Combine(AppContext.BaseDirectory, "Table"))
    );

    /// <summary>What measurements of the table tell.</summary>
    public static ImmutableArray<string> Values { get; } = ["accuracy", "bytes", "parameters", "macs"];

    /// <summary>The table that is checked in.</summary>
    public static RecipeTable Digits => Read.Value;

    private ImmutableDictionary<Configuration, TableRecipe> ByPoint { get; } =
        Recipes.ToImmutableDictionary(r => r.Point);

    /// <summary>The recipe at a point.</summary>
    public TableRecipe this[Configuration point] => ByPoint[point];

    /// <summary>What the finished model of a point was measured to be.</summary>
    public Measurement Measured(Configuration point) => Stages[this[point].Measurements[^1]].Values;

    /// <summary>The values of a point in the order of the space, empty where a parameter does not exist.</summary>
    public static string Text(Configuration point) =>
        string.Join(',', TableSpace.Space.Nodes.Select(n => point.Find(n.Path)?.Text ?? ""));

    /// <summary>Reads a table.</summary>
    public static RecipeTable From(string folder)
    {
        var recipes = Rows(folder, RecipesFile)
            .Select(cells => new TableRecipe(Point(cells), [.. Places(cells[^1])]));
        var stages = Rows(folder, StagesFile)
            .Select(cells => new TableStage(
                cells[0],
                Number(cells[1]),
                Number(cells[2]),
                Measurement.From(
                    Values
                        .Select((key, i) => (key, Text: cells[3 + i]))
                        .Where(v => v.Text.Length > 0)
                        .Select(v => KeyValuePair.Create(v.key, Number(v.Text)))
                ),
                [.. Places(cells[^1])]
            ));
        return new([.. recipes], [.. stages]);
    }

    private static Configuration Point(string[] cells)
    {
        var given = TableSpace
            .Space.Nodes.Zip(cells)
            .ToDictionary(n => n.First.Path, n => n.Second, StringComparer.Ordinal);
        return TableSpace.Space.Complete(n =>
            n.Parameter is Parameter.Choice ? Value.Of(given[n.Path]) : Value.Parse(given[n.Path])
        );
    }

    private static IEnumerable<string[]> Rows(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Skip(1).Select(line => line.Split(','));

    private static IEnumerable<int> Places(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(i => int.Parse(i, CultureInfo.InvariantCulture));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
