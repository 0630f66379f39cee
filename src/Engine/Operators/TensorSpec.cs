using System.Collections.Immutable;

namespace Slimfront.Engine.Operators;

/// <summary>What a tensor is to its operator.</summary>
public enum TensorRole
{
    /// <summary>Multiplies inputs and sums them up; axis 0 is the output channel.</summary>
    Weight,

    /// <summary>Is added to each output channel.</summary>
    Bias,

    /// <summary>Scales each channel: γ of a normalisation.</summary>
    Gain,

    /// <summary>Running mean of each channel; follows the data, has no gradient.</summary>
    RunningMean,

    /// <summary>Running variance of each channel; follows the data, has no gradient.</summary>
    RunningVariance,

    /// <summary>Where a grid for values begins; follows the data, has no gradient.</summary>
    RangeLow,

    /// <summary>Where it ends; follows the data, has no gradient.</summary>
    RangeHigh,

    /// <summary>Multiplies what is negative in each channel: a of a PReLU.</summary>
    Slope,

    /// <summary>No numbers at all: four bytes of a file in the bits of each element.</summary>
    File,
}

/// <summary>A tensor that an operator owns.</summary>
/// <param name="Name">"weight" inside the operator, "conv1.weight" inside a graph.</param>
/// <param name="Shape">The lengths of its axes, as PyTorch orders them.</param>
/// <param name="Role">What it is for.</param>
/// <param name="FanIn">How many products make up one output element; 0 where nothing is summed.</param>
public sealed record TensorSpec(string Name, ImmutableArray<long> Shape, TensorRole Role, int FanIn = 0)
{
    /// <summary>The number of elements.</summary>
    public long Elements
    {
        get
        {
            var elements = 1L;
            foreach (var length in Shape.AsSpan())
                elements = checked(elements * length);
            return elements;
        }
    }

    /// <summary>Whether gradients train it.</summary>
    public bool IsTrainable =>
        Role is TensorRole.Weight or TensorRole.Bias or TensorRole.Gain or TensorRole.Slope;

    /// <summary>By content.</summary>
    public bool Equals(TensorSpec? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && (Role, FanIn) == (other.Role, other.FanIn)
        && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StringComparer.Ordinal.GetHashCode(Name), Role);
}
