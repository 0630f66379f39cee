using Slimfront.Onnx.Reading;

namespace Slimfront.Onnx.Running;

/// <summary>A file that answers any number of examples, channels first, whatever number and order it takes itself.</summary>
/// <param name="session">The file; disposed with this.</param>
/// <param name="input">What it takes.</param>
/// <param name="batch">How many examples it takes at once; null for any number.</param>
internal sealed class OnnxRunner(OnnxSession session, OnnxInput input, int? batch) : IDisposable
{
    private readonly long[] _lengths =
    [
        .. (input.IsChannelsLast ? ChannelsLast.Lengths(input.Shape) : input.Shape.Dimensions).Select(d =>
            (long)d
        ),
    ];

    /// <summary>What it answers.</summary>
    /// <param name="inputs">One example after the other, channels first.</param>
    /// <returns>The answers, one example after the other.</returns>
    public float[] Answer(float[] inputs)
    {
        var size = input.Shape.Elements;
        var count = inputs.Length / size;
        var given = input.IsChannelsLast ? Reordered(inputs, size) : inputs;
        if (batch is not { } some)
            return session.Run(given, [count, .. _lengths]);
        var answers = new List<float>();
        for (var start = 0; start < count; start += some)
        {
            // The last examples are followed by zeros.
            var part = new float[some * size];
            var here = Math.Min(some, count - start);
            given.AsSpan(start * size, here * size).CopyTo(part);
            var all = session.Run(part, [some, .. _lengths]);
            answers.AddRange(all.AsSpan(0, all.Length / some * here));
        }
        return [.. answers];
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private float[] Reordered(float[] inputs, int size)
    {
        var order = ChannelsLast.Order(input.Shape);
        return [.. inputs.Select((_, i) => inputs[(i / size * size) + order[i % size]])];
    }
}
