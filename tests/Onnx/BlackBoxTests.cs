using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Recipes;
using Slimfront.Engine.Tests.Data;
using Slimfront.Onnx.Importing;
using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Onnx.Tests;

/// <summary>A network that becomes no graph teaches by its answers alone: ONNX in ONNX Runtime, TorchScript in libtorch.</summary>
/// <remarks>It normalises the 64 values of a digit to mean 0 and deviation 1, then multiplies them with known weights.</remarks>
public sealed class BlackBoxTests
{
    private const int Outputs = 10;
    private static readonly Shape Digit = Shape.Of(1, 8, 8);
    private static readonly string Script = Path.Combine(
        TestContext.CurrentContext.TestDirectory,
        "normalised.pt"
    );

    private readonly TemporaryFolder _folder = new();
    private readonly StageBench _bench = new(typeof(OnnxFiles).Assembly);
    private readonly Pipeline _pipeline = Pipeline.Of(typeof(OnnxFiles).Assembly);

    [OneTimeTearDown]
    public void CleanUp()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    [TestCase(0, false, "")]
    [TestCase(1, false, "Softmax")]
    [TestCase(3, false, "")]
    [TestCase(0, true, "LogSoftmax")]
    [TestCase(3, true, "Softmax")]
    public void An_ONNX_file_answers_logits_however_many_examples_it_takes(int batch, bool isLast, string end)
    {
        var format = new OnnxFiles();
        var brought = format.Read(Onnx(batch, isLast, end), Digit);
        Assert.That(brought.SaysNormalisation, Is.False);
        Assert.That(brought.Unread, Does.Contain("LayerNormalization"));
        AnswersAsComputed(format, brought.Model);
    }

    [Test]
    public void A_TorchScript_file_answers_as_its_program_does()
    {
        var format = new TorchScriptFiles();
        Assert.That(format.Recognises(Script), Is.True);
        AnswersAsComputed(format, format.Read(Script, Digit).Model);
        Assert.That(
            () => format.Read(Script, Shape.Of(1, 7, 7)),
            Throws.TypeOf<InvalidDataException>().With.Message.Not.Contains("\n")
        );
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(6)]
    [TestCase(11)]
    public void Its_file_is_kept_to_the_byte(int length)
    {
        byte[] file = [.. Enumerable.Range(0, length).Select(i => (byte)(0xFF - i))];
        var path = _folder.File($"{length}.model");
        ModelFile.Write(path, BlackBoxes.Of("onnx", file, Digit, Outputs));
        var read = ModelFile.Read(path);
        Assert.That(BlackBoxes.FileOf(read), Is.EqualTo(file));
        Assert.That(BlackBoxes.In(read.Graph), Is.EqualTo(new BlackBox("onnx", length, Outputs)));
    }

    [TestCase("onnx")]
    [TestCase("torchscript")]
    public void It_is_measured_and_a_student_learns_from_it(string form)
    {
        var data = DataSources.Of().Load(StageBench.DataSettings);
        var (format, path) =
            form == "onnx"
                ? ((INetworkFormat)new OnnxFiles(), Onnx(0, isLast: false, ""))
                : (new TorchScriptFiles(), Script);
        var file = _folder.File($"{form}.model");
        ModelFile.Write(file, format.Read(path, Digit).Model with { Normalisation = data.Normalisation });

        _bench.Run("measure", "split=validation", ("model", file));
        var measured = _bench.Measures!.Values;
        Assert.That(measured.Values.Keys, Does.Contain("accuracy").And.Contain("bytes"));
        Assert.That(measured.Values.Keys, Does.Not.Contain("macs").And.Not.Contain("parameters"));

        var answers = AnswerFile.Read(
            _bench.Run("soft-labels", "", ("teacher", file)),
            data.Split.Train.Length,
            Outputs
        );
        var first = new float[64];
        data.Normalisation.Apply(data.Values.Span.Slice(data.Split.Train[0] * 64, 64), first);
        Assert.That(answers.AsSpan(0, Outputs).ToArray(), Is.EqualTo(Computed(first)).Within(1e-4));

        const string Student =
            "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.2 ";
        var distilled = _bench.Run(
            "distil",
            Student
                + "training.batch=64 training.optimizer=sgd training.learning-rate=0.05 training.schedule=cosine training.epochs=1 "
                + "training.augment.shift=1 loss=soft-target from=0 to=1",
            ("teacher", file)
        );
        Assert.That(ModelFile.Read(distilled).Graph.Outputs, Is.EqualTo(Outputs));
    }

