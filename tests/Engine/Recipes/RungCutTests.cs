using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using static Slimfront.Engine.Tests.Recipes.Studies;

namespace Slimfront.Engine.Tests.Recipes;

public sealed class RungCutTests
{
    private static readonly StudySpec Cut = Images with { Rungs = [1 / 9.0, 1 / 3.0, 1] };

    [Test]
    public void A_training_is_cut_where_the_rungs_are()
    {
        var recipe = Cut.Recipe(Point());
        Assert.That(recipe.Operations(), Is.EqualTo("train train train measure"));
        var parts = recipe.Stages.Take(3).ToArray();
        // 20 epochs: a ninth is 2.2, a third 6.7.
        Assert.That(parts.Select(p => p.Parameters.Integer("from")), Is.EqualTo([0, 2, 7]));
        Assert.That(parts.Select(p => p.Parameters.Integer("to")), Is.EqualTo([2, 7, 20]));
        Assert.That(parts.Select(p => p.Epochs), Is.EqualTo([2.0, 5.0, 13.0]));
        Assert.That(parts[1].Input("previous"), Is.EqualTo(parts[0].Key));
        Assert.That(parts[2].Key, Is.EqualTo(recipe.Model));
    }

    [Test]
    public void A_rung_is_the_way_up_to_it_and_a_measurement()
    {
        var recipe = Cut.Recipe(Distilled("none", 4, [.. Pruned("layer", 0.4, "plain")]));
        Assert.That(
            recipe.Rungs.Select(Operations),
            Is.EqualTo(["train soft-labels distil measure", "train soft-labels distil distil measure"])
        );
        Assert.That(
            recipe.Operations(),
            Is.EqualTo("train soft-labels distil distil distil prune train measure")
        );
        Assert.That(recipe.Rungs[0].Stages[..3], Is.EqualTo(recipe.Stages[..3]));
        Assert.That(recipe.Rungs[1].Stages[^1].Input("model"), Is.EqualTo(recipe.Stages[3].Key));
    }

    [Test]
    public void Without_rungs_nothing_is_cut()
    {
        Assert.That(Images.Recipe(Point()).Rungs, Is.Empty);
        Assert.That(Images.Recipe(Point()).Operations(), Is.EqualTo("train measure"));
    }

    [Test]
    public void A_training_too_short_for_all_cuts_is_looked_at_twice_at_the_same_place()
    {
        var recipe = Cut.With("training.epochs", Value.Of(2)).Recipe(Point());
        Assert.That(recipe.Rungs, Has.Length.EqualTo(2));
        Assert.That(recipe.Rungs[0].Measurement, Is.EqualTo(recipe.Rungs[1].Measurement));
        Assert.That(recipe.Operations(), Is.EqualTo("train train measure"));
    }

    [Test]
    public void Assistants_and_teachers_are_trained_at_once()
    {
        var recipe = Cut.Recipe(Distilled("1"));
        Assert.That(
            recipe.Operations(),
            Is.EqualTo("train soft-labels distil soft-labels distil distil distil measure")
        );
    }

    private static string Operations(Rung rung) => string.Join(' ', rung.Stages.Select(s => s.Operation));
}
