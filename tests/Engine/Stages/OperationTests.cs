using System.Text.Json;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Native;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search.Execution;

namespace Slimfront.Engine.Tests.Stages;

public sealed class OperationTests
{
    private const string Training =
        "training.batch=64 training.optimizer=sgd training.learning-rate=0.05 training.schedule=cosine training.epochs=4 from=0 to=4 ";

    private const string Student =
        "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.2 ";
    private const string Loss = "loss=soft-target loss.soft-target.temperature=4 loss.soft-target.alpha=0.7 ";

    private readonly StageBench _bench = new();
    private string _teacher = "";
    private string _answers = "";

    [OneTimeSetUp]
    public void TrainTeacher()
    {
        NativeTorch.Load();
        _teacher = _bench.Run(
            "train",
            "model.family=plain-cnn model.family.plain-cnn.depth=4 model.family.plain-cnn.width=0.5 "
                + Training
        );
        _answers = _bench.Run("soft-labels", "", ("teacher", _teacher));
    }

    [OneTimeTearDown]
    public void CleanUp() => _bench.Dispose();

    [Test]
    public void Recorded_answers_are_the_teachers_logits_for_the_training_split()
    {
        var logits = AnswerFile.Read(_answers, 1079, 10);
        var labels = Classified.Digits;
        var right = labels.Split.Train.Where(
            (example, place) =>
                logits.AsSpan(place * 10, 10).ToArray() is var own
                && Array.IndexOf(own, own.Max()) == labels.Labels.Span[example]
        );
        Assert.That(right.Count() / 1079.0, Is.GreaterThan(0.9));
    }

    [Test]
    public void A_student_learns_from_answers_as_from_the_teacher_itself()
    {
        var byAnswers = Accuracy(_bench.Run("distil", Student + Training + Loss, ("labels", _answers)));
        var byTeacher = Accuracy(_bench.Run("distil", Student + Training + Loss, ("teacher", _teacher)));
        Assert.That(byAnswers, Is.GreaterThan(0.8));
        Assert.That(byTeacher, Is.EqualTo(byAnswers).Within(0.02));
    }

    [Test]
    public void A_student_that_hears_the_teacher_alone_learns_too()
    {
        const string alone = "loss=soft-target loss.soft-target.temperature=2 loss.soft-target.alpha=1 ";
        Assert.That(
            Accuracy(_bench.Run("distil", Student + Training + alone, ("labels", _answers))),
            Is.GreaterThan(0.8)
        );
    }

    [TestCase("attention-transfer")]
    [TestCase("similarity-preserving")]
    [TestCase("rkd-distance")]
    [TestCase("rkd-angle")]
    public void Features_count_beside_the_answers_and_need_the_teacher_itself(string features)
    {
        var parameters = Student + Training + Loss + $"features={features} ";
        var compared = _bench.Run("distil", parameters, ("teacher", _teacher));
        Assert.That(Accuracy(compared), Is.GreaterThan(0.7));
        var without = _bench.Run("distil", Student + Training + Loss, ("teacher", _teacher));
        Assert.That(File.ReadAllBytes(compared), Is.Not.EqualTo(File.ReadAllBytes(without)));
        Assert.That(ModelFile.Read(compared).Graph, Is.EqualTo(ModelFile.Read(without).Graph));
        Refused("distil", parameters, "features that are compared", ("labels", _answers));
    }

    [Test]
    public void Augmented_distillation_asks_the_teacher_and_goes_on_bit_by_bit()
    {
        const string parameters = Student + Training + Loss + "training.augment.shift=1 ";
        var stage = _bench.Make("distil", parameters, ("teacher", _teacher));
        var whole = _bench.Run(stage, new SilentMonitor(), _bench.NewFile(), ("teacher", _teacher));
        var checkpoint = _bench.NewFile();
        using var monitor = new StoppingMonitor(25);
        Assert.That(
            () => _bench.Run(stage, monitor, checkpoint, ("teacher", _teacher)),
            Throws.InstanceOf<OperationCanceledException>()
        );
        var resumed = _bench.Run(stage, new SilentMonitor(), checkpoint, ("teacher", _teacher));
        Assert.That(File.ReadAllBytes(resumed), Is.EqualTo(File.ReadAllBytes(whole)));
        Refused("distil", parameters, "examples that change", ("labels", _answers));
    }

