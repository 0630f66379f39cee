using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using static Slimfront.Engine.Tests.Recipes.Studies;

namespace Slimfront.Engine.Tests.Recipes;

/// <summary>Ways of teaching as recipes.</summary>
public sealed class TeachingPlanTests
{
    [Test]
    public void Hints_come_before_distillation_and_count_no_more_in_fine_tuning()
    {
        var recipe = Images.Recipe(
            Distilled("none", 4, [.. FitNet("two"), .. Pruned("layer", 0.4, "distilled")])
        );
        Assert.That(recipe.Operations(), Is.EqualTo("train hint soft-labels distil prune distil measure"));
        var (hint, distil, tuning) = (recipe.Stages[1], recipe.Stages[3], recipe.Stages[5]);
        Assert.That(hint.Input("teacher"), Is.EqualTo(recipe.Stages[0].Key));
        Assert.That(hint.Parameters.Text("features"), Is.EqualTo("fitnet"));
        Assert.That(hint.Parameters.Integer("training.epochs"), Is.EqualTo(10));
        Assert.That(hint.Parameters.Text("training.optimizer"), Is.EqualTo("adam"));
        Assert.That(distil.Input("start"), Is.EqualTo(hint.Key));
        Assert.That(distil.Parameters.Paths, Has.None.StartsWith("features"));
        Assert.That(tuning.Parameters.Paths, Has.None.StartsWith("features"));
        Assert.That(
            recipe.Summary,
            Does.StartWith(
                "plain-cnn 2×0.5 · hints by fitnet (guided 0.5, hint 0.5, stages two) from teacher · distilled from teacher (alpha 0.5, temperature 4) · pruned"
            )
        );
    }

    [Test]
    public void In_one_stage_features_stand_beside_the_logits()
    {
        var recipe = Images.Recipe(Distilled("none", 4, [.. FitNet("one")]));
        Assert.That(recipe.Operations(), Is.EqualTo("train distil measure"));
        Assert.That(recipe.Stages[1].Parameters.Real("features.fitnet.stages.one.weight"), Is.EqualTo(100));
        Assert.That(
            recipe.Summary,
            Does.EndWith(
                "distilled from teacher (alpha 0.5, temperature 4), compared by fitnet (guided 0.5, hint 0.5, stages one, weight 100)"
            )
        );
    }

    [Test]
    public void Not_comparing_features_is_as_likely_as_comparing_them() =>
        Assert.That(
            Planner.Space(Images).Find("teaching.distil.features")!.Parameter.Range,
            Is.EqualTo("none | compared")
        );

    [Test]
    public void Peers_need_one_stage_and_no_teacher()
    {
        var recipe = Images.Recipe(Mutual(3, "same", "turns"));
        Assert.That(recipe.Operations(), Is.EqualTo("mutual measure"));
        Assert.That(recipe.Stages[0].Inputs, Is.Empty);
        Assert.That(recipe.Stages[0].Parameters.Paths, Has.None.StartsWith("peer."));
        Assert.That(recipe.Summary, Is.EqualTo("plain-cnn 2×0.5 · learnt with 2 peers, turns"));
        Assert.That(
            recipe.Prediction,
            Is.EqualTo(Images.Recipe(Point()).Prediction),
            "the student's size alone"
        );
    }

    [TestCase("wider", "2", 1)]
    [TestCase("teacher", "6", 1)]
    public void A_partner_may_be_larger(string partner, string depth, double width)
    {
        var recipe = Images.Recipe(Mutual(2, partner, "together"));
        Assert.That(recipe.Stages[0].Parameters.Text("peer.family.plain-cnn.depth"), Is.EqualTo(depth));
        Assert.That(recipe.Stages[0].Parameters.Real("peer.family.plain-cnn.width"), Is.EqualTo(width));
        Assert.That(
            recipe.Summary,
            Does.EndWith(
                FormattableString.Invariant($"learnt with 1 peer plain-cnn {depth}×{width}, together")
            )
        );
    }

    [Test]
    public void Generations_learn_one_from_another_with_seeds_of_their_own()
    {
        var recipe = Images.Recipe(BornAgain(3, "off", "last"));
        Assert.That(
            recipe.Operations(),
            Is.EqualTo("train soft-labels distil soft-labels distil soft-labels distil measure")
        );
        Assert.That(recipe.Stages[0], Is.EqualTo(Images.Recipe(Point()).Stages[0]), "the plain student");
        var trained = recipe.Stages.Where(s => s.Operation is "train" or "distil").ToArray();
        Assert.That(trained.Select(s => s.Seed), Is.Unique);
        Assert.That(
            trained.Select(s => s.Seed),
            Is.EqualTo((ulong[])[1, .. Enumerable.Range(1, 3).Select(i => Seed.Derive(1, "generation", i))])
        );
        foreach (var generation in trained[1..])
        {
            Assert.That(generation.Parameters.Real("loss.soft-target.temperature"), Is.EqualTo(1));
            Assert.That(generation.Parameters.Real("loss.soft-target.alpha"), Is.EqualTo(1));
            Assert.That(generation.Parameters.Text("model.family"), Is.EqualTo("plain-cnn"));
        }
        Assert.That(recipe.Summary, Is.EqualTo("plain-cnn 2×0.5 · born again 3×"));
    }

