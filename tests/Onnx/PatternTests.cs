using Slimfront.Engine.Operators;
using Slimfront.Engine.Tests.Data;
using Slimfront.Onnx.Importing;
using Slimfront.Onnx.Writing;

namespace Slimfront.Onnx.Tests;

/// <summary>What other exporters write is read as one operator here, and answers as in ONNX Runtime.</summary>
public sealed class PatternTests
{
    private static readonly long[] Pictures = [0, 4, 6, 7];

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [TestCaseSource(nameof(Patterns))]
    public void A_pattern_is_one_operator(string kinds, object build)
    {
        var pattern = (Func<NodeList, string, string>)build;
        var network = Read(Pictures, list => Classifier(list, pattern(list, Conv(list, "x"))));
        Assert.Multiple(() =>
        {
            Assert.That(
                network.Model.Graph.Nodes.Select(n => n.Operator.Kind),
                Is.EqualTo(
                    (string[])
                        [
                            "input",
                            "conv",
                            .. kinds.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                            "global-avg-pool",
                            "flatten",
                            "linear",
                            "output",
                        ]
                )
            );
            AnswersAlike(network);
        });
    }

    private static IEnumerable<TestCaseData> Patterns()
    {
        TestCaseData Case(string name, string kinds, Func<NodeList, string, string> pattern) =>
            new TestCaseData(kinds, pattern).SetName(name);

        yield return Case(
            "Clip as a rectifier",
            "relu6",
            (l, x) => l.Node("c", "Clip", [x, Scalar(l, 0), Scalar(l, 6)])
        );
        yield return Case("Clip without end", "relu", (l, x) => l.Node("c", "Clip", [x, Scalar(l, 0)]));
        yield return Case(
            "x Sigmoid(x)",
            "silu",
            (l, x) => l.Node("m", "Mul", [l.Node("s", "Sigmoid", [x]), x])
        );
        yield return Case(
            "x HardSigmoid(x)",
            "hard-swish",
            (l, x) =>
                l.Node("m", "Mul", [x, l.Node("s", "HardSigmoid", [x], LoweredAttribute.Of("alpha", 1f / 6))])
        );
        yield return Case(
            "x Clip(x + 3) / 6",
            "hard-swish",
            (l, x) =>
                l.Node(
                    "d",
                    "Div",
                    [
                        l.Node(
                            "m",
                            "Mul",
                            [
                                x,
                                l.Node(
                                    "c",
                                    "Clip",
                                    [l.Node("a", "Add", [x, Scalar(l, 3)]), Scalar(l, 0), Scalar(l, 6)]
                                ),
                            ]
                        ),
                        Scalar(l, 6),
                    ]
                )
        );
        yield return Case(
            "x times a sixth of Clip(3 + x)",
            "hard-swish",
            (l, x) =>
                l.Node(
                    "m",
                    "Mul",
                    [
                        l.Node(
                            "d",
                            "Mul",
                            [
                                l.Node(
                                    "c",
                                    "Clip",
                                    [l.Node("a", "Add", [Scalar(l, 3), x]), Scalar(l, 0), Scalar(l, 6)]
                                ),
                                Scalar(l, 1f / 6),
                            ]
                        ),
                        x,
                    ]
                )
        );
        yield return Case(
            "Clip of a line",
            "hard-sigmoid",
            (l, x) =>
                l.Node(
                    "c",
                    "Clip",
                    [
                        l.Node("a", "Add", [l.Node("m", "Mul", [x, Scalar(l, 0.2f)]), Scalar(l, 0.5f)]),
                        Scalar(l, 0),
                        Scalar(l, 1),
                    ]
                )
        );
        yield return Case(
            "Gelu by Erf, as PyTorch writes it",
            "gelu",
            (l, x) =>
                l.Node(
                    "h",
                    "Mul",
                    [
                        l.Node(
                            "m",
                            "Mul",
                            [
                                x,
                                l.Node(
                                    "a",
                                    "Add",
                                    [
                                        l.Node(
                                            "e",
                                            "Erf",
                                            [l.Node("d", "Div", [x, Scalar(l, MathF.Sqrt(2))])]
                                        ),
                                        Scalar(l, 1),
                                    ]
                                ),
                            ]
                        ),
                        Scalar(l, 0.5f),
                    ]
                )
        );
        yield return Case(
            "A gate with its weights first",
            "global-avg-pool sigmoid gate",
            (l, x) => l.Node("m", "Mul", [l.Node("s", "Sigmoid", [l.Node("g", "GlobalAveragePool", [x])]), x])
        );
        yield return Case(
            "Groups of channels swapped",
            "channel-shuffle",
            (l, x) =>
                l.Node(
                    "r",
                    "Reshape",
                    [
                        l.Node(
                            "t",
                            "Transpose",
                            [l.Node("p", "Reshape", [x, l.Integers(-1, 2, 3, 6, 7)])],
                            LoweredAttribute.Of("perm", 0, 2, 1, 3, 4)
                        ),
                        l.Integers(-1, 6, 6, 7),
                    ]
                )
        );
        yield return Case(
            "Split and joined the other way round",
            "channel-slice channel-slice concat",
            (l, x) =>
            {
                l.Node("s", "Split", [x, l.Integers(2, 4)], LoweredAttribute.Of("axis", 1));
                l.Nodes[^1].Output.Clear();
                l.Nodes[^1].Output.AddRange(["one", "two"]);
                return l.Node("c", "Concat", ["two", "one"], LoweredAttribute.Of("axis", 1));
            }
        );
        yield return Case(
            "A constant for each channel",
            "conv",
            (l, x) => l.Node("m", "Sub", [x, l.Random("shift", 6, 1, 1)])
        );
        yield return Case(
            "A pool with the rest at its end",
            "max-pool",
            (l, x) =>
                l.Node(
                    "p",
                    "MaxPool",
                    [x],
                    LoweredAttribute.Of("kernel_shape", 3, 3),
                    LoweredAttribute.Of("strides", 2, 2),
                    LoweredAttribute.Of("ceil_mode", 1)
                )
        );
        yield return Case(
            "A mean with the rest at its end",
            "avg-pool",
            (l, x) =>
                l.Node(
                    "p",
                    "AveragePool",
                    [x],
                    LoweredAttribute.Of("kernel_shape", 2, 2),
                    LoweredAttribute.Of("strides", 2, 2),
                    LoweredAttribute.Of("ceil_mode", 1)
                )
        );
        yield return Case(
            "Padding before a convolution",
            "conv",
            (l, x) =>
                l.Node(
                    "k",
                    "Conv",
                    [
                        l.Node("p", "Pad", [x, l.Integers(0, 0, 0, 1, 0, 0, 2, 1)]),
                        l.Random("kernel", 6, 6, 3, 3),
                    ]
                )
        );
        yield return Case(
            "Padding that is the same",
            "conv",
            (l, x) =>
                l.Node(
                    "k",
                    "Conv",
                    [x, l.Random("kernel", 6, 6, 2, 3)],
                    LoweredAttribute.Of("strides", 2, 2),
                    new LoweredAttribute("auto_pad", "SAME_UPPER")
                )
        );
        yield return Case(
            "One slope for all channels",
            "prelu",
            (l, x) => l.Node("p", "PRelu", [x, l.Named("slope", [1], [0.1f])])
        );
        yield return Case("Nothing", "", (l, x) => l.Node("i", "Identity", [l.Node("d", "Dropout", [x])]));
    }

