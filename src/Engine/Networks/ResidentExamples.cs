using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>A split that lies on the device as a whole.</summary>
/// <param name="inputs">Normalised, shape [count, …].</param>
/// <param name="targets">First axis [count].</param>
public sealed class ResidentExamples(Tensor inputs, Tensor targets) : IExamples, IDisposable
{
    /// <inheritdoc/>
    public int Count { get; } = (int)targets.shape[0];

    /// <inheritdoc/>
    public Device Device => inputs.device;

    /// <inheritdoc/>
    public IBatches Epoch(ulong seed, int epoch, int size) =>
        new Ordered(inputs, targets, Shuffled(Seed.For(seed, "shuffle", epoch)), size);

    /// <inheritdoc/>
    public IBatches Pass(int size) => new InOrder(inputs, targets, Count, size);

    /// <inheritdoc/>
    public IBatches Sample(ulong seed, string purpose, int size, int most)
    {
        var order = Shuffled(Seed.For(seed, purpose));
        return new Ordered(inputs, targets, order[..(int)Math.Min(order.Length, (long)size * most)], size);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        inputs.Dispose();
        targets.Dispose();
    }

    private long[] Shuffled(Pcg random)
    {
        var order = new long[Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        random.Shuffle(order);
        return order;
    }

    private abstract class Batches(int examples, int size) : IBatches
    {
        public int Count => (examples + size - 1) / size;

        public Batch this[int number]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfNegative(number);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
                return Take(number * size, Size(number));
            }
        }

        public int Size(int number) => Math.Min(size, examples - (number * size));

        public virtual void Dispose() { }

        protected abstract Batch Take(int start, int count);
    }

    private sealed class InOrder(Tensor inputs, Tensor targets, int examples, int size)
        : Batches(examples, size)
    {
        protected override Batch Take(int start, int count) =>
            new(
                tensor(Enumerable.Range(start, count).Select(i => (long)i).ToArray(), device: inputs.device),
                inputs.narrow(0, start, count),
                targets.narrow(0, start, count)
            );
    }

    private sealed class Ordered(Tensor inputs, Tensor targets, long[] order, int size)
        : Batches(order.Length, size)
    {
        private readonly Tensor _order = tensor(order, device: inputs.device).DetachFromDisposeScope();

        public override void Dispose()
        {
            base.Dispose();
            _order.Dispose();
        }

        protected override Batch Take(int start, int count)
        {
            var indices = _order.narrow(0, start, count);
            return new(indices, inputs.index_select(0, indices), targets.index_select(0, indices));
        }
    }
}