    [Test]
    public void A_study_offers_what_answers_alone_allow_and_says_so()
    {
        var spec = _pipeline.Resolve(Study(Onnx(0, isLast: false, "")));
        Assert.That(spec.Data!.Warnings, Has.One.Contains("by its answers alone"));
        var space = _pipeline.Space(spec);
        Assert.That(space.Find("student")!.Parameter.Contains(Value.Of("own")), Is.False);
        Assert.That(
            space.Find("teaching.distil.features")!.Parameter.Contains(Value.Of("compared")),
            Is.False
        );
        var teacher = _pipeline.Teacher(spec)!;
        Assert.That(teacher.Stages.Select(s => s.Operation), Is.EqualTo((string[])["import", "measure"]));
        Assert.That(teacher.Prediction.Keys, Is.EqualTo((string[])["bytes"]));
    }

    [TestCase("teacher.epochs", "2", "'teacher.epochs' is 2", "LayerNormalization")]
    [TestCase("teacher.head", "replace", "'teacher.head' is 'replace'", "(black-box)")]
    public void What_it_cannot_do_is_refused_in_one_line(string key, string value, string said, string why) =>
        Assert.That(
            () => _pipeline.Resolve(Study(Onnx(0, isLast: false, ""), (key, Value.Parse(value)))),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(said).And.Message.Contains(why)
        );

    [Test]
    public void What_is_not_known_of_it_cannot_be_an_objective() =>
        Assert.That(
            () =>
                _pipeline.Resolve(
                    Study(Onnx(0, isLast: false, "")) with
                    {
                        Objectives = [Objective.Accuracy, Objective.Macs],
                    }
                ),
            Throws.TypeOf<UserErrorException>().With.Message.StartsWith("'macs' of the teacher is not known")
        );

    private static StudySpec Study(string file, params (string, Value)[] more) =>
        new()
        {
            Settings = Configuration.Of([
                ("teacher.file", Value.Of(file)),
                ("data.normalisation", Value.Of("none")),
                .. more,
            ]),
        };

    private static void AnswersAsComputed(INetworkFormat format, Engine.Artifacts.Model model)
    {
        const int Examples = 5;
        var inputs = new float[Examples * 64];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = (i * 37 % 101 / 50f) - 1;
        using var running = format.Open(BlackBoxes.FileOf(model), model.Graph.Input);
        var answers = running.Answer(inputs, Examples);
        Assert.That(answers, Is.EqualTo(inputs.Chunk(64).SelectMany(Computed).ToArray()).Within(1e-4));
    }

    private static float Weight(int output, int place) => (((output + 1) * (place % 7)) - 9) / 100f;

    private static float[] Computed(float[] digit)
    {
        var mean = digit.Average(v => (double)v);
        var deviation = Math.Sqrt(digit.Average(v => (v - mean) * (v - mean)) + 1e-5);
        return
        [
            .. Enumerable
                .Range(0, Outputs)
                .Select(o => (float)digit.Select((v, i) => (v - mean) / deviation * Weight(o, i)).Sum()),
        ];
    }

    private string Onnx(int batch, bool isLast, string end) =>
        ForeignFiles.Write(
            _folder,
            isLast ? [batch, 8, 8, 1] : [batch, 1, 8, 8],
            list =>
            {
                var picture = isLast
                    ? list.Node("turned", "Transpose", ["x"], LoweredAttribute.Of("perm", 0, 3, 1, 2))
                    : "x";
                var flat = list.Node("flat", "Flatten", [picture]);
                var normal = list.Node(
                    "normal",
                    "LayerNormalization",
                    [
                        flat,
                        list.Named("scale", [64], [.. Enumerable.Repeat(1f, 64)]),
                        list.Named("shift", [64], new float[64]),
                    ]
                );
                var weights = new float[64 * Outputs];
                for (var i = 0; i < weights.Length; i++)
                    weights[i] = Weight(i % Outputs, i / Outputs);
                var last = list.Node(
                    "last",
                    "MatMul",
                    [normal, list.Named("weight", [64, Outputs], weights)]
                );
                return end.Length == 0 ? last : list.Node("end", end, [last]);
            }
        );
}
