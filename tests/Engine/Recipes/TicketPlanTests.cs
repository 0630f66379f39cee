using Slimfront.Search.Spaces;
using static Slimfront.Engine.Tests.Recipes.Studies;

namespace Slimfront.Engine.Tests.Recipes;

public sealed class TicketPlanTests
{
    [Test]
    public void Each_round_is_a_ticket_and_the_same_training_again()
    {
        var recipe = Images.Recipe(Distilled("none", 4, [.. Sparse(2, "layer")]));
        Assert.That(
            recipe.Operations(),
            Is.EqualTo("train soft-labels distil initialise ticket distil ticket distil measure")
        );
        var (dense, fresh) = (recipe.Stages[2], recipe.Stages[3]);
        var (first, once, second, twice) = (
            recipe.Stages[4],
            recipe.Stages[5],
            recipe.Stages[6],
            recipe.Stages[7]
        );
        Assert.That((first.Input("trained"), first.Input("origin")), Is.EqualTo((dense.Key, fresh.Key)));
        Assert.That((second.Input("trained"), second.Input("origin")), Is.EqualTo((once.Key, first.Key)));
        Assert.That(twice.Input("start"), Is.EqualTo(second.Key));
        Assert.That(twice.Input("labels"), Is.EqualTo(dense.Input("labels")));
        // All that says how to train is the same; only the family is no longer needed.
        Assert.That(once.Parameters, Is.EqualTo(twice.Parameters));
        Assert.That(
            dense.Parameters.Where(p => !p.Key.StartsWith("model.", StringComparison.Ordinal)),
            Is.EqualTo(once.Parameters)
        );
        Assert.That(recipe.Model, Is.EqualTo(twice.Key));
        Assert.That(recipe.Prediction.Values.All(p => p.IsExact));
    }

    [Test]
    public void After_pruning_the_origin_is_the_pruned_network()
    {
        var recipe = Images.Recipe(Point([.. Pruned("layer", 0.4, "plain"), .. Sparse(1, "layer")]));
        Assert.That(recipe.Operations(), Is.EqualTo("train prune train ticket train measure"));
        Assert.That(recipe.Stages[3].Input("origin"), Is.EqualTo(recipe.Stages[1].Key));
        Assert.That(recipe.Stages[3].Input("trained"), Is.EqualTo(recipe.Stages[2].Key));
        Assert.That(recipe.Stages[4].Parameters, Is.EqualTo(recipe.Stages[2].Parameters));
    }

    [Test]
    public void Going_back_to_an_early_epoch_takes_the_first_part_of_the_training()
    {
        var early = Sparse(2, "layer", "large-final", "action=rewind", "action.rewind.to=early");
        var recipe = Images.Recipe(Point([.. early]));
        Assert.That(recipe.Operations(), Is.EqualTo("train train ticket train ticket train measure"));
        var (dense, part, rest) = (recipe.Stages[0], recipe.Stages[1], recipe.Stages[3]);
        // A tenth of 20 epochs.
        Assert.That(part.Parameters, Is.EqualTo(dense.Parameters.With("to", Value.Of(2))));
        Assert.That(rest.Parameters, Is.EqualTo(dense.Parameters.With("from", Value.Of(2))));
        Assert.That(rest.Input("previous"), Is.EqualTo(recipe.Stages[2].Key));
        Assert.That((part.Epochs, rest.Epochs), Is.EqualTo((2, 18)));
        Assert.That(recipe.Stages[4].Input("origin"), Is.EqualTo(recipe.Stages[2].Key));
    }

