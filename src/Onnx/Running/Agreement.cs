namespace Slimfront.Onnx.Running;

/// <summary>How alike two networks answer.</summary>
internal static class Agreement
{
    /// <summary>For which share of examples both have the largest answer at the same place; 1 for all.</summary>
    /// <param name="ours">The answers of one, an example after the other.</param>
    /// <param name="theirs">Those of the other.</param>
    /// <param name="outputs">Answers of an example.</param>
    public static double Of(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs, int outputs)
    {
        var same = 0;
        for (var start = 0; start < ours.Length; start += outputs)
            if (Best(ours.Slice(start, outputs)) == Best(theirs.Slice(start, outputs)))
                same++;
        return (double)same / (ours.Length / outputs);
    }

    /// <summary>The largest difference between two answers.</summary>
    public static double Farthest(float[] ours, float[] theirs) =>
        ours.Zip(theirs, (a, b) => Math.Abs(a - (double)b)).Max();

    private static int Best(ReadOnlySpan<float> answers)
    {
        var best = 0;
        for (var i = 1; i < answers.Length; i++)
            if (answers[i] > answers[best])
                best = i;
        return best;
    }
}
