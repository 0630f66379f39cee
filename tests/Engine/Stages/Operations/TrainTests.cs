using System.Text;
using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Stages;
using Slimfront.Search.Execution;

namespace Slimfront.Engine.Tests.Stages.Operations;

public sealed class TrainTests
{
    private const string Mlp = "model.family=mlp model.family.mlp.depth=1 model.family.mlp.width=0.25 ";
    private const string Cnn =
        "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.25 ";

    private const string Sgd =
        "training.batch=64 training.optimizer=sgd training.optimizer.sgd.momentum=0.9 training.optimizer.sgd.nesterov=on "
        + "training.learning-rate=0.05 training.weight-decay=0.0005 training.schedule=cosine training.warm-up=0.1 training.label-smoothing=0.1 ";

    private const string Adam =
        "training.batch=64 training.optimizer=adam training.learning-rate=0.003 training.schedule=step ";

    private readonly StageBench _bench = new();

    [OneTimeTearDown]
    public void CleanUp() => _bench.Dispose();

    [Test]
    public void A_trained_network_recognises_digits_and_its_file_has_the_predicted_length()
    {
        var model = _bench.Run("train", Cnn + Sgd + "training.epochs=8 from=0 to=8");
        Assert.That(new FileInfo(model).Length, Is.EqualTo(ModelFile.Length(ModelFile.Read(model).Graph)));
        _bench.Run("measure", "split=validation", ("model", model));
        Assert.That(_bench.Measures!.Values["accuracy"], Is.GreaterThan(0.9));
    }

    [Test]
    public void The_same_stage_gives_the_same_bytes_and_another_seed_gives_others()
    {
        const string parameters = Mlp + Adam + "training.epochs=2 from=0 to=2";
        var first = File.ReadAllBytes(_bench.Run("train", parameters));
        Assert.That(File.ReadAllBytes(_bench.Run("train", parameters)), Is.EqualTo(first));
        var other = _bench.Stage("train", parameters) with { Seed = 8 };
        var output = _bench.Run(other, new SilentMonitor(), _bench.NewFile());
        Assert.That(File.ReadAllBytes(output), Is.Not.EqualTo(first));
    }

    [TestCase("model.family=resnet model.family.resnet.blocks=1 model.family.resnet.width=0.1 ")]
    [TestCase("model.family=mobilenet model.family.mobilenet.width=0.1 ")]
    [TestCase(
        Cnn
            + "quantization.bits=2 quantization.scheme=symmetric quantization.granularity=channel quantization.activations=8 quantization.points=all "
    )]
    public void Seeing_how_good_a_network_is_by_now_changes_nothing(string model)
    {
        var parameters = model + Sgd + "training.epochs=4 from=0 to=4";
        var (files, said) = (new List<byte[]>(), new List<string[]>());
        foreach (var watching in (double[])[0, 1e9])
        {
            using var bench = new StageBench(new Pace(TimeSpan.Zero, TimeSpan.Zero) { Watching = watching });
            using var monitor = new StoppingMonitor(int.MaxValue);
            files.Add(
                File.ReadAllBytes(bench.Run(bench.Stage("train", parameters), monitor, bench.NewFile()))
            );
            said.Add([.. monitor.Reports.Select(r => r.Text)]);
        }
        Assert.That(files[1], Is.EqualTo(files[0]));
        Assert.That(said[1][^1], Does.Match(@"^epoch 4/4, loss \d\.\d{3}, validation accuracy \d+\.\d %$"));
        Assert.That(
            said.Select(s => s.Where(t => t.Contains("validation")).Distinct().Count()),
            Is.Ordered.And.Some.AtLeast(3)
        );
    }

    [TestCase(Sgd, "2")]
    [TestCase(Adam, "2")]
    [TestCase(Adam + "training.augment.shift=1 training.augment.flip=on ", "2")]
    [TestCase(Adam + "training.augment.shift=1 training.augment.flip=on ", "0.37")]
    public void Two_parts_give_what_the_whole_gives(string training, string middle)
    {
        var all = Cnn + training + "training.epochs=6 ";
        var whole = _bench.Run("train", all + "from=0 to=6");
        var first = _bench.Run("train", all + $"from=0 to={middle}");
        var second = _bench.Run("train", all + $"from={middle} to=6", ("previous", first));
        Assert.That(File.ReadAllBytes(second), Is.EqualTo(File.ReadAllBytes(whole)));
    }