    [Test]
    public void Trials_share_generations()
    {
        var (one, three) = (
            Images.Recipe(BornAgain(1, "on", "last")),
            Images.Recipe(BornAgain(3, "on", "ensemble"))
        );
        Assert.That(three.Stages.Take(3), Is.EqualTo(one.Stages.Take(3)));
        Assert.That(one.Stages[2].Parameters.Real("loss.soft-target.alpha"), Is.EqualTo(0.5));
        Assert.That(
            Images.Recipe(BornAgain(1, "on", "ensemble")).Model,
            Is.EqualTo(one.Model),
            "an ensemble of one generation is that generation"
        );
    }

    [Test]
    public void The_size_of_an_ensemble_of_generations_is_exactly_the_sum()
    {
        var single = Images.Recipe(Point()).Prediction;
        var recipe = Images.Recipe(BornAgain(3, "off", "ensemble"));
        Assert.That(recipe.Operations(), Does.EndWith("distil ensemble measure"));
        Assert.That(recipe.Summary, Does.EndWith("born again 3× · ensemble of 3"));
        foreach (var objective in (string[])["parameters", "macs"])
        {
            Assert.That(recipe.Prediction[objective].IsExact);
            Assert.That(recipe.Prediction[objective].Low, Is.EqualTo(3 * single[objective].Low));
        }
        Assert.That(recipe.Prediction["bytes"].IsExact);
        var layer = Images.Recipe(BornAgain(2, "off", "ensemble", [.. Pruned("layer", 0.5, "plain")]));
        var alone = Images.Recipe(Point([.. Pruned("layer", 0.5, "plain")]));
        Assert.That(layer.Prediction["parameters"].Low, Is.EqualTo(2 * alone.Prediction["parameters"].Low));
    }

    [Test]
    public void Labels_are_refined_by_the_network_before_and_never_recorded()
    {
        var recipe = Images.Recipe(Refined("self", 3));
        Assert.That(recipe.Operations(), Is.EqualTo("train refine refine refine pick measure"));
        for (var i = 1; i < 4; i++)
            Assert.That(recipe.Stages[i].Input("teacher"), Is.EqualTo(recipe.Stages[i - 1].Key));
        Assert.That(
            recipe.Stages[4].Inputs.Select(i => i.Stage),
            Is.EqualTo(recipe.Stages[1..4].Select(s => s.Key))
        );
        Assert.That(recipe.Stages[1..4].Select(s => s.Seed), Is.Unique);
        Assert.That(recipe.Summary, Does.EndWith("labels refined by itself · best of a chain of 3"));

        var taught = Images.Recipe(Refined("teacher", 1));
        Assert.That(taught.Operations(), Is.EqualTo("train refine measure"));
        Assert.That(taught.Stages[0].Key, Is.EqualTo(Planner.Teacher(Images)!.Model));
        Assert.That(taught.Summary, Does.EndWith("labels refined by teacher"));
        Assert.That(
            Images.Recipe(Refined("teacher", 5)).Stages.Take(2),
            Is.EqualTo(taught.Stages.Take(2)),
            "chains share their beginnings"
        );
    }

    // Another key here means that stored artifacts are no longer found: raise an operation's version on purpose only.
    [Test]
    public void Keys_are_pinned()
    {
        Configuration[] points =
        [
            Distilled("none", 4, [.. FitNet("two")]),
            Distilled("none", 4, [.. FitNet("one")]),
            Mutual(3, "wider", "turns"),
            BornAgain(2, "on", "ensemble"),
            Refined("teacher", 2),
        ];
        var stages = points.Select(Images.Recipe).Select(r => r.Stages[^2]);
        var keys = string.Join("\n", stages.Select(s => $"{s.Operation} {s.Key.Short}"));
        Assert.That(
            keys,
            Is.EqualTo(
                """
                distil 979fcfc2c4b2
                distil b185290c90ce
                mutual 0e22f0655663
                ensemble 34453fb2b57c
                pick 38c3b17e6456
                """.ReplaceLineEndings("\n")
            ),
            keys
        );
    }

    internal static string[] FitNet(string stages) =>
        [
            "teaching.distil.features=compared",
            "teaching.distil.features.compared.by=fitnet",
            "teaching.distil.features.compared.by.fitnet.hint=0.5",
            "teaching.distil.features.compared.by.fitnet.guided=0.5",
            $"teaching.distil.features.compared.by.fitnet.stages={stages}",
            .. stages == "one"
                ? (string[])["teaching.distil.features.compared.by.fitnet.stages.one.weight=100"]
                : [],
        ];
}
