using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tests.Artifacts;

public sealed class PackedModelTests
{
    private static readonly ModelGraph Mlp = new GraphBuilder(Shape.Of(1, 8, 8))
        .Flatten()
        .Linear(11)
        .Relu()
        .Linear(10)
        .Build();

    [Test]
    public void Both_forms_hold_the_same_model_bit_for_bit() =>
        Gen.Select(PackedModels.Any, Gen.Bool)
            .Sample(
                (random, isHeld) =>
                {
                    using var folder = new TemporaryFolder();
                    var model = isHeld ? Holding(random) : random;
                    ModelFile.Write(folder.File("packed"), model);
                    ModelFile.WriteReadable(folder.File("readable"), model);
                    var (packed, readable) = (
                        ModelFile.Read(folder.File("packed")),
                        ModelFile.Read(folder.File("readable"))
                    );
                    ModelFile.WriteReadable(folder.File("again"), packed);
                    return Same(packed, model)
                        && Same(readable, model)
                        && Bytes(folder.File("again")).SequenceEqual(Bytes(folder.File("readable")));
                },
                iter: 300,
                threads: 1
            );

    [Test]
    public void Any_safetensors_reader_opens_the_file_and_finds_one_tensor_that_is_all_of_the_data() =>
        PackedModels.Any.Sample(
            model =>
            {
                using var folder = new TemporaryFolder();
                ModelFile.Write(folder.File("m"), model);
                var file = Bytes(folder.File("m"));
                var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
                var data = file.Length - 8 - length;
                return Encoding.UTF8.GetString(file, 8, length)
                    == $$$"""{"slimfront-model":{"dtype":"U8","shape":[{{{data}}}],"data_offsets":[0,{{{data}}}]}}""";
            },
            iter: 100,
            threads: 1
        );

    [Test]
    public void A_small_network_is_the_bytes_that_are_written_down_here()
    {
        using var folder = new TemporaryFolder();
        var graph = new GraphBuilder(Shape.Of(2)).Linear(3).Build();
        // Codes 7, -7, 0, 1, -1, 3 of 4 bits are 15, 1, 8, 9, 7, 11; the first, second and last exist.
        var model = new Model(
            graph,
            new([1, 2], [0.5f, 4]),
            ImmutableSortedDictionary
                .Create<string, ReadOnlyMemory<float>>(StringComparer.Ordinal)
                .Add("fc1.weight", new float[] { 14, -14, 0, 0, 0, 6 })
                .Add("fc1.bias", new float[] { 1, 0, -2 })
        )
        {
            Masks = Model.NoMasks.Add("fc1.weight", TensorMask.Of([true, true, false, false, false, true])),
            Grids = Model.NoGrids.Add("fc1.weight", QuantizationGrid.Symmetric(4, 2)),
        };
        ModelFile.Write(folder.File("m"), model);
        byte[] expected =
        [
            .. (byte[])[3], // the version
            .. (byte[])[3, 0, 1, 2, 20, 3, 32], // three nodes: input of rank 1 and 2 features, linear to 3, output
            .. (byte[])[1, (5 << 3) | 1, 0], // one tensor has symmetric codes of 4 bits, the fifth kind, and a mask; the others are as they are
            .. Singles(1, 2, 0.5f, 4), // the normalisation
            .. (byte[])[0b100011, 0x1f, 0x0b], // the mask and the codes that exist
            .. Singles(2), // the scale
            .. Singles(1, 0, -2), // the bias
        ];
        Assert.That(Bytes(folder.File("m"))[^expected.Length..], Is.EqualTo(expected));
        Assert.That(Bytes(folder.File("m")), Has.Length.EqualTo(ModelFile.Length(model)));
        Assert.That(Same(ModelFile.Read(folder.File("m")), model));
    }

    // What is no weight, bias, scale or constant of the normalisation: the length of the header and 65 characters of it, two times
    // the digits of the content's length, a version, 13 bytes of graph, and 1 or 3 that say how tensors are stored.
    [TestCase(0, 8 + 65 + (2 * 4) + 1 + 13 + 1)]
    [TestCase(4, 8 + 65 + (2 * 3) + 1 + 13 + 3)]
    public void What_is_not_numbers_takes_under_a_hundred_bytes_of_a_small_network(int bits, int expected)
    {
        var network = new StoredGraph(Mlp, StoragePlan.Plain);
        var (graph, plan) = (Mlp, StoragePlan.Plain);
        if (bits > 0)
            (graph, plan) = new QuantizationScheme(CodeSet.Signed(bits), IsPerChannel: true).Of(network);
        Assert.That(graph.Parameters, Is.EqualTo(835));
        var weights = graph.Tensors.Where(t => t.Role == TensorRole.Weight).Sum(t => t.Elements);
        var numbers =
            bits == 0
                ? 4 * (835 + 2)
                : ((11 * 64 * bits) + 7) / 8 + ((110 * bits) + 7) / 8 + (4 * (21 + 21 + 2));
        Assert.That(weights, Is.EqualTo((11 * 64) + 110));
        Assert.That(ModelFile.Length(graph, plan) - numbers, Is.EqualTo(expected));
    }

