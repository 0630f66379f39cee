using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Studies;

/// <summary>A request: what to compress, by what it is judged, where to look and for how long.</summary>
/// <remarks>Everything that decides the trials is here, so the same spec gives the same trials on any cluster.</remarks>
public sealed record StudySpec
{
    /// <summary>Models of the front that are compared with simpler recipes where a study does not say.</summary>
    public const int UsualBaselines = 8;

    /// <summary>The form of a study's name, which becomes the name of folders.</summary>
    public const string NameForm =
        "letters, digits, '-', '_' and '.', at most 64, not beginning with '.' or '-'";

    /// <summary>The study's name; see <see cref="NameForm"/>.</summary>
    public string Name { get; init; } = "digits";

    /// <summary>Whether a text has the form of a study's name.</summary>
    public static bool IsName(string text) =>
        text is { Length: > 0 and <= 64 }
        && text[0] is not ('.' or '-')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>The root of all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What finished models are judged by; two or more.</summary>
    public ImmutableArray<Objective> Objectives { get; init; } = [Objective.Accuracy, Objective.Bytes];

    /// <summary>An objective, a measure of the study's task, or anything else that models are measured by.</summary>
    /// <exception cref="KeyNotFoundException">Nothing is called so.</exception>
    public Objective Measured(string key) =>
        Objectives.Concat(Data?.Measures ?? []).FirstOrDefault(o => o.Key == key) ?? Objective.Named(key);

    /// <summary>The keys of everything that the study judges models by: objectives, and what limits and the budget speak of.</summary>
    public IEnumerable<string> Asked =>
        Objectives
            .Select(o => o.Key)
            .Concat(Limits.Select(l => l.Objective))
            .Concat(Budget.Reference.Select(l => l.Objective));

    /// <summary>Bounds on objectives. Those on analytic ones are enforced before any training.</summary>
    public ImmutableArray<Limit> Limits { get; init; } = [];

    /// <summary>When the study ends.</summary>
    public Budget Budget { get; init; } = new();

    /// <summary>The sampler's key at "sampler" and its parameters below "sampler.KEY.".</summary>
    public Configuration Sampler { get; init; } = Configuration.Of(("sampler", Value.Of("gp")));

    /// <summary>The scheduler's key at "scheduler" and its parameters below "scheduler.KEY.".</summary>
    public Configuration Scheduler { get; init; } = Configuration.Of(("scheduler", Value.Of("none")));

    /// <summary>The scheduler's rungs: shares of its training after which a model is measured; the last is 1.</summary>
    public ImmutableArray<double> Rungs { get; init; } = [1];

    /// <summary>
    /// Trial n is suggested from the results of trials up to n − lag only, so at most this many are in flight; null
    /// for the usual asynchronous behaviour (everything known so far), which depends on who finishes first.
    /// </summary>
    public int? Lag { get; init; } = 8;

    /// <summary>Trials in flight when <see cref="Lag"/> is null.</summary>
    public int InFlight { get; init; } = 16;

    /// <summary>
    /// Configurations to try first, in order; values they leave out are drawn. Unset in what was read from a file that has no
    /// such list, until the space is known.
    /// </summary>
    public ImmutableArray<Configuration> WarmStart { get; init; } = [];

    /// <summary>Narrowings of the space, by parameter path.</summary>
    public ImmutableSortedDictionary<string, Restriction> Restrictions { get; init; } =
        ImmutableSortedDictionary<string, Restriction>.Empty;

    /// <summary>What the pipeline was told: data set, teacher, training and so on; see the pipeline's settings.</summary>
    public Configuration Settings { get; init; } = Configuration.Empty;

    /// <summary>What the data set turned out to be; null until the spec is resolved.</summary>
    public DataInfo? Data { get; init; }

    /// <summary>The teacher that the study is given; null where it trains one, and until the spec is resolved.</summary>
    public GivenNetwork? Teacher { get; init; }

    /// <summary>
    /// How many models of the front, at most, are compared with simpler recipes when the search is over; 0 for none. The
    /// trials this takes are no part of the budget.
    /// </summary>
    public int Baselines { get; init; } = UsualBaselines;

    /// <summary>Its share of a cluster that other studies want too: one of priority 2 gets twice the slots of one of priority 1.</summary>
    /// <remarks>Decides when work is done, never what it gives.</remarks>
    public int Priority { get; init; } = 1;

    /// <summary>What a slot's node must say of itself to be given a stage.</summary>
    /// <remarks>Decides where work is done. Only where devices differ in their arithmetic can that be seen in results.</remarks>
    public Labels Requires { get; init; } = Labels.None;

    /// <summary>Limits of one attempt at a stage.</summary>
    public AttemptLimits Attempts { get; init; } = new();

