using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Quantization;

/// <summary>The layers between which all others lie.</summary>
/// <remarks>
/// Few bits cost most where a network takes its input and where it makes the logits; Zhou et al. (2016), arXiv:1606.06160, §2.7.
/// </remarks>
public static class Ends
{
    /// <summary>The names of the layers that take the input, and of those that make the logits.</summary>
    public static IReadOnlySet<string> Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var ends = new HashSet<string>(StringComparer.Ordinal);
        var isFirst = new bool[graph.Steps.Length];
        for (var i = 0; i < isFirst.Length; i++)
        {
            var step = graph.Steps[i];
            var takesInput = step.Sources.All(s => isFirst[s]);
            isFirst[i] = takesInput && !IsLayer(step);
            if (takesInput && IsLayer(step))
                ends.Add(step.Node.Name);
        }
        var isLast = new bool[isFirst.Length];
        isLast[^1] = true;
        for (var i = isLast.Length - 1; i >= 0; i--)
        {
            if (!isLast[i])
                continue;
            if (IsLayer(graph.Steps[i]))
                ends.Add(graph.Steps[i].Node.Name);
            else
                foreach (var source in graph.Steps[i].Sources)
                    isLast[source] = true;
        }
        return ends;
    }

    private static bool IsLayer(Step step) => step.Node.Operator is Conv or Linear;
}
