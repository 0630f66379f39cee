using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tests.Artifacts;

public sealed class PackedFileTests
{
    private static readonly ModelGraph Graph = new GraphBuilder(Shape.Of(3)).Linear(2).Build();

    [Test]
    public void Any_masks_and_grids_survive_and_the_length_is_known_before() =>
        PackedModels.Any.Sample(
            model =>
            {
                using var folder = new TemporaryFolder();
                ModelFile.Write(folder.File("m"), model);
                var plan = StoragePlan.Of(model);
                return new FileInfo(folder.File("m")).Length == ModelFile.Length(model.Graph, plan)
                    && Same(ModelFile.Read(folder.File("m")), model);
            },
            iter: 200,
            threads: 1
        );

    [Test]
    public void A_masked_tensor_is_a_bitmap_and_the_values_that_exist()
    {
        using var folder = new TemporaryFolder();
        var mask = TensorMask.Of([true, false, true, false, false, true]);
        // A weight that exists and happens to be 0 is not a missing one.
        var model = Example([1.5f, 0, 0, 0, 0, -2]) with
        {
            Masks = Model.NoMasks.Add("fc1.weight", mask),
        };
        ModelFile.WriteReadable(folder.File("m"), model);
        var stored = Stored(folder.File("m"));
        Assert.That(stored["fc1.weight.mask"].Bytes, Is.EqualTo((byte[])[0b100101]));
        Assert.That(Floats(stored["fc1.weight.kept"].Bytes), Is.EqualTo((float[])[1.5f, 0, -2]));
        Assert.That(stored["fc1.weight.kept"].Type, Is.EqualTo("F32 [3]"));
        Assert.That(Metadata(folder.File("m"))["tensors"], Is.EqualTo("fc1.weight 2x3 mask"));
        var read = ModelFile.Read(folder.File("m"));
        Assert.That(read.Masks["fc1.weight"], Is.EqualTo(mask));
        Assert.That(read.Parameters, Is.EqualTo(3 + 2));
    }

    [Test]
    public void Codes_are_packed_from_the_lowest_bits_on_and_have_no_sign()
    {
        using var folder = new TemporaryFolder();
        // Codes 7, −7, 0, 1, −1, 3 of 4 bits, stored as 15, 1, 8, 9, 7, 11.
        var model = Example([3.5f, -3.5f, 0, 0.25f, -0.25f, 0.75f]) with
        {
            Grids = Model.NoGrids.Add("fc1.weight", QuantizationGrid.SymmetricPerChannel(4, [0.5f, 0.25f])),
        };
        ModelFile.WriteReadable(folder.File("m"), model);
        var stored = Stored(folder.File("m"));
        Assert.That(stored["fc1.weight.codes"].Bytes, Is.EqualTo((byte[])[0x1f, 0x98, 0xb7]));
        Assert.That(Floats(stored["fc1.weight.scale"].Bytes), Is.EqualTo((float[])[0.5f, 0.25f]));
        Assert.That(Metadata(folder.File("m"))["tensors"], Is.EqualTo("fc1.weight 2x3 int4 channel"));
        Assert.That(Same(ModelFile.Read(folder.File("m")), model));
    }

    // By hand: ternary digits 2, 0, 1, 1, 2 | 0 give 2 + 9 + 27 + 162 = 200 and 0; odd codes 3, −3, 1, −1, 3, 3 are 3, 0, 2, 1, 3, 3 of 2 bits;
    // codes 3, −3, 0, 1, −1, 2 of 3 bits are 7, 1, 4, 5, 3, 6, of 7 bits 67, 61, 64, 65, 63, 66, the first one in the lowest bits.
    [TestCase("ternary", new[] { 1, -1, 0, 0, 1, -1 }, new byte[] { 200, 0 })]
    [TestCase("odd2", new[] { 3, -3, 1, -1, 3, 3 }, new byte[] { 0b01_10_00_11, 0b11_11 })]
    [TestCase("int3", new[] { 3, -3, 0, 1, -1, 2 }, new byte[] { 0b00_001_111, 0b0_011_101_1, 0b11 })]
    [TestCase("int2", new[] { 1, -1, 0, 0, 1, -1 }, new byte[] { 0b10_10_01_11, 0b01_11 })]
    [TestCase("int7", new[] { 3, -3, 0, 1, -1, 2 }, new byte[] { 0xc3, 0x1e, 0x30, 0xf8, 0x13, 0x02 })]
    public void Codes_of_each_kind_are_packed_as_written_by_hand(string name, int[] codes, byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        var set = CodeSet.Named(name)!;
        var model = Example([.. codes.Select(c => c * 0.5f)]) with
        {
            Grids = Model.NoGrids.Add("fc1.weight", new(set, -1, [0.5f], [])),
        };
        ModelFile.WriteReadable(folder.File("m"), model);
        Assert.That(Stored(folder.File("m"))["fc1.weight.codes"].Bytes, Is.EqualTo(bytes));
        Assert.That(Metadata(folder.File("m"))["tensors"], Is.EqualTo($"fc1.weight 2x3 {name}"));
        Assert.That(Same(ModelFile.Read(folder.File("m")), model));
    }

