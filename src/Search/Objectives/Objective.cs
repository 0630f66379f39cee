using System.Collections.Immutable;

namespace Slimfront.Search.Objectives;

/// <summary>Which way an objective gets better.</summary>
public enum Direction
{
    /// <summary>Smaller is better.</summary>
    Minimise,

    /// <summary>Larger is better.</summary>
    Maximise,
}

/// <summary>Something every finished model is judged by.</summary>
/// <param name="Key">Its name in study files and measurements.</param>
/// <param name="Unit">The unit of its values; empty for a pure number.</param>
/// <param name="Direction">Which way is better.</param>
/// <param name="IsAnalytic">Whether a recipe alone tells it (exactly or as an interval) before any training.</param>
/// <param name="IsReproducible">Whether the same stage always measures the same value; false for clock time.</param>
public sealed record Objective(
    string Key,
    string Unit,
    Direction Direction,
    bool IsAnalytic,
    bool IsReproducible = true
)
{
    /// <summary>Share of inputs classified correctly, 0 to 1, on the validation split.</summary>
    public static readonly Objective Accuracy = new("accuracy", "", Direction.Maximise, IsAnalytic: false)
    {
        IsShare = true,
    };

    /// <summary>Trainable numbers that are not masked away, whatever their values.</summary>
    public static readonly Objective Parameters = new("parameters", "", Direction.Minimise, IsAnalytic: true);

    /// <summary>Length of the packed model file: every tensor at its stored width, the graph included.</summary>
    public static readonly Objective Bytes = new("bytes", "B", Direction.Minimise, IsAnalytic: true);

    /// <summary>Multiply-accumulate operations for one input.</summary>
    public static readonly Objective Macs = new("macs", "MAC", Direction.Minimise, IsAnalytic: true);

    /// <summary>Median time to classify one input alone, on the slot's device.</summary>
    public static readonly Objective Latency = new(
        "latency",
        "ms",
        Direction.Minimise,
        IsAnalytic: false,
        IsReproducible: false
    );

    /// <summary>Every objective that is known without a task; others are the measures of tasks.</summary>
    public static readonly ImmutableArray<Objective> All = [Accuracy, Parameters, Bytes, Macs, Latency];

    /// <summary>Whether values are shares of a whole, 0 to 1.</summary>
    public bool IsShare { get; init; }

    /// <summary>What people call it, as "mean absolute error"; the key where nothing else is said.</summary>
    public string Title
    {
        get => field ?? Key;
        // Said or not, the key is the same title: objectives from a journal equal those of the program.
        init => field = value == Key ? null : value;
    }

    /// <summary>The objective with a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static Objective Named(string key) =>
        All.FirstOrDefault(o => string.Equals(o.Key, key, StringComparison.Ordinal))
        ?? throw new KeyNotFoundException(
            $"No objective is called '{key}'. Known: {string.Join(", ", All.Select(o => o.Key))}."
        );

    /// <summary>The value turned so that smaller is better.</summary>
    public double Loss(double value) => Direction == Direction.Minimise ? value : -value;

    /// <summary>The smallest loss that there can be: −1 where more is better (a share), else 0.</summary>
    public double IdealLoss => Direction == Direction.Maximise ? -1 : 0;
}

/// <summary>A bound that every acceptable model keeps.</summary>
/// <param name="Objective">The key of the bounded objective.</param>
/// <param name="Bound">The worst acceptable value: a maximum where smaller is better, else a minimum.</param>
public sealed record Limit(string Objective, double Bound)
{
    /// <summary>Which way the bounded number gets better; null where it is the objective of that name.</summary>
    /// <remarks>Set for what <see cref="Objectives.Objective.All"/> does not have: a measure of a task, the constraint of a test problem.</remarks>
    public Direction? Direction { get; init; }

    /// <summary>By how much a value breaks the limit; 0 when it is kept. NaN breaks it infinitely.</summary>
    public double Violation(double value)
    {
        var excess = Excess(value);
        return double.IsNaN(excess) ? double.PositiveInfinity : Math.Max(0, excess);
    }

    /// <summary>How far a value is on the wrong side; below 0 where there is room left.</summary>
    public double Excess(double value)
    {
        var direction = Direction ?? Objectives.Objective.Named(Objective).Direction;
        return direction == Objectives.Direction.Minimise ? value - Bound : Bound - value;
    }
}