    [Test]
    public void A_training_stopped_at_any_steps_ends_with_the_same_bytes()
    {
        const string parameters = Cnn + Sgd + "training.epochs=3 training.augment.shift=1 from=0 to=2";
        var expected = File.ReadAllBytes(_bench.Run("train", parameters));
        Gen.Int[1, 20]
            .Array[1, 3]
            .Sample(
                stops =>
                {
                    var checkpoint = _bench.NewFile();
                    foreach (var stop in stops)
                    {
                        using var monitor = new StoppingMonitor(stop);
                        try
                        {
                            return Matches(
                                _bench.Run(_bench.Stage("train", parameters), monitor, checkpoint)
                            );
                        }
                        catch (OperationCanceledException)
                        {
                            Assert.That(File.Exists(checkpoint));
                        }
                    }
                    var end = _bench.Run(_bench.Stage("train", parameters), new SilentMonitor(), checkpoint);
                    return Matches(end) && !File.Exists(checkpoint);
                },
                iter: 5,
                threads: 1
            );

        bool Matches(string file) => File.ReadAllBytes(file).AsSpan().SequenceEqual(expected);
    }

    [Test]
    public void Time_before_a_checkpoint_counts_and_progress_goes_on()
    {
        var checkpoint = _bench.NewFile();
        var stage = _bench.Stage("train", Mlp + Adam + "training.epochs=4 from=0 to=4");
        using var first = new StoppingMonitor(30);
        Assert.That(
            () => _bench.Run(stage, first, checkpoint),
            Throws.InstanceOf<OperationCanceledException>()
        );
        var (_, state, notes) = ModelFile.ReadTraining(checkpoint);
        Assert.That(state.Step, Is.InRange(30, 31));
        Assert.That(notes["stage"], Is.EqualTo(stage.Key.Hex));
        using var second = new StoppingMonitor(int.MaxValue);
        _bench.Run(stage, second, checkpoint);
        Assert.That(_bench.Measures!.Seconds, Is.GreaterThan(double.Parse(notes["seconds"])));
        Assert.That(second.Reports[0].Fraction, Is.GreaterThan(first.Reports[^1].Fraction));
        Assert.That(second.Reports[0].Text, Does.Match(@"^epoch 2/4, loss \d\.\d{3}$"));
    }

