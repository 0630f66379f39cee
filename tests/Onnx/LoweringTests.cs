using CsCheck;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tests.Artifacts;
using Slimfront.Onnx.Running;
using Slimfront.Onnx.Writing;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Onnx.Tests;

/// <summary>What ONNX Runtime computes of a written file is what the network computes here.</summary>
public sealed class LoweringTests
{
    private const int Examples = 3;

    // With variances that there can be: of others runtimes make what they like.
    private static readonly Gen<Model> Models = PackedModels.Any.Select(model =>
        model
            .Graph.Tensors.Where(t => t.Role == TensorRole.RunningVariance)
            .Aggregate(
                model,
                (m, t) =>
                    m with
                    {
                        Tensors = m.Tensors.SetItem(
                            t.Name,
                            m.Tensors[t.Name].ToArray().Select(v => Math.Abs(v) + 0.5f).ToArray()
                        ),
                        Grids = m.Grids.Remove(t.Name),
                        Masks = m.Masks.Remove(t.Name),
                    }
            )
    );

    [Test]
    public void A_written_network_computes_the_same_in_onnx_runtime() =>
        Models.Sample(
            model => Assert.That(Difference(model, new SingleStorage()), Is.LessThan(1e-4)),
            iter: 40
        );

    [Test]
    public void Codes_of_all_widths_give_the_same_network() =>
        Models.Sample(
            model => Assert.That(Difference(model, new CodeStorage(model)), Is.LessThan(1e-4)),
            iter: 40
        );

    [Test]
    public void Codes_packed_for_old_runtimes_give_the_same_network() =>
        Models.Sample(
            model => Assert.That(Difference(model, new ByteStorage()), Is.LessThan(1e-4)),
            iter: 40
        );

    [Test]
    public void Codes_as_numbers_of_8_bits_give_the_same_network() =>
        Models.Sample(
            model =>
                Assert.That(Difference(model, new CodeStorage(model) { IsWhole = true }), Is.LessThan(1e-4)),
            iter: 20
        );

    [TestCaseSource(nameof(Sets))]
    public void Every_set_of_codes_has_a_form(string codes, bool isMasked)
    {
        var graph = new GraphBuilder(Shape.Of(2, 5, 5)).Conv(5).Flatten().Linear(3).Build();
        var random = new Pcg(7);
        var model = PackedModels.Of(graph, random) with { Grids = Model.NoGrids, Masks = Model.NoMasks };
        foreach (var tensor in graph.Tensors.Where(t => t.Role == TensorRole.Weight))
        {
            var set = CodeSet.Named(codes)!;
            var grid = new QuantizationGrid(
                set,
                0,
                [.. Enumerable.Range(0, (int)tensor.Shape[0]).Select(c => 0.1f + (c * 0.01f))],
                set.IsSymmetric ? [] : [.. Enumerable.Repeat(1, (int)tensor.Shape[0])]
            );
            var values = grid.Round(model.Tensors[tensor.Name].Span);
            if (isMasked)
            {
                var mask = TensorMask.Of([.. values.Select((_, i) => i % 3 > 0)]);
                values = mask.Spread<float>(mask.Pick<float>(values));
                model = model with { Masks = model.Masks.Add(tensor.Name, mask) };
            }
            model = model with
            {
                Grids = model.Grids.Add(tensor.Name, grid),
                Tensors = model.Tensors.SetItem(tensor.Name, values),
            };
        }
        Assert.Multiple(() =>
        {
            Assert.That(Difference(model, new CodeStorage(model)), Is.LessThan(1e-5));
            Assert.That(Difference(model, new ByteStorage()), Is.LessThan(1e-5));
        });
    }

    private static IEnumerable<object[]> Sets() =>
        CodeSet.All.SelectMany(s =>
            (object[][])
                [
                    [s.Name, false],
                    [s.Name, true],
                ]
        );

    [TestCase(8, false)]
    [TestCase(8, true)]
    [TestCase(4, false)]
    [TestCase(2, true)]
    public void A_rounded_value_is_rounded_in_the_same_way(int bits, bool isSymmetric)
    {
        var graph = new GraphBuilder(Shape.Of(30)).Then("point", new FakeQuantize(bits, isSymmetric)).Build();
        var model = PackedModels.Of(graph, new Pcg(3));
        model = model with
        {
            Normalisation = new([.. new float[30]], [.. Enumerable.Repeat(1f, 30)]),
            Grids = Model.NoGrids,
            Masks = Model.NoMasks,
            Tensors = model
                .Tensors.SetItem(graph.Tensors[0].Name, new[] { -1.3f })
                .SetItem(graph.Tensors[1].Name, new[] { 2.1f }),
        };
        Assert.Multiple(() =>
        {
            Assert.That(Difference(model, new SingleStorage()), Is.Zero);
            Assert.That(Difference(model, new CodeStorage(model) { IsWhole = true }), Is.Zero);
        });
    }

    [Test]
    public void The_answer_of_an_ensemble_is_the_mean_of_probabilities()
    {
        var member = new GraphBuilder(Shape.Of(1, 4, 4)).Conv(3).Relu().Flatten().Linear(4).Build();
        var model = PackedModels.Of(SideBySide.Ensemble(member, member, member), new Pcg(11));
        Assert.That(
            Difference(model with { Normalisation = new([0], [1]) }, new SingleStorage()),
            Is.LessThan(1e-5)
        );
    }

    // By the largest answer.
    private static double Difference(Model model, ITensorStorage storage)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, OnnxWriter.Write(model, storage, []).ToByteArray());
            return Difference(model, path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double Difference(Model model, string path)
    {
        var random = new Pcg(5);
        var size = model.Graph.Input.Elements;
        float[] raw = [.. Enumerable.Range(0, Examples * size).Select(_ => random.NextSingle() * 4 - 2)];
        long[] shape = [Examples, .. model.Graph.Input.Dimensions.Select(d => (long)d)];
        using var session = new OnnxSession(path, GraphOptimizationLevel.ORT_DISABLE_ALL);
        var theirs = session.Run(raw, shape);
        var perChannel = size / model.Graph.Input.Channels;
        float[] normalised =
        [
            .. raw.Select(
                (v, i) =>
                    (v - model.Normalisation.Mean[i % size / perChannel])
                    / model.Normalisation.Deviation[i % size / perChannel]
            ),
        ];
        using var network = new Network(model, CPU);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var ours = FlatBuffer.Read(
            network.Forward(tensor(normalised).reshape(shape), training: false).Answers
        );
        Assert.That(theirs, Has.Length.EqualTo(ours.Length));
        return ours.Zip(theirs, (a, b) => Math.Abs(a - (double)b)).Max() / Math.Max(ours.Max(Math.Abs), 1);
    }
}