    [Test]
    public void Any_cut_and_any_flipped_bit_is_refused_in_one_line_or_gives_a_model_of_that_length() =>
        Gen.Select(PackedModels.Any, Gen.Int[0, 9], Gen.ULong)
            .Sample(
                (model, kind, seed) =>
                {
                    using var folder = new TemporaryFolder();
                    ModelFile.Write(folder.File("m"), model);
                    var content = Content(folder.File("m"));
                    var random = new Pcg(seed);
                    for (var i = 0; i < 40; i++)
                        if (!IsReadOrRefused(folder, Damaged(content, kind, random)))
                            return false;
                    return true;
                },
                iter: 150,
                threads: 1
            );

    [Test]
    public void Every_shorter_content_is_refused()
    {
        using var folder = new TemporaryFolder();
        ModelFile.Write(folder.File("m"), PackedModels.Of(Mlp, new Pcg(3)));
        var content = Content(folder.File("m"));
        for (var length = 0; length < content.Length; length++)
            Assert.That(
                () => ModelFile.Read(Packed(folder, content[..length])),
                Throws.TypeOf<InvalidDataException>().With.Message.Not.Contains("\n"),
                $"{length}"
            );
        Refused(folder, [.. content, 0], "1 bytes follow its last tensor");
    }

    // The version, then the graph: nodes as number and attributes. 0 input, 1 conv, 3 relu, 10 linear, 16 output.
    [TestCase(new byte[] { }, "1 bytes should follow byte 0, where 0 are left")]
    [TestCase(new byte[] { 4, 2 }, "packed model of version 4; version 3 is read here")]
    [TestCase(
        new byte[] { 3, 3, 0, 1, 2, 200, 1, 32, 0 },
        "no operator has the number 100; this version knows [0-9]+,"
    )]
    [TestCase(new byte[] { 3, 200, 1, 0, 1, 2 }, "200 bytes should follow")]
    [TestCase(new byte[] { 3, 255, 255, 255, 255, 127 }, "larger than 2147483647")]
    [TestCase(new byte[] { 3, 255, 255, 255, 255, 255, 255, 1 }, "larger than 2147483647")]
    [TestCase(new byte[] { 3, 3, 0, 250, 1, 2 }, "should follow", TestName = "a rank beyond the end")]
    [TestCase(new byte[] { 3, 2, 0, 1, 2, 6 }, "starts with its input and ends with its output")]
    [TestCase(new byte[] { 3, 3, 0, 1, 2, 20, 0, 32, 0 }, "has 0 output features")]
    [TestCase(new byte[] { 3, 3, 0, 1, 2, 7, 1, 1, 9, 32, 0 }, "no earlier node")]
    [TestCase(new byte[] { 3, 3, 0, 1, 2, 7, 1, 1, 0, 32, 0 }, "no earlier node")]
    [TestCase(new byte[] { 3, 3, 0, 1, 2, 7, 6, 1, (byte)'/', 32, 0 }, "needs a name of up to 255 letters")]
    [TestCase(
        new byte[] { 3, 3, 0, 1, 2, 7, 6, 1, (byte)'\n', 32, 0 },
        @"'\\u000a' .* needs a name of up to 255"
    )]
    [TestCase(
        new byte[] { 3, 3, 0, 1, 2, 7, 6, 5, (byte)'i', (byte)'n', (byte)'p', (byte)'u', (byte)'t', 32, 0 },
        "earlier"
    )]
    [TestCase(new byte[] { 3, 3, 0, 1, 2, 6, 33, 2, 0 }, "has no numbered name")]
    [TestCase(
        new byte[] { 3, 3, 0, 1, 2, 7, 0, 32, 0 },
        "not written as graphs are",
        TestName = "unusual, but nothing is"
    )]
    [TestCase(
        new byte[] { 3, 131, 0, 0, 1, 2, 6, 32, 0 },
        "not written as graphs are",
        TestName = "a long 3"
    )]
    [TestCase(new byte[] { 3, 3, 0, 1, 2, 6, 32, 1, 16, 0 }, "1 tensors are described from the 1th of 0 on")]
    [TestCase(new byte[] { 3, 3, 0, 1, 2, 20, 1, 32, 1, 136, 6, 0 }, "no codes have the number 97")]
    [TestCase(
        new byte[] { 3, 3, 0, 1, 2, 20, 1, 32, 1, 0, 0 },
        "not written as graphs are",
        TestName = "plain said twice"
    )]
    [TestCase(
        new byte[] { 3, 3, 0, 1, 2, 20, 1, 32, 1, 4, 0 },
        "not written as graphs are",
        TestName = "per channel without codes"
    )]
    [TestCase(
        new byte[] { 3, 3, 0, 1, 2, 20, 255, 255, 255, 255, 7, 32, 0 },
        "bytes should follow",
        TestName = "a width of billions"
    )]
    public void A_head_that_cannot_be_is_refused(byte[] content, string refusal)
    {
        using var folder = new TemporaryFolder();
        Refused(folder, content, refusal);
    }

