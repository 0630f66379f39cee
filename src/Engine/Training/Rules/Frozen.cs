using System.Collections.Immutable;
using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Training.Rules;

/// <summary>Holds some parameters where they were when training began, whatever penalty or momentum pulls at them.</summary>
public sealed class Frozen : IStepRule, IDisposable
{
    private readonly ImmutableArray<(Segment Place, Tensor Values)> _held;

    /// <summary>Holds the values that the network has now.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tensors">Whether a tensor, by name, is held.</param>
    public Frozen(Network network, Func<string, bool> tensors)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        _held =
        [
            .. network
                .Segments(tensors)
                .Select(s => (s, Part(network.Parameters, s).clone().DetachFromDisposeScope())),
        ];
    }

    /// <inheritdoc/>
    public void AfterStep(Network network, IReadOnlyList<Tensor> buffers)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(buffers);
        foreach (var (place, values) in _held)
        {
            Part(network.Parameters, place).copy_(values);
            foreach (var buffer in buffers)
                Part(buffer, place).zero_();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, values) in _held)
            values.Dispose();
    }

    private static Tensor Part(Tensor all, Segment place) => all.narrow(0, place.Start, place.Length);
}