    [Test]
    public void What_is_masked_and_affine_is_a_bitmap_and_the_codes_that_exist()
    {
        using var folder = new TemporaryFolder();
        // Codes 3, 0, 1, 2 of 2 bits with zero point 1: 1, −0.5, 0, 0.5.
        var model = Example([1, 0, -0.5f, 0, 0, 0.5f]) with
        {
            Masks = Model.NoMasks.Add("fc1.weight", TensorMask.Of([true, false, true, true, false, true])),
            Grids = Model.NoGrids.Add("fc1.weight", QuantizationGrid.Affine(2, 0.5f, 1)),
        };
        ModelFile.WriteReadable(folder.File("m"), model);
        var stored = Stored(folder.File("m"));
        Assert.That(stored["fc1.weight.codes"].Bytes, Is.EqualTo((byte[])[0b10_01_00_11]));
        Assert.That(stored["fc1.weight.zero"].Bytes, Is.EqualTo((byte[])[1]));
        Assert.That(Metadata(folder.File("m"))["tensors"], Is.EqualTo("fc1.weight 2x3 mask uint2"));
        Assert.That(Same(ModelFile.Read(folder.File("m")), model));
    }

    [Test]
    public void Numbers_lie_aligned_whatever_is_packed() =>
        PackedModels.Any.Sample(
            model =>
            {
                using var folder = new TemporaryFolder();
                var state = new TrainingState(
                    3,
                    1,
                    ImmutableSortedDictionary<string, ReadOnlyMemory<float>>.Empty.Add("m", new float[5])
                );
                ModelFile.WriteTraining(folder.File("m"), model, state);
                return Stored(folder.File("m"))
                        .Values.Where(t => t.Type.StartsWith("F32", StringComparison.Ordinal))
                        .All(t => t.Start % 4 == 0)
                    && Same(ModelFile.ReadTraining(folder.File("m")).Model, model);
            },
            iter: 100,
            threads: 1
        );

    [Test]
    public void A_training_that_goes_on_keeps_values_that_are_not_on_the_grid()
    {
        using var folder = new TemporaryFolder();
        var model = Example([1.23f, 0, -0.4f, 0, 0, 0.5f]) with
        {
            Masks = Model.NoMasks.Add("fc1.weight", TensorMask.Of([true, false, true, true, false, true])),
            Grids = Model.NoGrids.Add("fc1.weight", QuantizationGrid.Symmetric(8, 0.1f)),
        };
        var state = new TrainingState(3, 1, ImmutableSortedDictionary<string, ReadOnlyMemory<float>>.Empty);
        ModelFile.WriteTraining(folder.File("m"), model, state);
        Assert.That(Same(ModelFile.ReadTraining(folder.File("m")).Model, model));
        Assert.That(
            () => ModelFile.Write(folder.File("m"), model),
            Throws.TypeOf<ArgumentException>().With.Message.Contains("not on its grid")
        );
    }

    [Test]
    public void A_value_in_an_unmasked_place_survives_and_one_in_a_missing_place_is_refused()
    {
        using var folder = new TemporaryFolder();
        var model = Example([1, 2, 3, 4, 5, 6]) with
        {
            Masks = Model.NoMasks.Add("fc1.weight", TensorMask.Of([true, false, true, true, true, true])),
        };
        Assert.That(
            () => ModelFile.Write(folder.File("m"), model),
            Throws.TypeOf<ArgumentException>().With.Message.Contains("where its mask has none")
        );
    }

    private static Model Example(float[] weights)
    {
        var model = PackedModels.Of(Graph, new Pcg(1)) with { Masks = Model.NoMasks, Grids = Model.NoGrids };
        return model with { Tensors = model.Tensors.SetItem("fc1.weight", weights) };
    }

    private static bool Same(Model a, Model b) =>
        a.Graph.Equals(b.Graph)
        && a.Masks.SequenceEqual(b.Masks)
        && a.Grids.SequenceEqual(b.Grids)
        && a.Tensors.Keys.SequenceEqual(b.Tensors.Keys)
        && a.Tensors.All(t => t.Value.Span.SequenceEqual(b.Tensors[t.Key].Span));

    private static float[] Floats(byte[] bytes) =>
        [.. bytes.Chunk(4).Select(b => BinaryPrimitives.ReadSingleLittleEndian(b))];

    // As any reader of the format sees the file.
    private static Dictionary<string, (string Type, byte[] Bytes, int Start)> Stored(string path)
    {
        var (json, data) = Open(path);
        return json.EnumerateObject()
            .Where(m => m.Name != "__metadata__")
            .ToDictionary(
                m => m.Name,
                m =>
                {
                    var place = m.Value.GetProperty("data_offsets");
                    var (start, end) = (place[0].GetInt32(), place[1].GetInt32());
                    var shape = m.Value.GetProperty("shape").EnumerateArray().Select(a => a.GetInt32());
                    return (
                        $"{m.Value.GetProperty("dtype").GetString()} [{string.Join(", ", shape)}]",
                        data[start..end],
                        start
                    );
                }
            );
    }

    private static Dictionary<string, string?> Metadata(string path) =>
        Open(path)
            .Json.GetProperty("__metadata__")
            .EnumerateObject()
            .ToDictionary(m => m.Name, m => m.Value.GetString());

    private static (JsonElement Json, byte[] Data) Open(string path)
    {
        var file = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        return (
            JsonDocument.Parse(Encoding.UTF8.GetString(file, 8, length)).RootElement,
            file[(8 + length)..]
        );
    }
}