    [TestCase("l1", "layer")]
    [TestCase("l1", "global")]
    [TestCase("random", "layer")]
    [TestCase("taylor", "layer")]
    [TestCase("bn-gamma", "layer")]
    [TestCase("apoz", "global")]
    public void Pruning_makes_the_file_smaller_and_the_rest_can_be_trained_further(
        string criterion,
        string scope
    )
    {
        var pruned = _bench.Run(
            "prune",
            $"criterion={criterion} scope={scope} ratio=0.5",
            ("start", _teacher)
        );
        Assert.That(new FileInfo(pruned).Length, Is.LessThan(0.6 * new FileInfo(_teacher).Length));
        Assert.That(new FileInfo(pruned).Length, Is.EqualTo(ModelFile.Length(ModelFile.Read(pruned).Graph)));
        var before = Accuracy(pruned);
        var tuned = _bench.Run("train", Training, ("start", pruned));
        Assert.That(Accuracy(tuned), Is.GreaterThan(before).And.GreaterThan(0.7));
        var taught = _bench.Run("distil", Training + Loss, ("start", pruned), ("labels", _answers));
        Assert.That(Accuracy(taught), Is.GreaterThan(0.7));
    }

    [Test]
    public void A_second_step_counts_from_the_whole_network()
    {
        const string judge = "criterion=l1 scope=layer ";
        var first = _bench.Run("prune", judge + "ratio=0.25", ("start", _teacher));
        var second = _bench.Run("prune", judge + "ratio=0.5", ("start", first), ("whole", _teacher));
        var atOnce = _bench.Run("prune", judge + "ratio=0.5", ("start", _teacher));
        Assert.That(ModelFile.Read(second).Graph, Is.EqualTo(ModelFile.Read(atOnce).Graph));
    }

    [Test]
    public void From_scratch_the_shape_counts_and_the_weights_do_not()
    {
        string Trained(string criterion, string more) =>
            _bench.Run(
                "train",
                Training + more,
                (
                    "start",
                    _bench.Run("prune", $"criterion={criterion} scope=layer ratio=0.5", ("start", _teacher))
                )
            );
        var (one, other) = (Trained("l1", "fresh=on"), Trained("random", "fresh=on"));
        Assert.That(Tensors(one), Is.EqualTo(Tensors(other)));
        Assert.That(Tensors(Trained("l1", "")), Is.Not.EqualTo(Tensors(Trained("random", ""))));
        Assert.That(Accuracy(one), Is.GreaterThan(0.7));

        static float[] Tensors(string file) =>
            [.. ModelFile.Read(file).Tensors.Values.SelectMany(t => t.ToArray())];
    }

    [Test]
    public void Pruning_nothing_changes_nothing()
    {
        var same = _bench.Run("prune", "criterion=l1 scope=layer ratio=0", ("start", _teacher));
        Assert.That(File.ReadAllBytes(same), Is.EqualTo(File.ReadAllBytes(_teacher)));
    }

