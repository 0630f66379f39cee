using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Engine.Tests.Artifacts;
using Slimfront.Engine.Tests.Pruning;
using Slimfront.Engine.Tickets;
using Slimfront.Engine.Tickets.Actions;
using Slimfront.Engine.Tickets.Missing;
using Slimfront.Engine.Tickets.Rules;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tests.Tickets;

public sealed class TicketMakerTests
{
    // Weights 2×2 and 2×2, with biases.
    private static readonly ModelGraph Graph = new GraphBuilder(Shape.Of(2))
        .Linear(2)
        .Relu()
        .Linear(2)
        .Build();

    [Test]
    public void The_largest_weights_of_each_layer_stay_and_go_back()
    {
        var ticket = Make([1, -4, 2, 3], [5, 1, 6, -7], new(0.5, 0.25, IsGlobal: false));
        Assert.That(Values(ticket, "fc1.weight"), Is.EqualTo((float[])[0, -0.2f, 0, 0.4f]));
        Assert.That(Values(ticket, "fc2.weight"), Is.EqualTo((float[])[0.1f, 0, 0.3f, 0.4f]));
        Assert.That(ticket.Masks.Keys, Is.EqualTo((string[])["fc1.weight", "fc2.weight"]));
        Assert.That(ticket.Tensors["fc1.bias"].ToArray(), Is.EqualTo(Origin.Tensors["fc1.bias"].ToArray()));
    }

