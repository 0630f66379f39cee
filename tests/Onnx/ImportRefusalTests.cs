using Google.Protobuf;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Tests.Data;
using Slimfront.Onnx.Importing;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Tests;

/// <summary>A file that cannot become a network is refused in one sentence that says what is in the way.</summary>
public sealed class ImportRefusalTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void A_file_that_is_cut_off_is_none()
    {
        var whole = File.ReadAllBytes(Good());
        for (var length = 0; length < whole.Length - 1; length += 37)
        {
            var path = _folder.File("cut.onnx");
            File.WriteAllBytes(path, whole[..length]);
            Assert.That(
                () => OnnxNetwork.Read(path),
                Throws.TypeOf<InvalidDataException>(),
                $"{length} bytes"
            );
        }
    }

    [Test]
    public void Text_is_no_network()
    {
        var path = _folder.File("text.onnx");
        File.WriteAllText(path, "this is no network at all");
        Refused(path, "no ONNX");
    }

    [Test]
    public void A_weight_that_is_no_number_is_named() =>
        Refused(
            Good(m =>
                m.Graph.Initializer.First(t => t.Name == "weight").RawData = ByteString.CopyFrom(Nans(9 * 2))
            ),
            "'weight'",
            "NaN"
        );

    [Test]
    public void A_tensor_with_too_few_numbers_is_named() =>
        Refused(
            Good(m =>
                m.Graph.Initializer.First(t => t.Name == "weight").RawData = ByteString.CopyFrom(new byte[8])
            ),
            "'weight'",
            "2 numbers"
        );

    [Test]
    public void Lengths_that_are_left_open_are_asked_for_and_taken()
    {
        var path = Good(m => m.Graph.Input[0] = ForeignFiles.Value("x", [0, 2, 0, 0]));
        Refused(path, "2×?×?", "left open");
        Assert.That(
            OnnxNetwork.Read(path, Shape.Of(2, 5, 4)).Model.Graph.Input,
            Is.EqualTo(Shape.Of(2, 5, 4))
        );
        var refusal = Assert.Throws<InvalidDataException>(() => OnnxNetwork.Read(path, Shape.Of(3, 5, 4)))!;
        Assert.That(refusal.Message, Does.Contain("2×?×?").And.Contain("3×5×4"));
    }

    [Test]
    public void Two_inputs_are_named() =>
        Refused(
            Good(m => m.Graph.Input.Add(ForeignFiles.Value("mask", [1, 2]))),
            "2 inputs",
            "'x'",
            "'mask'"
        );

    [Test]
    public void Two_outputs_are_named() =>
        Refused(Good(m => m.Graph.Output.Add(ForeignFiles.Value("map", null))), "2 outputs", "'map'");

    [Test]
    public void An_input_of_bytes_is_said() =>
        Refused(
            Good(m => m.Graph.Input[0] = ForeignFiles.Value("x", [1, 2, 6, 6], ElementType.UInt8)),
            "'x'",
            "UInt8"
        );

    [Test]
    public void A_network_that_answers_a_map_is_no_classifier() =>
        Refused(
            ForeignFiles.Write(
                _folder,
                [1, 2, 6, 6],
                l => l.Node("k", "Conv", ["x", l.Random("w", 3, 2, 1, 1)])
            ),
            "3×6×6",
            "no classifier"
        );

    [Test]
    public void Operators_that_are_not_known_are_named_with_their_nodes_and_what_is_known() =>
        Refused(
            ForeignFiles.Write(
                _folder,
                [1, 2, 6, 6],
                l =>
                    l.Node(
                        "last",
                        "LpNormalization",
                        [l.Node("first", "LRN", ["x"], LoweredAttribute.Of("size", 3))]
                    )
            ),
            "'first' (LRN)",
            "'last' (LpNormalization)",
            "BatchNormalization"
        );

    [Test]
    public void A_pool_that_finds_zeros_of_a_padding_where_values_may_be_below_is_refused() =>
        Refused(
            ForeignFiles.Write(
                _folder,
                [1, 2, 6, 6],
                l =>
                    l.Node(
                        "pool",
                        "MaxPool",
                        [
                            l.Node(
                                "pad",
                                "Pad",
                                [
                                    l.Node("k", "Conv", ["x", l.Random("w", 3, 2, 1, 1)]),
                                    l.Integers(0, 0, 1, 1, 0, 0, 1, 1),
                                ]
                            ),
                        ],
                        LoweredAttribute.Of("kernel_shape", 2, 2)
                    )
            ),
            "'pool' (MaxPool)",
            "zeros"
        );

    [Test]
    public void Weights_in_a_file_beside_it_are_read()
    {
        var (path, _) = External("weights.bin", writes: true);
        var inside = OnnxNetwork.Read(Good());
        Assert.That(
            OnnxNetwork.Read(path).Model.Tensors["conv1.weight"].ToArray(),
            Is.EqualTo(inside.Model.Tensors["conv1.weight"].ToArray())
        );
    }

    [Test]
    public void Weights_beside_it_that_are_missing_or_cut_off_are_said()
    {
        Refused(External("missing.bin", writes: false).Path, "'missing.bin'", "not beside");
        var (path, beside) = External("short.bin", writes: true);
        File.WriteAllBytes(beside, new byte[10]);
        Refused(path, "'short.bin'", "cut off");
    }

    [TestCase("../weights.bin")]
    [TestCase("/etc/hostname")]
    [TestCase("")]
    public void Weights_outside_its_folder_are_not_opened(string location) =>
        Refused(External(location, writes: false).Path, $"'{location}'", "outside");

    [Test]
    public void A_link_out_of_its_folder_is_not_followed()
    {
        var (path, beside) = External("link.bin", writes: false);
        File.CreateSymbolicLink(beside, "/etc/hostname");
        Refused(path, "'link.bin'", "outside");
    }

    private string Good(Action<ModelProto>? change = null) =>
        ForeignFiles.Write(
            _folder,
            [1, 2, 6, 6],
            l =>
                l.Node(
                    "fc",
                    "Gemm",
                    [
                        l.Node(
                            "flat",
                            "Flatten",
                            [
                                l.Node(
                                    "pool",
                                    "GlobalAveragePool",
                                    [l.Node("conv", "Conv", ["x", l.Random("weight", 1, 2, 3, 3)])]
                                ),
                            ]
                        ),
                        l.Random("head", 1, 3),
                    ]
                ),
            change
        );

    private (string Path, string Beside) External(string location, bool writes)
    {
        var beside = System.IO.Path.Combine(_folder.Path, location.Length > 0 ? location : "none");
        var path = Good(m =>
        {
            var tensor = m.Graph.Initializer.First(t => t.Name == "weight");
            if (writes)
                File.WriteAllBytes(beside, [0, 0, 0, 0, .. tensor.RawData]);
            tensor.RawData = ByteString.Empty;
            tensor.DataLocation = 1;
            tensor.ExternalData.Add(new TextEntryProto { Key = "location", Value = location });
            if (!writes)
                return;
            tensor.ExternalData.Add(new TextEntryProto { Key = "offset", Value = "4" });
            tensor.ExternalData.Add(
                new TextEntryProto { Key = "length", Value = $"{2 * 9 * sizeof(float)}" }
            );
        });
        return (path, beside);
    }

    private static byte[] Nans(int count) =>
        [.. Enumerable.Repeat(float.NaN, count).SelectMany(BitConverter.GetBytes)];

    private static void Refused(string path, params string[] because)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => OnnxNetwork.Read(path))!;
        Assert.That(refusal.Message, Does.Not.Contain('\n'));
        foreach (var part in because)
            Assert.That(refusal.Message, Does.Contain(part));
    }
}
