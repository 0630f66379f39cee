using System.Collections.Immutable;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Artifacts;

/// <summary>Puts tensors together again from the parts that <see cref="TensorPart"/> describes.</summary>
internal sealed class TensorReader(
    SafetensorsFile file,
    ImmutableDictionary<string, TensorEncoding> encodings
)
{
    private readonly ImmutableSortedDictionary<string, TensorMask>.Builder _masks = Model.NoMasks.ToBuilder();
    private readonly ImmutableSortedDictionary<string, TensorMask>.Builder _held = Model.NoMasks.ToBuilder();
    private readonly ImmutableSortedDictionary<string, QuantizationGrid>.Builder _grids =
        Model.NoGrids.ToBuilder();

    /// <summary>The masks that were met so far.</summary>
    public ImmutableSortedDictionary<string, TensorMask> Masks => _masks.ToImmutable();

    /// <summary>What training holds, as far as it was met.</summary>
    public ImmutableSortedDictionary<string, TensorMask> Held => _held.ToImmutable();

    /// <summary>The grids that were met so far.</summary>
    public ImmutableSortedDictionary<string, QuantizationGrid> Grids => _grids.ToImmutable();

    /// <summary>The values of a tensor.</summary>
    /// <exception cref="InvalidDataException">A part is missing, damaged, or does not fit the others.</exception>
    public ReadOnlyMemory<float> Read(TensorSpec tensor)
    {
        if (!encodings.TryGetValue(tensor.Name, out var encoding))
            return file.Singles(tensor.Name, tensor.Shape.AsSpan());
        var mask = encoding.Storage.IsMasked ? ReadMask(tensor, TensorPart.Mask) : null;
        if (mask is not null)
            _masks.Add(tensor.Name, mask);
        if (encoding.Storage.IsHeld)
            _held.Add(tensor.Name, ReadMask(tensor, TensorPart.Held));
        var grid = encoding.Storage.IsQuantized ? ReadGrid(tensor, encoding.Storage) : null;
        if (grid is not null)
            _grids.Add(tensor.Name, grid);
        if (grid is not null && !encoding.IsOpen)
            return Decode(tensor, grid, mask);
        if (mask is null)
            return file.Singles(tensor.Name, tensor.Shape.AsSpan());
        return mask.Spread<float>(file.Singles(tensor.Name + TensorPart.Kept, mask.Kept));
    }

    private TensorMask ReadMask(TensorSpec tensor, string part)
    {
        var name = tensor.Name + part;
        var bitmap = file.Bytes(name, BitPacking.Bytes(tensor.Elements, 1)).Span;
        return BitPacking.EndsClean(bitmap, 1, tensor.Elements)
            ? TensorMask.Of(bitmap, (int)tensor.Elements)
            : throw file.Damaged($"'{name}' has bits behind the last element");
    }

    private QuantizationGrid ReadGrid(TensorSpec tensor, TensorStorage storage)
    {
        var count = QuantizationGrid.ScalesFor(tensor.Shape, storage.Axis);
        var zeros = storage.Codes!.IsSymmetric
            ? []
            : file.Bytes(tensor.Name + TensorPart.Zero, count).ToArray();
        var grid = new QuantizationGrid(
            storage.Codes,
            storage.Axis,
            [.. file.Singles(tensor.Name + TensorPart.Scale, count)],
            [.. zeros.Select(z => (int)z)]
        );
        return grid.ProblemFor(tensor.Shape) is { } problem
            ? throw file.Damaged($"the grid of '{tensor.Name}': {problem}")
            : grid;
    }

    private float[] Decode(TensorSpec tensor, QuantizationGrid grid, TensorMask? mask)
    {
        var (name, elements) = (tensor.Name + TensorPart.Codes, (int)tensor.Elements);
        var count = mask?.Kept ?? elements;
        var codes = Codes(name, grid.Codes, count);
        var values = new float[elements];
        var next = 0;
        for (var i = 0; i < elements; i++)
        {
            if (mask is not null && !mask[i])
                continue;
            values[i] = grid.Decode(codes[next++], grid.ChannelOf(i, elements));
        }
        return values;
    }

    private int[] Codes(string name, CodeSet codes, int count)
    {
        try
        {
            return codes.Unpack(file.Bytes(name, codes.Bytes(count)).Span, count);
        }
        catch (FormatException e)
        {
            throw file.Damaged($"'{name}' has {e.Message}");
        }
    }
}
