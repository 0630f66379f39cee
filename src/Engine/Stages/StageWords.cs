using System.Globalization;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Stages;

/// <summary>What a stage's words may say about the stages around it.</summary>
public interface IStageSurroundings
{
    /// <summary>A stage of the same recipe; null if it has none with the key.</summary>
    Stage? Find(StageKey key);

    /// <summary>What a stage does.</summary>
    IStageOperation Operation(Stage stage);

    /// <summary>The network that a stage made, as another stage speaks of it: "teacher".</summary>
    string NameOf(Stage network);

    /// <summary>What need not be said of a stage, since the study says it of all such stages.</summary>
    Configuration Usual(Stage stage);
}

/// <summary>A stage on its way into words: its operation reads what it can say; what it does not read is listed after it.</summary>
/// <remarks>
/// So the words of two stages differ whenever their parameters do: each parameter is read, listed, or what the study says anyway.
/// Numbers are given to four digits.
/// </remarks>
/// <param name="stage">The stage.</param>
/// <param name="surroundings">The recipe around it.</param>
public sealed class StageWords(Stage stage, IStageSurroundings surroundings)
{
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly Configuration _usual = surroundings.Usual(stage);

    /// <summary>The stage.</summary>
    public Stage Stage => stage;

    /// <summary>Whether a parameter is set.</summary>
    public bool Has(string path) => stage.Parameters.Has(path);

    /// <summary>Whether a parameter is set to something else than usual, or a usual one is missing.</summary>
    public bool IsUnusual(string path) => !Nullable.Equals(stage.Parameters.Find(path), _usual.Find(path));

    /// <summary>A parameter's value in words; it counts as said.</summary>
    public string Say(string path)
    {
        _said.Add(path);
        return Number(stage.Parameters[path]);
    }

    /// <summary>A share in percent; it counts as said.</summary>
    public string SayPercent(string path)
    {
        _said.Add(path);
        return string.Create(CultureInfo.InvariantCulture, $"{stage.Parameters.Real(path) * 100:0.##} %");
    }

    /// <summary>A technique with its parameters, "percentile (percent 99.9)"; they count as said.</summary>
    public string SayTechnique(string path) => Say(path) + SayParameters(path);

    /// <summary>A technique's parameters alone, " (percent 99.9)"; technique and parameters count as said.</summary>
    public string SayParameters(string path)
    {
        var own = Below($"{path}.{Say(path)}").ToArray();
        return own.Length == 0 ? "" : $" ({string.Join(", ", own)})";
    }

    /// <summary>A member of a family, "plain-cnn 4×0.5"; its parameters count as said.</summary>
    public string SayModel(string path)
    {
        var family = Say(path);
        var own = stage.Parameters.Slice($"{path}.{family}");
        foreach (var parameter in own.Paths)
            _said.Add($"{path}.{family}.{parameter}");
        return Model(family, own);
    }

    /// <summary>What the words of a stage need not say: "from" and "to" of a training in parts, say.</summary>
    public void Leave(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
            _said.Add(path);
    }

    /// <summary>The stage that made an input; null if there is no such input.</summary>
    public Stage? Input(string role) => Input(stage, role);

    /// <summary>A stage that a further stage of the same recipe takes.</summary>
    public Stage? Input(Stage of, string role)
    {
        ArgumentNullException.ThrowIfNull(of);
        return of.Find(role) is { } key ? surroundings.Find(key) : null;
    }

    /// <summary>What was done to the network before; null where the stage makes a new one.</summary>
    public IStageOperation? Before() =>
        surroundings.Operation(stage).Continues(stage) is { } key && surroundings.Find(key) is { } before
            ? surroundings.Operation(before)
            : null;

    /// <summary>The network that teaches: the input "teacher", or the one whose answers the input "labels" records.</summary>
    public Stage? Teacher(Stage? of = null) =>
        Input(of ?? stage, "teacher")
        ?? (Input(of ?? stage, "labels") is { } answers ? Input(answers, "teacher") : null);

    /// <summary>Another network, as one speaks of it: "teacher".</summary>
    public string NameOf(Stage network) => surroundings.NameOf(network);

    /// <summary>The parameters that were not said and are not usual: " (epochs 52)"; empty if there are none.</summary>
    public string Rest()
    {
        var left = stage
            .Parameters.Where(p => !_said.Contains(p.Key) && IsUnusual(p.Key))
            .Select(p => $"{p.Key[(p.Key.LastIndexOf('.') + 1)..]} {Number(p.Value)}")
            .Concat(
                _usual
                    .Paths.Where(p => !_said.Contains(p) && !Has(p) && !IsOfOther(p))
                    .Select(p => $"without {p[(p.LastIndexOf('.') + 1)..]}")
            )
            .ToArray();
        return left.Length == 0 ? "" : $" ({string.Join(", ", left)})";
    }

    /// <summary>The words of a member of a family.</summary>
    public static string Model(string family, Configuration parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return $"{family} {string.Join('×', parameters.Select(p => p.Value.Kind == ValueKind.Real ? p.Value.Number.ToString("0.#########", CultureInfo.InvariantCulture) : p.Value.Text))}".TrimEnd();
    }

    // Whether it belongs to a technique in whose place the stage has another one.
    private bool IsOfOther(string path) =>
        _usual.Any(u =>
            path.StartsWith($"{u.Key}.{u.Value.Text}.", StringComparison.Ordinal) && IsUnusual(u.Key)
        );

    private IEnumerable<string> Below(string path)
    {
        foreach (var (key, value) in stage.Parameters)
            if (key.StartsWith(path + ".", StringComparison.Ordinal) && _said.Add(key))
                yield return $"{key[(key.LastIndexOf('.') + 1)..]} {Number(value)}";
    }

    private static string Number(Value value) =>
        value.Kind == ValueKind.Real ? Short(value.Number) : value.Text;

    private static string Short(double number) =>
        number.ToString(Math.Abs(number) is > 0 and < 0.01 ? "G4" : "0.####", CultureInfo.InvariantCulture);
}
