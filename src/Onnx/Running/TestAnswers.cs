using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Objectives;
using static TorchSharp.torch;

namespace Slimfront.Onnx.Running;

/// <summary>What is answered on the test split, and what that is worth.</summary>
/// <param name="Answers">One example after the other.</param>
/// <param name="Measured">By the task's measures.</param>
internal sealed record TestAnswers(float[] Answers, Measurement Measured)
{
    /// <summary>The split's name.</summary>
    public const string Split = "test";

    /// <summary>Those of a model.</summary>
    public static TestAnswers Of(Model model, DeviceData data, IReadOnlyDictionary<string, IMeasure> measures)
    {
        using var network = new Network(model, data[Split].Device);
        return Of(Engine.Measuring.Answers.Of(network, data[Split], _ => { }), data, measures);
    }

    /// <summary>Some answers, measured.</summary>
    public static TestAnswers Of(
        float[] answers,
        DeviceData data,
        IReadOnlyDictionary<string, IMeasure> measures
    ) => Of(answers, data.Data.Targets, data.Data.Split.Test, measures);

    /// <summary>Answers for some examples, measured.</summary>
    public static TestAnswers Of(
        float[] answers,
        Targets targets,
        ImmutableArray<int> examples,
        IReadOnlyDictionary<string, IMeasure> measures
    )
    {
        using var scope = NewDisposeScope();
        var rows = tensor(answers).reshape(-1, targets.Outputs);
        var wanted = targets.Take(examples, CPU);
        var meters = measures.Values.Select(m => m.Meter(targets)).ToArray();
        foreach (var meter in meters)
            meter.Add(rows, wanted);
        return new(answers, meters.Aggregate(Measurement.Empty, (all, m) => all.With(m.Result)));
    }
}