    [Test]
    public void Nodes_and_names_beyond_all_measure_are_refused()
    {
        using var folder = new TemporaryFolder();
        Refused(folder, [3, 0x81, 0x80, 4, .. new byte[70_000]], "up to 65536 nodes, not 65537");
        var points = Enumerable.Repeat((byte)30, 40);
        Refused(
            folder,
            [3, 42, 0, 1, 2, .. points, 32, 0],
            "a name of 257 characters",
            "a name of 262 characters"
        );
    }

    [Test]
    public void A_model_that_training_goes_on_from_stays_readable_and_a_finished_one_has_no_state()
    {
        using var folder = new TemporaryFolder();
        var model = PackedModels.Of(Mlp, new Pcg(5)) with { Grids = Model.NoGrids, Masks = Model.NoMasks };
        var none = ImmutableSortedDictionary<string, ReadOnlyMemory<float>>.Empty;
        ModelFile.WriteTraining(folder.File("going"), model, new(1, 2, none));
        ModelFile.Write(folder.File("done"), model);
        Assert.That(SafetensorsFile.Read(folder.File("going")).Has("fc1.bias"), Is.True);
        Assert.That(ModelFile.ReadAny(folder.File("going")).State, Is.Not.Null);
        Assert.That(ModelFile.ReadAny(folder.File("done")).State, Is.Null);
        Assert.That(Same(ModelFile.ReadAny(folder.File("done")).Model, model));
    }

    private static Model Holding(Model model)
    {
        var tensor = model.Graph.Tensors[0];
        var mask = TensorMask.Of([.. model.Tensors[tensor.Name].ToArray().Select((_, i) => i % 3 == 0)]);
        return model with { Held = Model.NoMasks.Add(tensor.Name, mask) };
    }

    private static bool Same(Model a, Model b) =>
        a.Graph.Equals(b.Graph)
        && a.Normalisation.Equals(b.Normalisation)
        && a.Masks.SequenceEqual(b.Masks)
        && a.Held.SequenceEqual(b.Held)
        && a.Grids.SequenceEqual(b.Grids)
        && a.Tensors.Keys.SequenceEqual(b.Tensors.Keys)
        && a.Tensors.All(t => Bits(t.Value).SequenceEqual(Bits(b.Tensors[t.Key])));

    private static int[] Bits(ReadOnlyMemory<float> values) =>
        [.. values.ToArray().Select(BitConverter.SingleToInt32Bits)];

    private static byte[] Damaged(byte[] content, int kind, Random random)
    {
        var at = random.Next(Math.Min(content.Length, kind < 6 ? 60 : content.Length));
        var bytes = content.ToArray();
        switch (kind % 6)
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
            case 4:
                return [.. bytes[..at], .. bytes[(at + 1)..]];
            default:
                return [.. bytes[..at], 255, 255, 255, 255, 7, .. bytes[at..]];
        }
    }

    // What is read has the length that its graph and plan say.
    private static bool IsReadOrRefused(TemporaryFolder folder, byte[] content)
    {
        Model model;
        try
        {
            model = ModelFile.Read(Packed(folder, content));
        }
        catch (InvalidDataException e)
        {
            return !e.Message.Contains('\n');
        }
        return ModelFile.Length(model) == PackedModel.FileLength(content.Length);
    }

    private static void Refused(TemporaryFolder folder, byte[] content, params string[] refusals) =>
        Assert.That(
            () => ModelFile.Read(Packed(folder, content)),
            Throws
                .TypeOf<InvalidDataException>()
                .With.Message.Matches(string.Join('|', refusals))
                .And.Message.Contains("damaged.model")
                .And.Message.Not.Contains("\n")
        );

    private static string Packed(TemporaryFolder folder, byte[] content)
    {
        var path = folder.File("damaged.model");
        var header = new SafetensorsHeader(
            ImmutableSortedDictionary<string, string>.Empty,
            [new("slimfront-model", StoredType.U8, [content.Length])]
        );
        File.WriteAllBytes(path, [.. header.ToBytes(), .. content]);
        return path;
    }

    private static byte[] Content(string path)
    {
        var file = Bytes(path);
        return file[(8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file))..];
    }

    private static byte[] Bytes(string path) => File.ReadAllBytes(path);

    private static byte[] Singles(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
