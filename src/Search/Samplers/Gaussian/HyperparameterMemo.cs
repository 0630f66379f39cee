using System.Collections.Immutable;
using Slimfront.Search.Samplers.Modelling;

namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>Remembers the last hyperparameters that were computed, by the data they were computed from.</summary>
/// <remarks>
/// Only a memory of a pure function: what is returned depends on the arguments alone. It spares a sampler most of its
/// work, because hyperparameters are learnt from a prefix of the history that grows in steps.
/// </remarks>
internal sealed class HyperparameterMemo
{
    private Entry? _last;

    /// <summary>The hyperparameters of some data, computed if they are not the last ones.</summary>
    public ImmutableArray<Learnt> Of(ImmutableArray<Observed> data, Func<ImmutableArray<Learnt>> compute)
    {
        var known = _last;
        if (known is not null && known.Data.Length == data.Length && known.Data.Zip(data).All(AreSame))
            return known.Result;
        var result = compute();
        _last = new(data, result);
        return result;
    }

    private static bool AreSame((Observed A, Observed B) pair) =>
        pair.A.Losses.AsSpan().SequenceEqual(pair.B.Losses)
        && pair.A.Excess.AsSpan().SequenceEqual(pair.B.Excess)
        && pair.A.Configuration.Equals(pair.B.Configuration);

    private sealed record Entry(ImmutableArray<Observed> Data, ImmutableArray<Learnt> Result);
}
