using System.Collections.Immutable;
using System.Security.Cryptography;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tests.Data;

namespace Slimfront.Engine.Tests.Artifacts;

public sealed class ModelFileTests
{
    private static readonly ModelGraph Graph = new GraphBuilder(Shape.Of(2, 8, 8))
        .Conv(4)
        .BatchNorm()
        .Relu()
        .MaxPool()
        .Flatten()
        .Linear(3)
        .Build();

    [Test]
    public void A_model_survives_and_its_length_is_known_from_its_graph()
    {
        using var folder = new TemporaryFolder();
        var model = Example(1);
        ModelFile.Write(folder.File("m"), model);
        var read = ModelFile.Read(folder.File("m"));
        Assert.That(read.Graph, Is.EqualTo(Graph));
        Assert.That(read.Normalisation, Is.EqualTo(model.Normalisation));
        foreach (var tensor in Graph.Tensors)
            Assert.That(
                read.Tensors[tensor.Name].ToArray(),
                Is.EqualTo(model.Tensors[tensor.Name].ToArray())
            );
        Assert.That(new FileInfo(folder.File("m")).Length, Is.EqualTo(ModelFile.Length(Graph)));
    }

    [Test]
    public void Values_do_not_change_the_length()
    {
        using var folder = new TemporaryFolder();
        ModelFile.Write(folder.File("small"), Example(1e-20f));
        ModelFile.Write(folder.File("large"), Example(-12345.678f));
        Assert.That(
            new FileInfo(folder.File("small")).Length,
            Is.EqualTo(new FileInfo(folder.File("large")).Length)
        );
    }

    [Test]
    public void Whatever_bit_of_the_header_flips_the_file_is_read_or_refused_as_damaged()
    {
        using var folder = new TemporaryFolder();
        var buffers = ImmutableSortedDictionary
            .Create<string, ReadOnlyMemory<float>>(StringComparer.Ordinal)
            .Add("momentum", new float[] { 1, 2, 3 });
        ModelFile.WriteTraining(folder.File("m"), Example(1), new(5, 0.1f, buffers));
        var whole = File.ReadAllBytes(folder.File("m"));
        var (_, length) = SafetensorsHeader.Parse(whole);
        var refused = 0;
        for (var bit = 0; bit < length * 8; bit++)
        {
            whole[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(folder.File("m"), whole);
            whole[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                _ = ModelFile.ReadTraining(folder.File("m"));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Bit {bit % 8} of byte {bit / 8}: {e}");
            }
        }
        Assert.That(refused, Is.GreaterThan(length * 4));
    }

    [Test]
    public void Training_state_survives_beside_the_model()
    {
        using var folder = new TemporaryFolder();
        var buffers = ImmutableSortedDictionary
            .Create<string, ReadOnlyMemory<float>>(StringComparer.Ordinal)
            .Add("momentum", new float[] { 1, float.Epsilon, -3 });
        ModelFile.WriteTraining(
            folder.File("m"),
            Example(1),
            new(12345678901, 0.1f, buffers),
            KeyValuePair.Create("stage", "abc")
        );
        var (model, state, metadata) = ModelFile.ReadTraining(folder.File("m"));
        Assert.That(model.Graph, Is.EqualTo(Graph));
        Assert.That((state.Step, state.LossSum), Is.EqualTo((12345678901, 0.1f)));
        Assert.That(state.Buffers["momentum"].ToArray(), Is.EqualTo((float[])[1, float.Epsilon, -3]));
        Assert.That(metadata["stage"], Is.EqualTo("abc"));
    }

    [Test]
    public void A_file_without_training_state_cannot_be_continued()
    {
        using var folder = new TemporaryFolder();
        ModelFile.Write(folder.File("m"), Example(1));
        Assert.That(() => ModelFile.ReadTraining(folder.File("m")), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Every_number_that_is_not_masked_away_is_a_parameter()
    {
        var tensors = Example(1).Tensors.SetItem("conv1.bias", new float[] { 0, 1, -0f, 2 });
        var model = Example(1) with { Tensors = tensors };
        Assert.That(model.Parameters, Is.EqualTo(Graph.Parameters));
        var masks = Model.NoMasks.Add("conv1.bias", TensorMask.Of([false, true, true, true]));
        Assert.That((model with { Masks = masks }).Parameters, Is.EqualTo(Graph.Parameters - 1));
    }

    // The first is what version 1 of the format wrote; other bytes in the second mean that artifacts would be made again.
    [Test]
    public void The_bytes_of_a_plain_model_are_pinned()
    {
        using var folder = new TemporaryFolder();
        ModelFile.WriteReadable(folder.File("m"), Example(1.5f));
        Assert.That(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder.File("m")))),
            Is.EqualTo("c2ad8a45f6657cbb5f418e2aa1ba7ffd11032d3d9fd914df51064cf1458e3ce9")
        );
    }

    private static Model Example(float value) =>
        new(
            Graph,
            new Normalisation([value, 2], [3, value]),
            Graph.Tensors.ToImmutableSortedDictionary(
                t => t.Name,
                t => (ReadOnlyMemory<float>)Enumerable.Repeat(value, (int)t.Elements).ToArray(),
                StringComparer.Ordinal
            )
        );
}