    [Test]
    public void Among_equal_scores_the_earlier_weights_stay()
    {
        var ticket = Make([1, 1, 1, 1], [1, 1, 1, 1], new(0.5, 0.25, IsGlobal: false));
        Assert.That(ticket.Masks["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[true, true, false, false]));
        Assert.That(ticket.Masks["fc2.weight"].ToFlags(), Is.EqualTo((bool[])[true, true, true, false]));
    }

    [Test]
    public void What_an_earlier_ticket_lacks_stays_gone_and_a_weight_that_is_zero_does_not()
    {
        var first = Make([1, 0, 2, 3], [5, 1, 6, -7], new(0.25, 0, IsGlobal: false));
        Assert.That(first.Masks["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[true, false, true, true]));
        // The removed weight may not come back, whatever it is now.
        var second = Maker(new(0.3, 0, IsGlobal: false)).Make(first, Trained([0, 9, 2, 3], [5, 1, 6, -7]), 1);
        Assert.That(second.Masks["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[false, false, true, true]));
        Assert.That(second.Masks["fc2.weight"].Kept, Is.EqualTo(4));
    }

    [Test]
    public void Layers_ranked_together_lose_where_they_are_small_but_never_all()
    {
        var graph = new GraphBuilder(Shape.Of(2)).Linear(2).Linear(2).Linear(2).Build();
        var origin = Plain(graph);
        var trained = origin with
        {
            Tensors = origin
                .Tensors.SetItem("fc1.weight", new float[] { 0.1f, 0.2f, 0.3f, 0.4f })
                .SetItem("fc2.weight", new float[] { 5, 6, 7, 8 })
                .SetItem("fc3.weight", new float[] { 0.01f, 0.02f, 0.03f, 0.04f }),
        };
        var ticket = Maker(new(0.5, 0.5, IsGlobal: true)).Make(origin, trained, 1);
        Assert.That(ticket.Masks["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[false, false, false, true]));
        Assert.That(ticket.Masks["fc2.weight"].ToFlags(), Is.EqualTo((bool[])[false, true, true, true]));
        // The last layer is never ranked with the others.
        Assert.That(ticket.Masks["fc3.weight"].ToFlags(), Is.EqualTo((bool[])[false, false, true, true]));
    }

    [Test]
    public void Frozen_weights_exist_and_are_held()
    {
        var maker = new TicketMaker(new LargeFinal(), new Rewind(), new FreezeGrown(), new(0.5, 0, false));
        // 0.1 grew and 0.3 shrank: both go.
        var ticket = maker.Make(Origin, Trained([0.15f, 4, 0.2f, 5], [5, 1, 6, -7]), 1);
        Assert.That(Values(ticket, "fc1.weight"), Is.EqualTo((float[])[0.1f, -0.2f, 0, 0.4f]));
        Assert.That(ticket.Masks["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[true, true, false, true]));
        Assert.That(ticket.Held["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[true, false, false, false]));
        Assert.That(ticket.Parameters, Is.EqualTo(Graph.Parameters - 1));
        // What is held is not there to be chosen in the next round.
        var next = maker.Make(ticket, Trained([100, 4, 0, 5], [5, 1, 6, -7]), 1);
        Assert.That(next.Masks["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[true, true, false, true]));
        Assert.That(next.Held["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[true, true, false, false]));
    }

    [Test]
    public void Weights_frozen_anew_are_drawn_once_and_held_there()
    {
        var maker = new TicketMaker(
            new LargeFinal(),
            new Rewind(),
            new FreezeReinitialised(),
            new(0.5, 0, false)
        );
        var ticket = maker.Make(Origin, Trained([0.15f, 4, 0.2f, 5], [5, 1, 6, -7]), 1);
        var values = Values(ticket, "fc1.weight");
        Assert.That((values[1], values[3]), Is.EqualTo((-0.2f, 0.4f)));
        Assert.That(ticket.Held["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[true, false, true, false]));
        // Fan-in 2: uniform on ±1/√2, and not what they were.
        Assert.That((values[0], values[2]), Is.Not.EqualTo((0.1f, 0.3f)));
        Assert.That(Math.Max(Math.Abs(values[0]), Math.Abs(values[2])), Is.LessThan(0.7072f).And.Positive);
        Assert.That(ticket.Parameters, Is.EqualTo(Graph.Parameters));
        var next = maker.Make(ticket, Trained([values[0], 4, values[2], 9], [5, 1, 6, -7]), 2);
        Assert.That(Values(next, "fc1.weight")[0], Is.EqualTo(values[0]), "what is held stays there");
        Assert.That(next.Held["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[true, true, true, false]));
    }

    [Test]
    public void All_weights_that_shrank_begin_at_zero_and_those_that_stay_exist()
    {
        var maker = new TicketMaker(
            new LargeFinal(),
            new Rewind(),
            new FreezeGrownZeroAll(),
            new(0.5, 0, false)
        );
        // Of 0.1, −0.2, 0.3, 0.4: the first grew and goes, the second shrank and goes, the third grew and stays, the last shrank and stays.
        var ticket = maker.Make(Origin, Trained([0.15f, -0.1f, 0.6f, 0.3f], [5, 1, 6, -7]), 1);
        Assert.That(Values(ticket, "fc1.weight"), Is.EqualTo((float[])[0.1f, 0, 0.3f, 0]));
        Assert.That(ticket.Masks["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[true, false, true, true]));
        Assert.That(ticket.Held["fc1.weight"].ToFlags(), Is.EqualTo((bool[])[true, false, false, false]));
        Assert.That(ticket.Parameters, Is.EqualTo(Graph.Parameters - 1));
    }

    [TestCase(10, 0.2, 8)]
    [TestCase(3, 0.5, 2)]
    [TestCase(1, 0.5, 1)]
    [TestCase(2, 1, 1)]
    [TestCase(7, 0, 7)]
    public void The_share_that_stays_is_rounded_but_never_empty(int remaining, double rate, int kept) =>
        Assert.That(TicketSizes.Kept(remaining, rate), Is.EqualTo(kept));

    [Test]
    public void The_forecast_is_exact_for_layers_and_holds_for_the_whole() =>
        Gen.Select(RandomGraphs.Any, Gen.Double[0.1, 0.6], Gen.Double[0, 0.3], Gen.Bool, Gen.ULong)
            .Sample(
                (graph, rate, output, global, seed) =>
                {
                    var rates = new TicketRates(rate, output, global);
                    var random = new Pcg(seed);
                    var model = PackedModels.Of(graph, random) with
                    {
                        Masks = Model.NoMasks,
                        Grids = Model.NoGrids,
                    };
                    var forecast = SizeForecast.Of(graph);
                    for (var round = 0; round < 3; round++)
                    {
                        model = Maker(rates).Make(model, PackedModels.Of(graph, random), seed);
                        forecast = forecast.Changed(n => TicketSizes.After(n, rates));
                    }
                    return forecast.Parameters.IsExact
                        && forecast.Parameters.Low == model.Parameters
                        && forecast.Bytes.Contains(ModelFile.Length(model))
                        && (forecast.Bytes.IsExact || global)
                        && forecast.Bytes.High - forecast.Bytes.Low <= 20 * graph.Tensors.Length;
                },
                iter: 300,
                threads: 1
            );

    private static Model Origin { get; } = Plain(Graph);

    private static Model Make(float[] first, float[] second, TicketRates rates) =>
        Maker(rates).Make(Origin, Trained(first, second), seed: 1);

    private static TicketMaker Maker(TicketRates rates) =>
        new(new LargeFinal(), new Rewind(), new Zero(), rates);

    private static Model Plain(ModelGraph graph) =>
        new(
            graph,
            new([0, 0], [1, 1]),
            graph.Tensors.Aggregate(
                PackedModels.Of(graph, new Pcg(1)).Tensors,
                (all, t) =>
                    t.Role == TensorRole.Weight ? all.SetItem(t.Name, new[] { 0.1f, -0.2f, 0.3f, 0.4f }) : all
            )
        );

    private static Model Trained(float[] first, float[] second) =>
        Origin with
        {
            Tensors = Origin.Tensors.SetItem("fc1.weight", first).SetItem("fc2.weight", second),
        };

    private static float[] Values(Model model, string tensor) => model.Tensors[tensor].ToArray();
}
