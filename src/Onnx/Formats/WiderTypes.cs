using Slimfront.Engine.Artifacts;
using Slimfront.Onnx.Writing;

namespace Slimfront.Onnx.Formats;

/// <summary>Says which codes take more room in ONNX than in a model's own file.</summary>
internal static class WiderTypes
{
    public static IEnumerable<string> Notes(Model model)
    {
        var wider = model
            .Graph.Tensors.Where(t => model.Grids.ContainsKey(t.Name))
            .Select(t => (Codes: model.Grids[t.Name].Codes, StoredCodes.Of(model, t).Bits))
            .Where(t => t.Codes.Bits != t.Bits)
            .Distinct();
        foreach (var (codes, bits) in wider)
            yield return $"ONNX has no type for codes '{codes.Name}': they take {bits} bits each.";
        if (!model.Masks.IsEmpty)
            yield return "Missing weights are written as zeros: ONNX has no masks, so the file is larger than the model's own.";
    }
}