    [Test]
    public void A_measurement_is_canonical_json_and_what_is_not_in_it_is_an_observation()
    {
        var file = _bench.Run("measure", "split=validation", ("model", _teacher));
        var measures = _bench.Measures!;
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.That(
            json.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.GetDouble())),
            Is.EqualTo(measures.Values.Values.Select(v => (v.Key, v.Value)))
        );
        Assert.That(
            measures.Values.Values.Keys,
            Is.EqualTo((string[])["accuracy", "bytes", "loss", "macs", "parameters"])
        );
        Assert.That(measures.Values["bytes"], Is.EqualTo(new FileInfo(_teacher).Length));
        Assert.That(
            measures.Observations.Values.Keys,
            Is.EqualTo(
                (string[])
                    [
                        "accuracy.interval.high",
                        "accuracy.interval.low",
                        "latency",
                        "latency.batch",
                        "latency.batch.spread",
                        "latency.spread",
                    ]
            )
        );
        var interval = measures.Observations.Interval("accuracy")!.Value;
        Assert.That(interval.Contains(measures.Values["accuracy"]) && !interval.IsExact);
        Assert.That(measures.Observations["latency"], Is.Positive);
        var again = _bench.Run("measure", "split=validation", ("model", _teacher));
        Assert.That(File.ReadAllBytes(again), Is.EqualTo(File.ReadAllBytes(file)));
        var test = _bench.Run("measure", "split=test", ("model", _teacher));
        Assert.That(File.ReadAllBytes(test), Is.Not.EqualTo(File.ReadAllBytes(file)));
    }

    [Test]
    public void Augmentation_and_recorded_answers_leave_no_tensor_behind()
    {
        const string mlp = "model.family=mlp model.family.mlp.depth=1 model.family.mlp.width=1 ";
        const string augmented = mlp + "training.augment.shift=1 training.augment.flip=on " + Training;
        _bench.Run("train", augmented);
        Leaks.None(() => _bench.Run("train", augmented));
        Leaks.None(() => _bench.Run("distil", Student + Training + Loss, ("labels", _answers)));
    }

    [Test]
    public void A_stopped_operation_and_a_disposed_executor_leave_nothing_behind() =>
        Leaks.None(() =>
        {
            using var bench = new StageBench();
            using var monitor = new StoppingMonitor(3);
            var stage = bench.Stage("train", Student + Training);
            Assert.That(
                () => bench.Run(stage, monitor, bench.NewFile()),
                Throws.InstanceOf<OperationCanceledException>()
            );
        });

    [Test]
    public void Other_data_versions_operations_and_parameters_are_refused_by_name()
    {
        var stage = _bench.Stage("measure", "split=test");
        Assert.That(
            () => _bench.Run(stage with { Dataset = "abc" }, new SilentMonitor(), _bench.NewFile()),
            Throws.TypeOf<DataMissingException>().With.Message.Contains("is for abc"),
            "another machine may have it"
        );
        Refused(stage with { Version = 99 }, "of version 99");
        Refused(
            stage with
            {
                Operation = "mesure",
            },
            "distil, ensemble, hint, import, initialise, measure, mutual, pick, prune, quantize, recalibrate, refine, soft-labels, ticket, train"
        );
        Refused("measure", "split=train", "'split' is 'train'", ("model", _teacher));
        Refused("measure", "split=test fast=1", "'fast' means nothing", ("model", _teacher));
        Refused("measure", "split=test", "needs the input 'model'");
        Refused("distil", Student + Training + Loss, "either the input 'labels' or the input 'teacher'");
        const string judge = "criterion=l1 scope=global ";
        Refused(
            "prune",
            judge + "ratio=0.1 ratio-of=size",
            "'ratio-of' is 'size'; it may be",
            ("start", _teacher)
        );
        Refused(
            "prune",
            judge + "ratio=1 ratio-of=bytes",
            "cannot remove 100 % of the bytes",
            ("start", _teacher)
        );
        Refused("prune", "criterion=l1 scope=global ratio=1.5", "'ratio' is 1.5", ("start", _teacher));
    }

    [Test]
    public void A_device_that_is_not_there_is_named()
    {
        var stage = _bench.Make("measure", "split=test", ("model", _teacher));
        foreach (var device in (string[])["cuda:63", "gpu"])
            Assert.That(
                () =>
                    _bench.Executor.Execute(
                        new(stage, StageBench.DataSettings, [_teacher], "out", "checkpoint", device),
                        new SilentMonitor()
                    ),
                Throws.TypeOf<DeviceUnfitException>().With.Message.Contains(device)
            );
    }

    [Test]
    public void A_damaged_input_is_named()
    {
        var damaged = _bench.NewFile();
        File.WriteAllBytes(damaged, File.ReadAllBytes(_teacher)[..^1]);
        Assert.That(
            () => _bench.Run("measure", "split=test", ("model", damaged)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(damaged)
        );
        Assert.That(
            () => _bench.Run("measure", "split=test", ("model", _answers)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("not a model")
        );
    }

    private double Accuracy(string model)
    {
        _bench.Run("measure", "split=validation", ("model", model));
        return _bench.Measures!.Values["accuracy"];
    }

    private void Refused(
        string operation,
        string parameters,
        string because,
        params (string, string)[] inputs
    ) =>
        Assert.That(
            () => _bench.Run(operation, parameters, inputs),
            Throws.TypeOf<StageRefusedException>().With.Message.Contains(because)
        );

    private void Refused(Search.Stages.Stage stage, string because) =>
        Assert.That(
            () => _bench.Run(stage, new SilentMonitor(), _bench.NewFile()),
            Throws.TypeOf<StageRefusedException>().With.Message.Contains(because)
        );
}
