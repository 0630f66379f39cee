using System.Collections.Immutable;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Artifacts;

/// <summary>One of the stored tensors that make up a tensor of a graph.</summary>
/// <remarks>
/// "w" for all values; for a masked tensor "w.mask", a bit per element, and "w.kept", the values that exist; "w.held", a bit per element, where training holds some; for a quantized
/// one "w.codes", packed, of those that exist, "w.scale", and "w.zero" where affine. A symmetric code c of b bits is stored as
/// c + 2ᵇ⁻¹, of the odd ones as (c + 3)/2, a ternary one as c + 1; an affine one as it is.
/// </remarks>
/// <param name="Tensor">The tensor of the graph.</param>
/// <param name="Suffix">Which part of it: empty for all of it.</param>
/// <param name="Stored">Name, type and shape.</param>
internal sealed record TensorPart(TensorSpec Tensor, string Suffix, StoredTensor Stored)
{
    public const string Mask = ".mask";
    public const string Held = ".held";
    public const string Kept = ".kept";
    public const string Codes = ".codes";
    public const string Scale = ".scale";
    public const string Zero = ".zero";

    /// <summary>The parts of a tensor, a mask first.</summary>
    public static IEnumerable<TensorPart> Of(TensorSpec tensor, TensorStorage storage, bool isOpen)
    {
        TensorPart Part(string suffix, StoredType type, params ImmutableArray<long> shape) =>
            new(tensor, suffix, new(tensor.Name + suffix, type, shape));

        var count = storage.IsMasked
            ? storage.Kept
                ?? throw new ArgumentException($"How much of '{tensor.Name}' is kept?", nameof(storage))
            : tensor.Elements;
        if (storage.IsMasked)
            yield return Part(Mask, StoredType.U8, BitPacking.Bytes(tensor.Elements, 1));
        if (storage.IsHeld)
            yield return Part(Held, StoredType.U8, BitPacking.Bytes(tensor.Elements, 1));
        if (storage.IsQuantized && !isOpen)
            yield return Part(Codes, StoredType.U8, storage.Bytes(count));
        else if (storage.IsMasked)
            yield return Part(Kept, StoredType.F32, count);
        else
            yield return Part("", StoredType.F32, tensor.Shape);
        if (!storage.IsQuantized)
            yield break;
        var scales = QuantizationGrid.ScalesFor(tensor.Shape, storage.Axis);
        yield return Part(Scale, StoredType.F32, scales);
        if (storage.Codes is { IsSymmetric: false })
            yield return Part(Zero, StoredType.U8, scales);
    }

    /// <summary>The part's bytes.</summary>
    public ReadOnlyMemory<byte> Content(Model model)
    {
        var values = model.Tensors[Tensor.Name];
        return Suffix switch
        {
            Mask => model.Masks[Tensor.Name].Bitmap,
            Held => model.Held[Tensor.Name].Bitmap,
            Kept => ModelLayout.Bytes(model.Masks[Tensor.Name].Pick(values.Span)),
            Codes => PackedCodes(
                values.Span,
                model.Grids[Tensor.Name],
                model.Masks.GetValueOrDefault(Tensor.Name)
            ),
            Scale => ModelLayout.Bytes(model.Grids[Tensor.Name].Scales.AsMemory()),
            Zero => model.Grids[Tensor.Name].ZeroPoints.Select(z => (byte)z).ToArray(),
            _ => ModelLayout.Bytes(values),
        };
    }

    private byte[] PackedCodes(ReadOnlySpan<float> values, QuantizationGrid grid, TensorMask? mask)
    {
        var codes = new int[values.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            if (mask is not null && !mask[i])
                continue;
            var channel = grid.ChannelOf(i, codes.Length);
            var code = grid.Encode(values[i], channel);
            if (grid.Decode(code, channel) != values[i])
                throw new ArgumentException(
                    $"Element {i} of '{Tensor.Name}' is {values[i]:R}, which is not on its grid.",
                    nameof(values)
                );
            codes[i] = code;
        }
        return grid.Codes.Pack(mask is null ? codes : mask.Pick<int>(codes));
    }
}
