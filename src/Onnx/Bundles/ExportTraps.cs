using Slimfront.Engine.Operators;
using Slimfront.Onnx.Formats;
using Slimfront.Onnx.Running;
using Slimfront.Search.Objectives;

namespace Slimfront.Onnx.Bundles;

/// <summary>Says what is wrong with an exported file, and what usually causes it.</summary>
internal static class ExportTraps
{
    // Values that lie between two codes may be rounded either way, so rounded networks are compared by what they measure.
    private const double LargestDifference = 1e-3;

    /// <summary>The trouble in one sentence; null where there is none.</summary>
    public static string? Find(
        string format,
        ExportCheck check,
        Objective objective,
        double tolerance,
        ExportRequest request
    )
    {
        var (model, file) = (check.Model[objective.Key], check.File[objective.Key]);
        var loss = objective.Loss(file) - objective.Loss(model);
        if (loss > tolerance || !double.IsFinite(file))
            return $"{format}: {objective.Title} on the test split is {file:0.####} in ONNX Runtime and {model:0.####} here, worse than --tolerance {tolerance:0.####} allows; {Cause(check, request)}.";
        return check.Difference > LargestDifference && !IsRounded(check, request)
            ? $"{format}: ONNX Runtime's answers differ from the network's by {check.Difference:0.######} of the largest one: a fault of Slimfront."
            : null;
    }

    private static bool IsRounded(ExportCheck check, ExportRequest request) =>
        request.Model.Graph.Nodes.Any(n => n.Operator is FakeQuantize)
        || check.Operators.Keys.Any(k => k.StartsWith('Q'));

    private static string Cause(ExportCheck check, ExportRequest request) =>
        request.Target is ExportTarget.Vnni or ExportTarget.Arm
            ? "weights use all of 8 bits, which saturates on a processor that adds two products in 16 bits, as this one may: try --target any"
        : check.Difference > LargestDifference && !IsRounded(check, request)
            ? "the file computes otherwise than the network: a fault of Slimfront"
        : "rounding its values costs that much: search with quantization that learns (quantization: aware), or points on all values";
}
