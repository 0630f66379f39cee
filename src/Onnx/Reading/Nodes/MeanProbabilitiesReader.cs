using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>m + log Σ exp(lₖ − m) − log K, where lₖ are log-probabilities and m the largest of them: the mean of an ensemble's probabilities.</summary>
internal sealed class MeanProbabilitiesReader : INodeReader
{
    public ImmutableArray<string> Types => ["Sub"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        if (
            graph.Scalar(node.Input(1)) is not { } count
            || graph.Producer(node.Input(0), "Add") is not { } add
            || graph.Producer(add.Input(0), "Max") is not { } most
            || graph.Producer(add.Input(1), "Log") is not { } log
            || graph.Producer(log.Input(0), "Sum") is not { } sum
            || !Product.IsNear(Math.Exp(count), most.Inputs.Length)
        )
            return null;
        var members = most.Inputs.Select(i => graph.Producer(i, "LogSoftmax")).ToArray();
        var shares = sum
            .Inputs.Select(i =>
                graph.Producer(i, "Exp") is { } exp ? graph.Producer(exp.Input(0), "Sub") : null
            )
            .ToArray();
        if (
            members.Contains(null)
            || !shares.Select(s => s?.Input(0)).SequenceEqual(most.Inputs, StringComparer.Ordinal)
            || shares.Any(s => s!.Input(1) != most.Outputs[0])
        )
            return null;
        return new(
            [.. members.Select(m => m!.Input(0))],
            (making, inputs) => making.Add(new MeanProbabilities(), inputs)
        )
        {
            Parts = [add, most, log, sum, .. members!],
        };
    }
}
