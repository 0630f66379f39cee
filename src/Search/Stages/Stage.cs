using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Stages;

/// <summary>The identity of a stage: equal keys are the same work and give the same artifact.</summary>
/// <param name="Hex">SHA-256 in 64 lower-case hexadecimal digits.</param>
public readonly record struct StageKey(string Hex)
{
    /// <summary>The first 12 digits, for people.</summary>
    public string Short => Hex.Length > 12 ? Hex[..12] : Hex;

    /// <inheritdoc/>
    public override string ToString() => Hex;
}

/// <summary>The identity of an artifact: the SHA-256 of its bytes.</summary>
/// <param name="Hex">64 lower-case hexadecimal digits.</param>
public readonly record struct ArtifactId(string Hex)
{
    /// <summary>The first 12 digits, for people.</summary>
    public string Short => Hex.Length > 12 ? Hex[..12] : Hex;

    /// <inheritdoc/>
    public override string ToString() => Hex;
}

/// <summary>One try at a stage on one slot. A reply that carries another attempt's id changes nothing.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Number">1 for the first try.</param>
public readonly record struct AttemptId(StageKey Stage, int Number)
{
    /// <summary>For logs: the short key and the number.</summary>
    public override string ToString() => $"{Stage.Short}#{Number}";
}

/// <summary>What a stage takes from another one.</summary>
/// <param name="Role">What it is to the stage: "start", "teacher", "labels"…</param>
/// <param name="Stage">Whose artifact it is.</param>
public readonly record struct StageInput(string Role, StageKey Stage);

/// <summary>One deterministic step of work.</summary>
/// <remarks>
/// Its key is the SHA-256 of everything that decides its result, and of nothing else: the operation and its version,
/// the parameters, the data set's fingerprint, the seed, and the keys of its inputs. Where or when it runs, for whom,
/// and how long it takes are not part of it.
/// </remarks>
public sealed record Stage
{
    // A copy made by 'with' copies this field too: it counts only for the stage that computed it.
    private Computed? _key;

    /// <summary>The operation's name in the catalog: "train", "distil", "prune", "measure"…</summary>
    public required string Operation { get; init; }

    /// <summary>Raised when the operation computes something else than before under the same parameters.</summary>
    public required int Version { get; init; }

    /// <summary>The operation's parameters.</summary>
    public required Configuration Parameters { get; init; }

    /// <summary>The fingerprint of the data set, its split included.</summary>
    public required string Dataset { get; init; }

    /// <summary>Where all of the stage's randomness comes from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The artifacts it needs, in order.</summary>
    public ImmutableArray<StageInput> Inputs { get; init; } = [];

    /// <summary>The share of training work in it, in epochs over the training split; 0 where it does not train.</summary>
    /// <remarks>Not part of the key: it follows from the parameters.</remarks>
    public double Epochs { get; init; }

    /// <summary>The text whose hash is the key.</summary>
    public string Canonical
    {
        get
        {
            var text = new StringBuilder()
                .Append("operation ")
                .Append(Operation)
                .Append(' ')
                .Append(Version)
                .Append('\n')
                .Append("dataset ")
                .Append(Dataset)
                .Append('\n')
                .Append("seed ")
                .Append(Seed)
                .Append('\n');
            foreach (var input in Inputs)
                text.Append("input ").Append(input.Role).Append(' ').Append(input.Stage.Hex).Append('\n');
            return text.Append(Parameters.Canonical).ToString();
        }
    }

    /// <summary>The identity; see the remarks.</summary>
    public StageKey Key
    {
        get
        {
            if (_key is not { } known || !ReferenceEquals(known.Owner, this))
                _key = known = new(
                    this,
                    new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical))))
                );
            return known.Key;
        }
    }

    /// <summary>The key of the input with a role.</summary>
    /// <exception cref="KeyNotFoundException">No input has it.</exception>
    public StageKey Input(string role) =>
        Find(role) ?? throw new KeyNotFoundException($"Stage {Operation} {Key.Short} has no input '{role}'.");

    /// <summary>The key of the input with a role; null if no input has it.</summary>
    public StageKey? Find(string role)
    {
        foreach (var input in Inputs)
            if (string.Equals(input.Role, role, StringComparison.Ordinal))
                return input.Stage;
        return null;
    }

    /// <summary>By content, which is by key.</summary>
    public bool Equals(Stage? other) => other is not null && Key == other.Key;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key.Hex);

    private sealed record Computed(Stage Owner, StageKey Key);
}