    [TestCase(1, 0.1)]
    [TestCase(5, 0.5)]
    public void Less_than_an_epoch_is_a_part_of_the_first(int epochs, double early)
    {
        var sparse = Sparse(1, "layer", "large-final", "action=rewind", "action.rewind.to=early");
        var recipe = Images.With("training.epochs", Value.Of(epochs)).Recipe(Point([.. sparse]));
        Assert.That(recipe.Operations(), Is.EqualTo("train train ticket train measure"));
        Assert.That(recipe.Stages[1].Parameters.Real("to"), Is.EqualTo(early));
        Assert.That(recipe.Stages[3].Parameters.Real("from"), Is.EqualTo(early));
        Assert.That(recipe.Stages[3].Epochs, Is.EqualTo(epochs - early));
        Assert.That(recipe.Summary, Does.Contain(FormattableString.Invariant($"to epoch {early}")));
    }

    [Test]
    public void The_last_layer_loses_a_share_of_what_the_others_lose()
    {
        var ticket = Images.Recipe(Point([.. Sparse(1, "layer")])).Stages[2];
        Assert.That(ticket.Parameters.Real("output-rate"), Is.EqualTo(0.2));
        var spec = Images.With("tickets.output-share", Value.Of(0.0));
        Assert.That(
            spec.Recipe(Point([.. Sparse(1, "layer")])).Stages[2].Parameters.Real("output-rate"),
            Is.Zero
        );
    }

    [Test]
    public void More_rounds_begin_with_the_stages_of_fewer()
    {
        var two = Images.Recipe(Point([.. Sparse(2, "layer")]));
        var three = Images.Recipe(Point([.. Sparse(3, "layer")]));
        Assert.That(three.Stages.Take(6), Is.EqualTo(two.Stages.Take(6)));
        Assert.That(three.Prediction["bytes"].High, Is.LessThan(two.Prediction["bytes"].Low));
    }

    [Test]
    public void A_generation_goes_back_to_its_own_beginning()
    {
        var recipe = Images.Recipe(BornAgain(2, "off", "last", [.. Sparse(1, "layer")]));
        var (fresh, generation) = (
            recipe.Stages.Single(s => s.Operation == "initialise"),
            recipe.Stages.Last(s => s.Operation == "distil" && s.Parameters.Has("model.family"))
        );
        Assert.That(fresh.Seed, Is.EqualTo(generation.Seed).And.Not.EqualTo(recipe.Stages[0].Seed));
        Assert.That(
            recipe.Stages.Single(s => s.Operation == "ticket").Input("origin"),
            Is.EqualTo(fresh.Key)
        );
    }

    [Test]
    public void Peers_and_refiners_train_a_ticket_as_they_trained_the_student()
    {
        var peers = Images.Recipe(Mutual(2, "wider", "together", [.. Sparse(1, "layer")]));
        Assert.That(peers.Operations(), Is.EqualTo("mutual initialise ticket mutual measure"));
        var refined = Images.Recipe(Refined("teacher", 1, [.. Sparse(1, "layer")]));
        Assert.That(refined.Operations(), Is.EqualTo("train refine initialise ticket refine measure"));
        Assert.That(refined.Stages[4].Input("teacher"), Is.EqualTo(refined.Stages[0].Key));
        Assert.That(
            Planner.Plan(Images, Refined("teacher", 3, [.. Sparse(1, "layer")])).ToString(),
            Does.Contain("not a chain of refined labels")
        );
    }

    [Test]
    public void Weights_are_drawn_once_for_the_mask_that_rewinding_found()
    {
        var drawn = Images.Recipe(
            Point([
                .. Sparse(3, "layer", "large-final", "action=reinitialise", "action.reinitialise.sign=drawn"),
            ])
        );
        var rewound = Images.Recipe(Point([.. Sparse(3, "layer")]));
        Assert.That(
            drawn.Stages.Where(s => s.Operation == "ticket").Select(s => s.Parameters.Text("action")),
            Is.EqualTo(["rewind", "rewind", "reinitialise"])
        );
        Assert.That(drawn.Stages.Take(6), Is.EqualTo(rewound.Stages.Take(6)));
        Assert.That(
            drawn.Summary,
            Does.EndWith(
                "2 × ticket of 40 % by large-final, layer, rewind · ticket of 40 % by large-final, layer, reinitialise (sign drawn)"
            )
        );
    }
}
