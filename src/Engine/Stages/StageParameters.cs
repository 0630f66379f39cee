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
/// <param name="values">The parameters.</param>
/// <param name="whose">Whose they are, for messages: "Stage train 0123456789ab"; asked only where something is refused.</param>
public sealed class StageParameters(Configuration values, Func<string> whose)
{
    /// <summary>The text of a switch that is on.</summary>
    public const string On = "on";

    /// <summary>The text of a switch that is off.</summary>
    public const string Off = "off";

    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>The parameters of a stage.</summary>
    public StageParameters(Stage stage)
        : this(stage.Parameters, () => $"Stage {stage.Operation} {stage.Key.Short}") { }

    /// <summary>All of them, without counting as read.</summary>
    internal Configuration All => values;

    /// <summary>Whether a parameter is set.</summary>
    public bool Has(string path) => values.Has(path);

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

    /// <summary>A number within bounds; null where it is missing.</summary>
    /// <exception cref="StageRefusedException">It is no number or out of bounds.</exception>
    public double? FindReal(string path, double low, double high) => Has(path) ? Real(path, low, high) : null;

    /// <summary>A whole number within bounds; null where it is missing.</summary>
    /// <exception cref="StageRefusedException">It is not whole or out of bounds.</exception>
    public int? FindInteger(string path, int low, int high) => Has(path) ? Integer(path, low, high) : null;

    /// <summary>"on" or "off"; null where it is missing.</summary>
    /// <exception cref="StageRefusedException">It is something else.</exception>
    public bool? FindSwitch(string path) => Has(path) ? OneOf(path, On, Off) == On : null;

    /// <summary>One of some texts.</summary>
    /// <exception cref="StageRefusedException">It is missing or another one.</exception>
    public string OneOf(string path, params ReadOnlySpan<string> known) =>
        Text(path) is var text && known.Contains(text)
            ? text
            : throw Refuse(
                $"'{path}' is '{text}'; it may be {string.Join(", ", known[..^1]!)} or {known[^1]}"
            );

    /// <summary>The choice of a technique, which is still to be created: its own parameters are not read yet.</summary>
    /// <exception cref="StageRefusedException">It is missing.</exception>
    public TechniqueChoice Technique(string path)
    {
        Read(path);
        return TechniqueChoice.At(values, path);
    }

    /// <summary>The same; null where it is missing.</summary>
    public TechniqueChoice? FindTechnique(string path) => Has(path) ? Technique(path) : null;

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
        foreach (var name in values.Slice($"{path}.{key}").Paths.Where(p => known.Find(p) is not null))
            _read.Add($"{path}.{key}.{name}");
        try
        {
            return catalog.Create(values, path);
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
        var unknown = values.Paths.FirstOrDefault(p => !_read.Contains(p));
        if (unknown is not null)
            throw Refuse($"'{unknown}' means nothing to it");
    }

    /// <summary>The exception that says why the parameters are impossible.</summary>
    public StageRefusedException Refuse(string reason) => new($"{whose()}: {reason}.");

    private Value Read(string path)
    {
        _read.Add(path);
        return values.Find(path) ?? throw Refuse($"'{path}' is missing");
    }
}