    [Test]
    public void Features_of_pictures_that_lie_channels_last_go_to_their_weights()
    {
        var network = Read(
            [1, 5, 6, 3],
            list =>
            {
                var first = list.Node("t", "Transpose", ["x"], LoweredAttribute.Of("perm", 0, 3, 1, 2));
                var conv = list.Node("k", "Conv", [first, list.Random("w", 4, 3, 2, 2)]);
                var last = list.Node(
                    "u",
                    "Transpose",
                    [list.Node("r", "Relu", [conv])],
                    LoweredAttribute.Of("perm", 0, 2, 3, 1)
                );
                var flat = list.Node("f", "Reshape", [last, list.Integers(-1, 80)]);
                return list.Node(
                    "b",
                    "Add",
                    [list.Node("m", "MatMul", [flat, list.Random("v", 80, 7)]), list.Random("c", 7)]
                );
            }
        );
        Assert.Multiple(() =>
        {
            Assert.That(network.IsChannelsLast, Is.True);
            Assert.That(network.Model.Graph.Input, Is.EqualTo(Shape.Of(3, 5, 6)));
            AnswersAlike(network);
        });
    }

    [Test]
    public void What_is_done_to_the_input_first_is_its_normalisation()
    {
        var network = Read(
            Pictures,
            list =>
                Classifier(
                    list,
                    Conv(
                        list,
                        list.Node(
                            "d",
                            "Mul",
                            [
                                list.Node(
                                    "s",
                                    "Sub",
                                    ["x", list.Named("mean", [1, 4, 1, 1], [0.5f, 0.25f, 0, 1])]
                                ),
                                list.Named("inverse", [4, 1, 1], [4, 2, 1, 0.5f]),
                            ]
                        )
                    )
                )
        );
        Assert.Multiple(() =>
        {
            Assert.That(network.HasNormalisation, Is.True);
            Assert.That(network.Model.Normalisation.Mean, Is.EqualTo((float[])[0.5f, 0.25f, 0, 1]));
            Assert.That(network.Model.Normalisation.Deviation, Is.EqualTo((float[])[0.25f, 0.5f, 1, 2]));
            AnswersAlike(network);
        });
    }