    [Test]
    public void A_damaged_checkpoint_and_one_of_another_stage_are_as_good_as_none()
    {
        var stage = _bench.Stage("train", Mlp + Adam + "training.epochs=1 from=0 to=1");
        var expected = File.ReadAllBytes(_bench.Run(stage, new SilentMonitor(), _bench.NewFile()));
        var checkpoint = _bench.NewFile();
        File.WriteAllText(checkpoint, "half a file");
        Assert.That(
            File.ReadAllBytes(_bench.Run(stage, new SilentMonitor(), checkpoint)),
            Is.EqualTo(expected)
        );

        using var stopping = new StoppingMonitor(5);
        var other = stage with { Seed = 9 };
        Assert.That(
            () => _bench.Run(other, stopping, checkpoint),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(
            File.ReadAllBytes(_bench.Run(stage, new SilentMonitor(), checkpoint)),
            Is.EqualTo(expected)
        );
    }

    [Test]
    public void A_stage_begins_anew_where_its_checkpoint_is_cut_off_or_has_a_flipped_bit()
    {
        var stage = _bench.Stage("train", Mlp + Adam + "training.epochs=1 from=0 to=1");
        var expected = File.ReadAllBytes(_bench.Run(stage, new SilentMonitor(), _bench.NewFile()));
        var checkpoint = _bench.NewFile();
        using var stopping = new StoppingMonitor(5);
        Assert.That(
            () => _bench.Run(stage, stopping, checkpoint),
            Throws.InstanceOf<OperationCanceledException>()
        );
        var whole = File.ReadAllBytes(checkpoint);
        var (header, dataStart) = SafetensorsHeader.Parse(whole);
        var place = Encoding
            .UTF8.GetString(whole, 0, dataStart)
            .IndexOf("training.step", StringComparison.Ordinal);
        Assert.That(header.Metadata["training.step"], Has.Length.EqualTo(1));

        byte[][] damaged =
        [
            [],
            whole[..7],
            whole[..(dataStart / 2)],
            whole[..^1],
            Flipped(4, 0), // the length of the header
            Flipped(place + "training.step':'".Length, 0), // another step
            Flipped(dataStart + (2 * sizeof(float)) + 3, 4), // the exponent of the first weight
            Flipped(dataStart + ((whole.Length - dataStart) / 2), 0),
            Flipped(whole.Length - 2, 0),
        ];
        foreach (var bytes in damaged)
        {
            File.WriteAllBytes(checkpoint, bytes);
            using var monitor = new StoppingMonitor(int.MaxValue);
            Assert.That(File.ReadAllBytes(_bench.Run(stage, monitor, checkpoint)), Is.EqualTo(expected));
            Assert.That(monitor.Reports[0].Fraction, Is.LessThan(stopping.Reports[1].Fraction), "anew");
        }

        byte[] Flipped(int at, int bit)
        {
            var bytes = whole.ToArray();
            bytes[at] ^= (byte)(1 << bit);
            return bytes;
        }
    }

    [Test]
    public void A_start_gives_its_weights_and_graph()
    {
        var model = _bench.Run("train", Cnn + Sgd + "training.epochs=4 from=0 to=4");
        var unchanged = _bench.Run(
            "train",
            "training.batch=64 training.optimizer=sgd training.optimizer.sgd.momentum=0 training.learning-rate=0 training.schedule=constant training.epochs=1 from=0 to=1",
            ("start", model)
        );
        var (before, after) = (ModelFile.Read(model), ModelFile.Read(unchanged));
        Assert.That(after.Graph, Is.EqualTo(before.Graph));
        foreach (var tensor in before.Graph.Tensors.Where(t => t.IsTrainable))
            Assert.That(
                after.Tensors[tensor.Name].ToArray(),
                Is.EqualTo(before.Tensors[tensor.Name].ToArray())
            );
    }

    [TestCase(
        Mlp + Sgd + "training.epochs=2 from=0 to=2 training.lerning-rate=1",
        "'training.lerning-rate' means nothing"
    )]
    [TestCase(
        Mlp + Sgd + "training.epochs=2 from=0 to=2 training.optimizer.sgd.beta=1",
        "'training.optimizer.sgd.beta' means nothing"
    )]
    [TestCase(Mlp + Sgd + "training.epochs=2 from=0 to=3", "'to' is 3")]
    [TestCase(Mlp + Sgd + "training.epochs=2 from=1 to=2", "needs the input 'previous'")]
    [TestCase(Mlp + Sgd + "from=0 to=2", "'training.epochs' is missing")]
    [TestCase(Mlp + "training.epochs=1 from=0 to=1 training.batch=0", "'training.batch' is 0")]
    [TestCase(
        Mlp
            + "training.epochs=1 from=0 to=1 training.batch=8 training.optimizer=sdg training.learning-rate=0.05 training.schedule=cosine",
        "'training.optimizer' is 'sdg'; there are adam, sgd"
    )]
    [TestCase("model.family=mlp " + Sgd + "training.epochs=1 from=0 to=1", "'model.family' cannot be 'mlp'")]
    [TestCase(
        Mlp
            + "training.epochs=4 from=0 to=4 training.batch=64 training.optimizer=sgd training.learning-rate=100 training.weight-decay=100 training.schedule=constant",
        "diverged in epoch"
    )]
    public void What_can_never_work_is_refused_in_one_line(string parameters, string because) =>
        Assert.That(
            () => _bench.Run("train", parameters),
            Throws
                .TypeOf<StageRefusedException>()
                .With.Message.Contains(because)
                .And.Message.Not.Contains("\n")
        );

    [Test]
    public void Inputs_that_do_not_fit_are_refused()
    {
        const string training = Adam + "training.epochs=3 ";
        var first = _bench.Run("train", Mlp + training + "from=0 to=1");
        Refused("stopped after 17 steps", training + "from=2 to=3", ("previous", first));
        Refused("no use for the input 'teacher'", Mlp + training + "from=0 to=1", ("teacher", first));

        void Refused(string because, string parameters, (string, string) input) =>
            Assert.That(
                () => _bench.Run("train", parameters, input),
                Throws.TypeOf<StageRefusedException>().With.Message.Contains(because)
            );
    }
}
