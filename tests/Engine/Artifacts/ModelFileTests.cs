using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
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
    public void Training_state_survives_beside_the_model()
    {
        using var folder = new TemporaryFolder();
        var buffers = ImmutableSortedDictionary
            .Create<string, ReadOnlyMemory<float>>(StringComparer.Ordinal)
            .Add("momentum", new float[] { 1, float.Epsilon, -3 });
        ModelFile.Write(
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
    public void Only_values_that_are_not_zero_count_as_parameters()
    {
        Assert.That(Example(1).NonZeroParameters, Is.EqualTo(Graph.Parameters));
        var tensors = Example(1).Tensors.SetItem("conv1.bias", new float[] { 0, 1, -0f, 2 });
        Assert.That(
            (Example(1) with { Tensors = tensors }).NonZeroParameters,
            Is.EqualTo(Graph.Parameters - 2)
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
