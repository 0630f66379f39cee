using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Search.Execution;

namespace Slimfront.Engine.Tests.Stages.Operations;

public sealed class TicketTests
{
    private const string Cnn =
        "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.25 ";

    private const string Sgd =
        "training.batch=64 training.optimizer=sgd training.optimizer.sgd.momentum=0.9 training.optimizer.sgd.nesterov=on "
        + "training.learning-rate=0.05 training.weight-decay=0.0005 training.schedule=cosine training.epochs=4 ";

    private const string Rule = "rule=large-final scope=layer action=rewind ";

    private readonly StageBench _bench = new();

    [OneTimeTearDown]
    public void CleanUp() => _bench.Dispose();

    [Test]
    public void An_initialised_network_is_what_a_training_starts_from()
    {
        var fresh = ModelFile.Read(_bench.Run("initialise", Cnn));
        var still = Sgd.Replace("learning-rate=0.05", "learning-rate=0", StringComparison.Ordinal);
        var trained = ModelFile.Read(_bench.Run("train", Cnn + still + "from=0 to=1"));
        foreach (var tensor in fresh.Graph.Tensors.Where(t => t.IsTrainable))
            Assert.That(
                fresh.Tensors[tensor.Name].ToArray(),
                Is.EqualTo(trained.Tensors[tensor.Name].ToArray())
            );
        var whole = _bench.Run("train", Cnn + Sgd + "from=0 to=4");
        var again = _bench.Run("train", Sgd + "from=0 to=4", ("start", _bench.Run("initialise", Cnn)));
        Assert.That(File.ReadAllBytes(again), Is.EqualTo(File.ReadAllBytes(whole)));
    }

    [TestCase("layer")]
    [TestCase("global")]
    public void Tickets_over_rounds_lose_weights_for_good_and_their_files_shrink(string scope)
    {
        var origin = _bench.Run("initialise", Cnn);
        var model = _bench.Run("train", Cnn + Sgd + "from=0 to=4");
        var sizes = new List<long> { new FileInfo(model).Length };
        var settings = $"rate=0.5 output-rate=0.25 rule=large-final scope={scope} action=rewind";
        for (var round = 0; round < 2; round++)
        {
            var ticket = _bench.Run("ticket", settings, ("trained", model), ("origin", origin));
            var (before, after) = (ModelFile.Read(origin), ModelFile.Read(ticket));
            foreach (var (name, mask) in before.Masks)
                Assert.That(mask.Holds(after.Tensors[name].Span), "what was gone is gone");
            foreach (var (name, mask) in after.Masks)
                Assert.That(
                    mask.Pick(after.Tensors[name].Span),
                    Is.EqualTo(mask.Pick(before.Tensors[name].Span)),
                    "what stays goes back"
                );
            model = _bench.Run("train", Sgd + "from=0 to=4", ("start", ticket));
            origin = ticket;
            Assert.That(ModelFile.Read(model).Masks, Is.EqualTo(after.Masks));
            sizes.Add(new FileInfo(model).Length);
        }
        Assert.That(sizes, Is.Ordered.Descending);
        _bench.Run("measure", "split=validation", ("model", model));
        Assert.That(_bench.Measures!.Values["bytes"], Is.EqualTo(sizes[^1]));
        Assert.That(_bench.Measures!.Values["accuracy"], Is.GreaterThan(0.5));
    }

    [Test]
    public void A_ticket_that_keeps_all_at_an_early_epoch_goes_on_as_if_nothing_had_been()
    {
        var whole = _bench.Run("train", Cnn + Sgd + "from=0 to=4");
        var early = _bench.Run("train", Cnn + Sgd + "from=0 to=1");
        var ticket = _bench.Run(
            "ticket",
            Rule + "rate=0 output-rate=0",
            ("trained", whole),
            ("origin", early)
        );
        var rest = _bench.Run("train", Cnn + Sgd + "from=1 to=4", ("previous", ticket));
        var (expected, actual) = (ModelFile.Read(whole), ModelFile.Read(rest));
        foreach (var tensor in expected.Graph.Tensors)
            Assert.That(
                actual.Tensors[tensor.Name].ToArray(),
                Is.EqualTo(expected.Tensors[tensor.Name].ToArray())
            );
    }

    [Test]
    public void The_momentum_of_an_early_epoch_goes_with_its_weights()
    {
        var whole = _bench.Run("train", Cnn + Sgd + "from=0 to=4");
        var early = _bench.Run("train", Cnn + Sgd + "from=0 to=1");
        var ticket = _bench.Run(
            "ticket",
            Rule + "rate=0.5 output-rate=0.5",
            ("trained", whole),
            ("origin", early)
        );
        var (_, before, _) = ModelFile.ReadTraining(early);
        var (model, after, _) = ModelFile.ReadTraining(ticket);
        Assert.That(after.Step, Is.EqualTo(before.Step));
        // The first tensor stands at the beginning of the flat buffer.
        var mask = model.Masks["conv1.weight"];
        var (old, now) = (before.Buffers["momentum"].ToArray(), after.Buffers["momentum"].ToArray());
        Assert.That(mask.Kept, Is.InRange(1, mask.Elements - 1));
        for (var i = 0; i < mask.Elements; i++)
            Assert.That(now[i], Is.EqualTo(mask[i] ? old[i] : 0));
        Assert.That(
            () => _bench.Run("train", Cnn + Sgd + "from=1 to=4", ("previous", ticket)),
            Throws.Nothing
        );
    }