    /// <summary>The forms in which each model of the front is exported when the study is over; empty for none.</summary>
    /// <remarks>Nothing of the study depends on it: two requests that differ in it alone ask for the same study.</remarks>
    public ImmutableArray<string> Exports { get; init; } = [];
}

/// <summary>Limits of one attempt at a stage.</summary>
/// <param name="Tries">Attempts that may fail before the stage fails.</param>
/// <param name="Time">Wall time; null for no limit.</param>
/// <param name="MemoryBytes">Memory of the runner process; null for no limit.</param>
public sealed record AttemptLimits(int Tries = 3, TimeSpan? Time = null, long? MemoryBytes = null);

/// <summary>What a data set is, as far as planning needs it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Fingerprint">SHA-256 of values, labels and split.</param>
/// <param name="Shape">Of one input: [channels, height, width] or [features].</param>
/// <param name="Outputs">How many numbers a network answers for an example: one for each class, or for each target.</param>
/// <param name="Train">Training examples.</param>
/// <param name="Validation">Validation examples.</param>
/// <param name="Test">Test examples.</param>
public sealed record DataInfo(
    string Name,
    string Fingerprint,
    ImmutableArray<int> Shape,
    int Outputs,
    int Train,
    int Validation,
    int Test
)
{
    /// <summary>What outputs stand for, by number; empty in studies from before names were kept.</summary>
    public ImmutableArray<string> OutputNames { get; init; } = [];

    /// <summary>What one output stands for: "class", or "target" where networks answer quantities.</summary>
    public string Output { get; init; } = "class";

    /// <summary>The same in the plural.</summary>
    public string OutputPlural => Output + (Output.EndsWith('s') ? "es" : "s");

    /// <summary>What is measured of a network's answers; then, of models, what the study asks for beside sizes and latency.</summary>
    public ImmutableArray<Objective> Measures { get; init; } = [Objective.Accuracy];

    /// <summary>How answers become quantities, for each output: answer · deviation + mean; empty where they are none.</summary>
    public ImmutableArray<Scale> Scales { get; init; } = [];

    /// <summary>How files were understood where they leave a choice; may be empty.</summary>
    public string Reading { get; init; } = "";

    /// <summary>What was left out, or looks like a mistake: a sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The outputs for people: how many, and what the first few stand for, shortened.</summary>
    public string OutputsInWords()
    {
        var names = OutputNames.Take(ShownOutputs).Select(Shortened);
        var more = OutputNames.Length > ShownOutputs ? ", …" : "";
        return $"{Outputs} {(Outputs == 1 ? Output : OutputPlural)}"
            + (OutputNames.IsEmpty ? "" : $" ({string.Join(", ", names)}{more})");
    }

    /// <summary>By content.</summary>
    public bool Equals(DataInfo? other) =>
        other is not null
        && Name == other.Name
        && Fingerprint == other.Fingerprint
        && Reading == other.Reading
        && Shape.SequenceEqual(other.Shape)
        && OutputNames.SequenceEqual(other.OutputNames)
        && Output == other.Output
        && Measures.SequenceEqual(other.Measures)
        && Scales.SequenceEqual(other.Scales)
        && Warnings.SequenceEqual(other.Warnings)
        && (Outputs, Train, Validation, Test) == (other.Outputs, other.Train, other.Validation, other.Test);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Fingerprint);

    private const int ShownOutputs = 10;
    private const int LongestName = 20;

    // A name comes from a file: what would spoil a line of a terminal is left out.
    private static string Shortened(string name)
    {
        var plain = string.Concat(name.Where(c => !char.IsControl(c)));
        return plain.Length <= LongestName ? plain : $"{plain[..(LongestName - 1)]}…";
    }
}

/// <summary>Turns a network's answer into a quantity: answer · deviation + mean.</summary>
/// <param name="Mean">Of the training split.</param>
/// <param name="Deviation">Population standard deviation of the training split; above 0.</param>
public readonly record struct Scale(double Mean, double Deviation);

/// <summary>How a study narrows one parameter of the space.</summary>
public abstract record Restriction
{
    private Restriction() { }

    /// <summary>A number between two bounds.</summary>
    /// <param name="Low">The new low bound.</param>
    /// <param name="High">The new high bound.</param>
    public sealed record Between(double Low, double High) : Restriction;

    /// <summary>One of the listed values; a single one fixes the parameter.</summary>
    /// <param name="Values">Option keys, or one number.</param>
    public sealed record OneOf(ImmutableArray<Value> Values) : Restriction
    {
        /// <summary>By content.</summary>
        public bool Equals(OneOf? other) => other is not null && Values.SequenceEqual(other.Values);

        /// <inheritdoc/>
        public override int GetHashCode() => Values.Length;
    }
}
