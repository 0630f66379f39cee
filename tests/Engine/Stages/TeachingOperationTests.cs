using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Engine.Tickets;
using Slimfront.Search.Execution;

namespace Slimfront.Engine.Tests.Stages;

/// <summary>Hints, mutual learning, refined labels, ensembles and choosing among generations, as stages.</summary>
public sealed class TeachingOperationTests
{
    private const string Plan =
        "training.batch=64 training.optimizer=sgd training.learning-rate=0.05 training.schedule=cosine training.epochs=4 ";

    private const string Training = Plan + "from=0 to=4 ";

    private const string Student =
        "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.2 ";

    private const string FitNet =
        "features=fitnet features.fitnet.hint=0.5 features.fitnet.guided=0.5 features.fitnet.stages=two ";

    private const string Hints =
        "training.batch=64 training.optimizer=adam training.optimizer.adam.beta1=0 training.optimizer.adam.beta2=0.9 "
        + "training.learning-rate=0.005 training.weight-decay=0.1 training.schedule=cosine training.epochs=4 ";

    private const string OneStage =
        "features=fitnet features.fitnet.hint=0.5 features.fitnet.guided=0.5 features.fitnet.stages=one features.fitnet.stages.one.weight=10 "
        + "loss=soft-target loss.soft-target.temperature=4 loss.soft-target.alpha=0.7 ";

    private const string Peers = "peers=3 order=together ";

    private const string OtherPeers =
        "peers=2 order=turns peer.family=mlp peer.family.mlp.depth=1 peer.family.mlp.width=0.5 ";

    private readonly StageBench _bench = new();
    private string _teacher = "";
    private string _student = "";

    [OneTimeSetUp]
    public void TrainTeacher()
    {
        NativeTorch.Load();
        _teacher = _bench.Run(
            "train",
            "model.family=plain-cnn model.family.plain-cnn.depth=4 model.family.plain-cnn.width=0.5 "
                + Training
        );
        _student = _bench.Run("train", Student + Training);
    }

    [OneTimeTearDown]
    public void CleanUp() => _bench.Dispose();

    [Test]
    public void Peers_train_a_network_of_another_shape_from_new_values()
    {
        const string peers =
            "peers=2 order=together peer.family=plain-cnn peer.family.plain-cnn.depth=2 peer.family.plain-cnn.width=0.2 ";
        var pruned = _bench.Run("prune", "criterion=l1 scope=layer ratio=0.5", ("start", _student));
        var again = _bench.Run("mutual", Training + peers + "fresh=on", ("start", pruned));
        Assert.That(ModelFile.Read(again).Graph, Is.EqualTo(ModelFile.Read(pruned).Graph));
        // Where the shape is the student's own, training from scratch is training.
        var same = _bench.Run("mutual", Training + peers + "fresh=on", ("start", _student));
        var first = _bench.Run("mutual", Student + Training + "peers=2 order=together");
        Assert.That(File.ReadAllBytes(same), Is.EqualTo(File.ReadAllBytes(first)));
    }

    [Test]
    public void As_much_computation_is_as_many_epochs_more_as_the_network_is_smaller_at_most_twice_as_many()
    {
        const string budget = "fresh=on budget=computation ";
        var (slightly, much) = (
            _bench.Run("prune", "criterion=l1 scope=layer ratio=0.2", ("start", _teacher)),
            _bench.Run("prune", "criterion=l1 scope=layer ratio=0.7", ("start", _teacher))
        );
        var gain = ModelFile.Read(_teacher).Graph.Macs / (double)ModelFile.Read(slightly).Graph.Macs;
        Assert.That(gain, Is.InRange(1.2, 1.9));
        Equal(slightly, budget, (int)Math.Round(4 * gain));
        Equal(slightly, budget + "budget.fine-tuned=2 ", (int)Math.Round((2 * gain) + 2));
        Equal(much, budget, 8);

        void Equal(string shape, string with, int epochs)
        {
            var bought = _bench.Run("train", Training + with, ("start", shape), ("whole", _teacher));
            var plan = Plan.Replace("epochs=4", $"epochs={epochs}", StringComparison.Ordinal);
            var plain = _bench.Run("train", $"{plan}from=0 to={epochs} fresh=on", ("start", shape));
            Assert.That(File.ReadAllBytes(bought), Is.EqualTo(File.ReadAllBytes(plain)), $"{epochs} epochs");
        }
    }

    [Test]
    public void Hints_move_the_layers_up_to_the_guided_one_and_nothing_after_it()
    {
        var hinted = ModelFile.Read(
            _bench.Run("hint", Hints + FitNet + "from=0 to=4", ("start", _student), ("teacher", _teacher))
        );
        var before = ModelFile.Read(_student);
        Assert.That(hinted.Graph, Is.EqualTo(before.Graph), "the regressor is not exported");
        Assert.That(hinted.Tensors.Keys, Is.EqualTo(before.Tensors.Keys));
        foreach (var (name, values) in before.Tensors)
        {
            var isBefore =
                name.StartsWith("conv1", StringComparison.Ordinal)
                || name.StartsWith("bn1", StringComparison.Ordinal);
            // A bias before batch normalisation has no gradient, but for rounding and the penalty.
            Assert.That(hinted.Tensors[name].Span.SequenceEqual(values.Span), Is.EqualTo(!isBefore), name);
        }
    }

