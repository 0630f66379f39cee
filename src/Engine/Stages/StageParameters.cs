using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages;

/// <summary>The parameters of a stage as its operation reads them: what it does not read is refused.</summary>
/// <remarks>
/// A parameter that nobody reads would still be part of the stage's key, so equal work would be done twice; or it was
/// meant to do something and does not.
/// </remarks>
/// <param name="stage">The stage.</param>
public sealed class StageParameters(Stage stage)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Whether a parameter is set.</summary>
    public bool Has(string path) => stage.Parameters.Has(path);

    /// <summary>A text.</summary>
    /// <exception cref="StageRefusedException">It is missing.</exception>
    public string Text(string path) => Read(path).Text;

    /// <summary>A text, or what to use where it is missing.</summary>
    public string Text(string path, string otherwise) => Has(path) ? Text(path) : otherwise;

    /// <summary>A number within bounds.</summary>
    /// <exception cref="StageRefusedException">It is missing, no number or out of bounds.</exception>
    public double Real(string path, double low, double high, double? otherwise = null)
    {
        if (otherwise is { } value && !Has(path))
            return value;
        var found = Read(path);
        return found.Kind != ValueKind.Text && found.Number >= low && found.Number <= high
            ? found.Number
            : throw Refuse($"'{path}' is {found}; it must be a number from {low} to {high}");
    }

    /// <summary>A whole number within bounds.</summary>
    /// <exception cref="StageRefusedException">It is missing, not whole or out of bounds.</exception>
    public int Integer(string path, int low, int high, int? otherwise = null)
    {
        var number = Real(path, low, high, otherwise);
        return number == Math.Floor(number)
            ? (int)number
            : throw Refuse($"'{path}' is {number}; it must be a whole number");
    }

    /// <summary>A technique with its parameters: "path" holds its key, "path.KEY." what it is made from.</summary>
    /// <exception cref="StageRefusedException">It is missing or unknown, or has a parameter it does not know.</exception>
    public TRole Create<TRole>(Catalog<TRole> catalog, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var key = Text(path);
        if (!catalog.Has(key))
            throw Refuse(
                $"'{path}' is '{key}'; there are {string.Join(", ", catalog.All.Select(t => t.Key))}"
            );
        var known = new Space(catalog[key].Parameters);
        foreach (
            var name in stage.Parameters.Slice($"{path}.{key}").Paths.Where(p => known.Find(p) is not null)
        )
            _read.Add($"{path}.{key}.{name}");
        try
        {
            return catalog.Create(stage.Parameters, path);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Refuse($"'{path}' cannot be '{key}' as asked: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Checks that everything was read; called before any work is done.</summary>
    /// <exception cref="StageRefusedException">A parameter means nothing to the operation.</exception>
    public void Done()
    {
        var unknown = stage.Parameters.Paths.FirstOrDefault(p => !_read.Contains(p));
        if (unknown is not null)
            throw Refuse($"'{unknown}' means nothing to it");
    }

    /// <summary>The exception that says why the parameters are impossible.</summary>
    public StageRefusedException Refuse(string reason) =>
        new($"Stage {stage.Operation} {stage.Key.Short}: {reason}.");

    private Value Read(string path)
    {
        _read.Add(path);
        return stage.Parameters.Find(path) ?? throw Refuse($"'{path}' is missing");
    }
}
