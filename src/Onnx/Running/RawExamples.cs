using Slimfront.Engine.Networks;

namespace Slimfront.Onnx.Running;

/// <summary>Examples as the data set has them: what normalises them is in the file.</summary>
internal static class RawExamples
{
    /// <summary>Some examples of a split, one after the other.</summary>
    public static float[] Of(DeviceData data, string split, int start, int count)
    {
        var size = data.Data.InputSize;
        var examples = data.Data.Split.Part(split).AsSpan(start, count);
        var values = new float[count * size];
        for (var i = 0; i < count; i++)
            data.Data.Values.Span.Slice(examples[i] * size, size).CopyTo(values.AsSpan(i * size));
        return values;
    }

    /// <summary>The shape of so many.</summary>
    public static long[] ShapeOf(DeviceData data, int count) =>
        [count, .. data.Data.Shape.Select(d => (long)d)];
}