    [TestCase("hint", Student + Hints + FitNet)]
    [TestCase("distil", Student + Plan + OneStage)]
    [TestCase("mutual", Student + Plan + Peers)]
    [TestCase("mutual", Student + Plan + OtherPeers)]
    [TestCase("refine", Student + Plan + "training.augment.shift=1 ")]
    public void It_goes_on_bit_by_bit_after_a_stop_and_in_parts_and_leaves_the_student_alone(
        string operation,
        string parameters
    )
    {
        (string, string)[] inputs = operation == "mutual" ? [] : [("teacher", _teacher)];
        var stage = _bench.Make(operation, parameters + "from=0 to=4", inputs);
        var whole = _bench.Run(stage, new SilentMonitor(), _bench.NewFile(), inputs);
        Assert.That(ModelFile.Read(whole).Graph, Is.EqualTo(ModelFile.Read(_student).Graph));
        Assert.That(
            new FileInfo(whole).Length,
            Is.EqualTo(new FileInfo(_student).Length),
            "nothing of what stood beside it"
        );

        var checkpoint = _bench.NewFile();
        using var monitor = new StoppingMonitor(25);
        Assert.That(
            () => _bench.Run(stage, monitor, checkpoint, inputs),
            Throws.InstanceOf<OperationCanceledException>()
        );
        var resumed = _bench.Run(stage, new SilentMonitor(), checkpoint, inputs);
        Assert.That(File.ReadAllBytes(resumed), Is.EqualTo(File.ReadAllBytes(whole)), "resumed");

        var first = _bench.Run(operation, parameters + "from=0 to=1", inputs);
        var second = _bench.Run(operation, parameters + "from=1 to=4", [.. inputs, ("previous", first)]);
        Assert.That(File.ReadAllBytes(second), Is.EqualTo(File.ReadAllBytes(whole)), "in parts");
    }

    [TestCase(0, 0.5)]
    [TestCase(0, 2)]
    [TestCase(0.5, 0.5)]
    public void A_ticket_goes_back_to_an_early_moment_beside_a_regressor(double rate, double epoch)
    {
        var (from, to) = (
            FormattableString.Invariant($"from={epoch} to=4"),
            FormattableString.Invariant($"from=0 to={epoch}")
        );
        var (teacher, plan) = (("teacher", _teacher), Student + Plan + OneStage);
        var whole = _bench.Run("distil", plan + "from=0 to=4", teacher);
        var early = _bench.Run("distil", plan + to, teacher);
        var ticket = _bench.Run(
            "ticket",
            FormattableString.Invariant(
                $"rule=large-final scope=layer action=rewind rate={rate} output-rate={rate}"
            ),
            ("trained", whole),
            ("origin", early)
        );
        var rest = ModelFile.Read(_bench.Run("distil", plan + from, teacher, ("previous", ticket)));
        var dense = ModelFile.Read(whole);
        Assert.That(rest.Graph, Is.EqualTo(dense.Graph));
        Assert.That(rest.Masks.Keys, Is.EqualTo((string[])["conv1.weight", "conv2.weight", "fc1.weight"]));
        foreach (var (name, mask) in rest.Masks)
            Assert.That(mask.Kept, Is.EqualTo(TicketSizes.Kept(mask.Elements, rate)), name);
        if (rate == 0)
            foreach (var (name, values) in dense.Tensors)
                Assert.That(rest.Tensors[name].Span.SequenceEqual(values.Span), name);
    }

    [TestCase("mutual", Student + Training + Peers)]
    [TestCase("mutual", Student + Training + OtherPeers)]
    [TestCase("refine", Student + Training, "teacher")]
    [TestCase("distil", Student + Training + OneStage, "teacher")]
    public void A_student_learns_to_recognise_digits(string operation, string parameters, string? role = null)
    {
        (string, string)[] inputs = role is null ? [] : [(role, _teacher)];
        Assert.That(Accuracy(_bench.Run(operation, parameters, inputs)), Is.GreaterThan(0.8));
    }

    [Test]
    public void A_hinted_student_is_distilled_from_where_the_hints_left_it()
    {
        const string loss = "loss=soft-target loss.soft-target.temperature=4 loss.soft-target.alpha=0.7 ";
        var hinted = _bench.Run("hint", Student + Hints + FitNet + "from=0 to=4", ("teacher", _teacher));
        var taught = _bench.Run("distil", Training + loss, ("start", hinted), ("teacher", _teacher));
        Assert.That(Accuracy(taught), Is.GreaterThan(Accuracy(hinted)).And.GreaterThan(0.8));
    }

