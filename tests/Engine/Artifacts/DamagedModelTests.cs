using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tests.Artifacts;

public sealed class DamagedModelTests
{
    private static readonly ModelGraph Graph = new GraphBuilder(Shape.Of(3)).Linear(3).Build();

    [TestCase(
        "fc1.weight.mask",
        new byte[] { 0b1111, 0 },
        "fc1.weight.codes",
        TestName = "fewer bits than codes"
    )]
    [TestCase("fc1.weight.mask", new byte[] { 0xff, 0b10 }, "behind the last element")]
    [TestCase("fc1.weight.mask", new byte[] { 0xff }, "U8 [1], expected U8 [2]")]
    [TestCase("fc1.weight.codes", new byte[] { 0x88, 0x88, 0x08 }, "U8 [3], expected U8 [4]")]
    [TestCase("fc1.weight.codes", new byte[] { 0x88, 0x88, 0x88, 0x88, 0x88 }, "U8 [5], expected U8 [4]")]
    [TestCase("fc1.weight.codes", new byte[] { 0x88, 0x88, 0x88, 0x88 }, "behind the last code")]
    [TestCase("fc1.weight.codes", new byte[] { 0x18, 0x88, 0x88, 0x08 }, null)]
    [TestCase("fc1.weight.codes", new byte[] { 0x80, 0x88, 0x88, 0x08 }, "the code -8")]
    [TestCase("fc1.weight.scale", new byte[] { 0, 0, 0, 0 }, "positive")]
    [TestCase("fc1.weight.scale", new byte[] { 0, 0, 0xc0, 0x7f }, "positive")]
    [TestCase("fc1.weight.scale", new byte[] { 0, 0, 128, 63, 0, 0, 128, 63 }, "F32 [2], expected F32 [1]")]
    [TestCase("fc1.bias.zero", new byte[] { 4 }, "zero point")]
    public void A_part_that_does_not_fit_the_others_is_refused(string part, byte[] bytes, string? refusal) =>
        Check(refusal, (file, i) => file[i].Name == part ? (Resized(file[i], bytes.Length), bytes) : null);

    [TestCase("fc1.weight.mask")]
    [TestCase("fc1.weight.codes")]
    [TestCase("fc1.weight.scale")]
    [TestCase("fc1.bias.zero")]
    public void A_missing_part_is_named(string part) =>
        Check(
            $"no tensor '{part}'",
            (file, i) => file[i].Name == part ? (file[i] with { Name = "other" }, null) : null
        );

    [TestCase("fc1.weight 3x3 mask int5; fc1.bias 3 uint2", "stored as 'fc1.weight 3x3 mask int5'")]
    [TestCase("fc1.weight 3x3 mask int16", "int16")]
    [TestCase("fc1.weight 3x3 mask int32", "int32")]
    [TestCase("fc1.weight 3x2 mask int4", "the graph has no tensor 'fc1.weight 3x2'")]
    [TestCase("fc1.weight 9 mask int4", "the graph has no tensor")]
    [TestCase("other.weight 3x3 mask int4", "the graph has no tensor 'other.weight 3x3'")]
    [TestCase("fc1.weight 3x3 int4 mask", "stored as")]
    [TestCase("fc1.weight 3x3 mask int4 fancy", "stored as")]
    [TestCase("fc1.weight 3x3 mask; fc1.weight 3x3 mask", "twice")]
    [TestCase("", "stored as ''")]
    [TestCase("fc1.weight 3x3 mask", "no tensor 'fc1.weight.kept'")]
    [TestCase("fc1.weight 3x3 int4", "U8 [4], expected U8 [5]")]
    [TestCase("fc1.weight 3x3 mask int8", "U8 [4], expected U8 [7]")]
    [TestCase("fc1.weight 3x3 mask int4 channel", "F32 [1], expected F32 [3]")]
    [TestCase("fc1.weight 3x3 mask int4", "no tensor 'fc1.bias'")]
    public void A_description_that_does_not_fit_is_refused(string description, string refusal) =>
        Check(refusal, (_, _) => null, header => header.SetItem("tensors", description));

    private static StoredTensor Resized(StoredTensor tensor, int bytes) =>
        tensor with
        {
            Shape = [tensor.Type == StoredType.F32 ? bytes / 4 : bytes],
        };

    private static void Check(
        string? refusal,
        Func<ImmutableArray<StoredTensor>, int, (StoredTensor, byte[]?)?> replace,
        Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>>? texts =
            null
    )
    {
        using var folder = new TemporaryFolder();
        ModelFile.WriteReadable(folder.File("m"), Example());
        var file = File.ReadAllBytes(folder.File("m"));
        var (header, start) = SafetensorsHeader.Parse(file);
        var parts = new List<(StoredTensor Tensor, ReadOnlyMemory<byte> Bytes)>();
        for (var i = 0; i < header.Tensors.Length; i++)
        {
            var bytes = file.AsMemory(start, (int)header.Tensors[i].Bytes);
            start += bytes.Length;
            var (tensor, other) = replace(header.Tensors, i) ?? (header.Tensors[i], null);
            parts.Add((tensor, other ?? bytes));
        }
        var metadata = texts is null ? header.Metadata : texts(header.Metadata);
        SafetensorsFile.Write(
            folder.File("m"),
            new(metadata, [.. parts.Select(p => p.Tensor)]),
            [.. parts.Select(p => p.Bytes)]
        );
        if (refusal is null)
        {
            Assert.That(() => ModelFile.Read(folder.File("m")), Throws.Nothing);
            return;
        }
        Assert.That(
            () => ModelFile.Read(folder.File("m")),
            Throws
                .TypeOf<InvalidDataException>()
                .With.Message.Contains(refusal)
                .And.Message.Contains(folder.File("m"))
                .And.Message.Not.Contains("\n")
        );
    }

    // 7 of 9 weights as symmetric codes of 4 bits, three biases as affine codes of 2 bits.
    private static Model Example()
    {
        var model = PackedModels.Of(Graph, new Pcg(1));
        return model with
        {
            Tensors = model
                .Tensors.SetItem("fc1.weight", new float[] { 1, 0, 3, 4, 5, 6, 7, 0, 0 })
                .SetItem("fc1.bias", new float[] { 0, 1, -1 }),
            Masks = Model.NoMasks.Add(
                "fc1.weight",
                TensorMask.Of([true, false, true, true, true, true, true, false, true])
            ),
            Grids = Model
                .NoGrids.Add("fc1.weight", QuantizationGrid.Symmetric(4, 1))
                .Add("fc1.bias", QuantizationGrid.Affine(2, 1, 1)),
        };
    }
}