    [Test]
    public void A_masked_training_stopped_at_any_steps_ends_with_the_same_bytes()
    {
        var ticket = Ticket("");
        const string parameters = Sgd + "from=0 to=2";
        var expected = File.ReadAllBytes(_bench.Run("train", parameters, ("start", ticket)));
        Gen.Int[1, 20]
            .Array[1, 3]
            .Sample(
                stops =>
                {
                    var checkpoint = _bench.NewFile();
                    foreach (var stop in stops)
                        Stop(parameters, ticket, checkpoint, stop);
                    var stage = _bench.Make("train", parameters, ("start", ticket));
                    var output = _bench.Run(stage, new SilentMonitor(), checkpoint, ("start", ticket));
                    return File.ReadAllBytes(output).AsSpan().SequenceEqual(expected);
                },
                iter: 5,
                threads: 1
            );
    }

    [Test]
    public void Frozen_weights_stay_where_they_began_and_the_trained_network_is_an_ordinary_one()
    {
        var (origin, ticket) = (ModelFile.Read(_bench.Run("initialise", Cnn)), Ticket(" missing=freeze"));
        var held = ModelFile.Read(ticket).Held;
        var trained = ModelFile.Read(_bench.Run("train", Sgd + "from=0 to=4", ("start", ticket)));
        Assert.That(held, Is.Not.Empty);
        foreach (var (name, mask) in held)
            Assert.That(
                mask.Pick(trained.Tensors[name].Span),
                Is.EqualTo(mask.Pick(origin.Tensors[name].Span))
            );
        Assert.That(trained.Held, Is.Empty);
        Assert.That(trained.Parameters, Is.EqualTo(trained.Graph.Parameters));
    }

    [TestCase("random")]
    [TestCase("snip")]
    [TestCase("gradient")]
    public void The_same_ticket_is_the_same_bytes(string rule)
    {
        var (origin, trained) = (
            _bench.Run("initialise", Cnn),
            _bench.Run("train", Cnn + Sgd + "from=0 to=1")
        );
        var settings =
            $"rate=0.5 output-rate=0.25 rule={rule} scope=global action=reinitialise action.reinitialise.sign=kept";
        byte[] Draw() =>
            File.ReadAllBytes(_bench.Run("ticket", settings, ("trained", trained), ("origin", origin)));
        var first = Draw();
        Assert.That(Draw(), Is.EqualTo(first));
    }

    [Test]
    public void A_sparse_network_can_teach_and_lose_channels()
    {
        var sparse = _bench.Run("train", Sgd + "from=0 to=4", ("start", Ticket("")));
        Assert.That(() => _bench.Run("soft-labels", "", ("teacher", sparse)), Throws.Nothing);
        var pruned = _bench.Run("prune", "criterion=l1 scope=layer ratio=0.5", ("start", sparse));
        var (before, after) = (ModelFile.Read(sparse), ModelFile.Read(pruned));
        foreach (var (name, mask) in after.Masks)
        {
            Assert.That(mask.Elements, Is.LessThan(before.Masks[name].Elements).Or.EqualTo(10 * 8));
            Assert.That(mask.Holds(after.Tensors[name].Span));
            // Trained weights that exist are not 0.
            Assert.That(mask.Kept, Is.EqualTo(after.Tensors[name].ToArray().Count(v => v != 0)));
        }
        var tuned = ModelFile.Read(_bench.Run("train", Sgd + "from=0 to=1", ("start", pruned)));
        Assert.That(tuned.Masks, Is.EqualTo(after.Masks));
    }

    [Test]
    public void Networks_that_do_not_belong_together_are_refused()
    {
        var other = Cnn.Replace("width=0.25", "width=0.5", StringComparison.Ordinal);
        var (small, large) = (_bench.Run("initialise", Cnn), _bench.Run("initialise", other));
        Assert.That(
            () =>
                _bench.Run("ticket", Rule + "rate=0.5 output-rate=0", ("trained", small), ("origin", large)),
            Throws.TypeOf<StageRefusedException>().With.Message.Contains("different graphs")
        );
        var wrong = Rule.Replace("scope=layer", "scope=all", StringComparison.Ordinal);
        Assert.That(
            () =>
                _bench.Run("ticket", wrong + "rate=0.5 output-rate=0", ("trained", small), ("origin", small)),
            Throws.TypeOf<StageRefusedException>().With.Message.Contains("layer or global")
        );
    }

    private string Ticket(string more)
    {
        var (origin, trained) = (
            _bench.Run("initialise", Cnn),
            _bench.Run("train", Cnn + Sgd + "from=0 to=4")
        );
        return _bench.Run(
            "ticket",
            Rule + "rate=0.5 output-rate=0.25" + more,
            ("trained", trained),
            ("origin", origin)
        );
    }

    private void Stop(string parameters, string ticket, string checkpoint, int stop)
    {
        using var monitor = new StoppingMonitor(stop);
        try
        {
            var stage = _bench.Make("train", parameters, ("start", ticket));
            _bench.Run(stage, monitor, checkpoint, ("start", ticket));
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
    }
}