    [Test]
    public void Unfinished_parts_are_measured_without_what_stands_beside_the_student()
    {
        var first = _bench.Run("mutual", Student + Plan + Peers + "from=0 to=1");
        Assert.That(new FileInfo(first).Length, Is.GreaterThan(2 * new FileInfo(_student).Length));
        _bench.Run("measure", "split=validation", ("model", first));
        Assert.That(_bench.Measures!.Values["bytes"], Is.EqualTo(new FileInfo(_student).Length));
    }

    [Test]
    public void The_order_of_updates_and_the_partner_count()
    {
        string[] variants = [Peers, "peers=3 order=turns ", "peers=2 order=together ", OtherPeers];
        var files = variants.Select(v =>
            Convert.ToHexString(File.ReadAllBytes(_bench.Run("mutual", Student + Training + v)))
        );
        Assert.That(files, Is.Unique);
    }

    [Test]
    public void An_ensemble_is_a_model_as_large_as_its_members_together()
    {
        var file = _bench.Run("ensemble", "", ("member-1", _teacher), ("member-2", _student));
        var (one, two, joint) = (ModelFile.Read(_teacher), ModelFile.Read(_student), ModelFile.Read(file));
        Assert.That(joint.Graph, Is.EqualTo(SideBySide.Ensemble(one.Graph, two.Graph)));
        Assert.That(new FileInfo(file).Length, Is.EqualTo(ModelFile.Length(joint.Graph)));
        Assert.That(
            joint.Tensors["m1-conv1.weight"].ToArray(),
            Is.EqualTo(one.Tensors["conv1.weight"].ToArray())
        );
        Assert.That(joint.Tensors["m2-fc1.bias"].ToArray(), Is.EqualTo(two.Tensors["fc1.bias"].ToArray()));
        Assert.That(Accuracy(file), Is.GreaterThan(0.8));
        Assert.That(_bench.Measures!.Values["macs"], Is.EqualTo(one.Graph.Macs + two.Graph.Macs));

        var pruned = _bench.Run("prune", "criterion=l1 scope=layer ratio=0.5", ("start", file));
        Assert.That(Accuracy(_bench.Run("train", Training, ("start", pruned))), Is.GreaterThan(0.8));
    }

    [TestCase(new[] { 0.5 }, 0)]
    [TestCase(new[] { 0.5, 0.6, 0.55, 0.9 }, 1)]
    [TestCase(new[] { 0.5, 0.5 }, 0)]
    [TestCase(new[] { 0.5, 0.6, 0.7 }, 2)]
    public void The_last_generation_before_validation_stopped_improving(double[] accuracies, int picked) =>
        Assert.That(Pick.Last(accuracies), Is.EqualTo(picked));

    [Test]
    public void What_is_picked_is_passed_on_byte_by_byte()
    {
        Assume.That(Accuracy(_teacher), Is.GreaterThan(Accuracy(_student)));
        var rising = _bench.Run("pick", "", ("generation-1", _student), ("generation-2", _teacher));
        Assert.That(File.ReadAllBytes(rising), Is.EqualTo(File.ReadAllBytes(_teacher)));
        var falling = _bench.Run("pick", "", ("generation-1", _teacher), ("generation-2", _student));
        Assert.That(File.ReadAllBytes(falling), Is.EqualTo(File.ReadAllBytes(_teacher)));
    }

    [Test]
    public void What_can_never_work_is_refused_by_name()
    {
        var answers = _bench.Run("soft-labels", "", ("teacher", _teacher));
        Refused("refine", Student + Training, "no use for the input 'labels'", ("labels", answers));
        Refused("mutual", Student + Training + "peers=5 order=turns", "'peers' is 5");
        Refused("mutual", Student + Training + "peers=2 order=both", "it may be together or turns");
        Refused("ensemble", "", "needs the input 'member-1'");
        Refused("pick", "", "no use for the input 'model'", ("model", _teacher));
        Refused(
            "distil",
            Student + Training + FitNet + "loss=soft-target",
            "by the operation 'hint'",
            ("teacher", _teacher)
        );
        var first = _bench.Run("mutual", Student + Plan + Peers + "from=0 to=1");
        Refused(
            "mutual",
            Student + Plan + "peers=2 order=together from=1 to=4",
            "trained beside something else",
            ("previous", first)
        );
    }

    [TestCase("mutual", Student + Training + "peers=3 order=turns")]
    [TestCase("distil", Student + Training + OneStage, "teacher")]
    public void What_stands_beside_a_student_leaves_no_tensor_behind(
        string operation,
        string parameters,
        string? role = null
    )
    {
        (string, string)[] inputs = role is null ? [] : [(role, _teacher)];
        _bench.Run("measure", "split=validation", ("model", _teacher));
        Leaks.None(() => _bench.Run(operation, parameters, inputs));
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
}