    [Test]
    public void Logits_that_are_maps_of_one_pixel_and_a_softmax_behind_them_are_read()
    {
        var network = Read(
            [2, 4, 6, 7],
            list =>
                list.Node(
                    "p",
                    "Softmax",
                    [
                        list.Node(
                            "f",
                            "Squeeze",
                            [
                                list.Node(
                                    "g",
                                    "ReduceMean",
                                    [Conv(list, "x")],
                                    LoweredAttribute.Of("axes", -1, -2)
                                ),
                                list.Integers(2, 3),
                            ]
                        ),
                    ],
                    LoweredAttribute.Of("axis", 1)
                )
        );
        Assert.Multiple(() =>
        {
            Assert.That(network.Dropped, Is.EqualTo("Softmax"));
            Assert.That(network.Batch, Is.EqualTo(2));
            Assert.That(network.Model.Graph.Outputs, Is.EqualTo(6));
            AnswersAlike(network);
        });
    }

    private static string Conv(NodeList list, string input) =>
        list.Node("conv", "Conv", [input, list.Random("weight", 6, 4, 1, 1), list.Random("bias", 6)]);

    private static string Classifier(NodeList list, string map)
    {
        var flat = list.Node("flat", "Flatten", [list.Node("pool", "GlobalAveragePool", [map])]);
        return list.Node("fc", "Gemm", [flat, list.Random("head", 6, 3), list.Random("shift3", 3)]);
    }

    private static string Scalar(NodeList list, float value) => list.Constant([], value);

    private OnnxNetwork Read(long[] input, Func<NodeList, string> build) =>
        OnnxNetwork.Read(ForeignFiles.Write(_folder, input, build));

    private static void AnswersAlike(OnnxNetwork network)
    {
        var check = ImportCheck.OnRandomInputs(network, examples: 6, seed: 1);
        Assert.That(check.Difference, Is.LessThan(1e-5 * Math.Max(1, check.Largest)));
    }
}
