using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using static Slimfront.Engine.Tests.Recipes.Studies;

namespace Slimfront.Engine.Tests.Recipes;

public sealed class BaselineTests
{
    [Test]
    public void Without_a_teacher_nothing_of_the_recipe_learns_from_one()
    {
        var point = Distilled("1-2", 4, [.. Pruned("layer", 0.4, "distilled")]);
        var (baseline, recipe) = Simpler(point, "no-teacher");
        Assert.That(recipe.Operations(), Is.EqualTo("train prune train measure"));
        Assert.That(
            baseline.Configuration,
            Is.EqualTo(Point([.. Pruned("layer", 0.4, "plain")])),
            "the student, the criterion and the ratio stay"
        );
        // The same network: what is compared is how it was taught.
        Assert.That(recipe.Prediction, Is.EqualTo(Images.Recipe(point).Prediction));
    }

    [Test]
    public void By_chance_instead_of_a_criterion_all_else_is_the_same_work()
    {
        var point = Distilled("none", 4, [.. Pruned("layer", 0.4, "plain")]);
        var (_, recipe) = Simpler(point, "random-criterion");
        var original = Images.Recipe(point);
        Assert.That(recipe.Operations(), Is.EqualTo(original.Operations()));
        var prune = recipe.Stages.Single(s => s.Operation == "prune");
        Assert.That(prune.Parameters.Text("criterion"), Is.EqualTo("random"));
        var changed = original.Stages.Single(s => s.Operation == "prune");
        Assert.That(prune.Parameters.With("criterion", Value.Of("l1")), Is.EqualTo(changed.Parameters));
        // Everything up to pruning is shared with the recipe it is compared with.
        Assert.That(recipe.Stages.TakeWhile(s => s != prune), Is.SubsetOf(original.Stages));
    }

    [TestCase(
        "no-teacher random-criterion scratch-same-epochs scratch-same-computation",
        "distil",
        "distilled",
        "l1"
    )]
    [TestCase(
        "no-teacher random-criterion scratch-same-epochs scratch-same-computation",
        "distil",
        "plain",
        "l1"
    )]
    [TestCase(
        "no-teacher random-criterion scratch-same-epochs scratch-same-computation",
        "none",
        "distilled",
        "fpgm"
    )]
    [TestCase("random-criterion scratch-same-epochs scratch-same-computation", "none", "plain", "l1")]
    [TestCase("no-teacher scratch-same-epochs scratch-same-computation", "none", "distilled", "random")]
    [TestCase("scratch-same-epochs scratch-same-computation", "none", "plain", "random")]
    [TestCase("", "none", "scratch", "random")]
    public void Each_step_names_what_is_simpler(
        string kinds,
        string teaching,
        string fineTune,
        string criterion
    )
    {
        string[] pruned =
        [
            .. Pruned("layer", 0.4, fineTune)
                .Select(p => p.Replace("=l1", $"={criterion}", StringComparison.Ordinal)),
        ];
        var point = teaching == "none" ? Point(pruned) : Distilled("none", 4, pruned);
        var baselines = Planner.Baselines(Images, point);
        Assert.That(string.Join(' ', baselines.Select(b => b.Kind)), Is.EqualTo(kinds));
        Assert.That(baselines.Select(b => b.Plan), Is.All.InstanceOf<Plan.Accepted>());
    }

    [Test]
    public void From_scratch_a_uniform_shape_is_trained_for_the_epochs_of_the_whole_recipe()
    {
        var point = Point([.. Pruned("layer", 0.4, "plain")]);
        var (_, recipe) = Simpler(point, "scratch-same-epochs");
        Assert.That(recipe.Operations(), Is.EqualTo("initialise prune train measure"));
        var scratch = recipe.Stages[2];
        Assert.That(scratch.Parameters.Text("fresh"), Is.EqualTo("on"));
        Assert.That(scratch.Parameters.Integer("training.epochs"), Is.EqualTo(20 + 8));
        Assert.That(scratch.Parameters.Integer("to"), Is.EqualTo(20 + 8));
        Assert.That(recipe.Prediction, Is.EqualTo(Images.Recipe(point).Prediction));
    }

    [Test]
    public void From_scratch_with_as_much_computation_the_whole_network_is_compared_with()
    {
        var point = Distilled("none", 4, [.. Pruned("global", 0.4, "distilled")]);
        var (_, recipe) = Simpler(point, "scratch-same-computation");
        Assert.That(recipe.Operations(), Is.EqualTo("train soft-labels distil prune distil measure"));
        var (dense, scratch) = (recipe.Stages[2], recipe.Stages[4]);
        Assert.That(scratch.Parameters.Text("budget"), Is.EqualTo("computation"));
        Assert.That(scratch.Parameters.Integer("budget.fine-tuned"), Is.EqualTo(8));
        Assert.That(scratch.Input("whole"), Is.EqualTo(dense.Key));
        Assert.That(scratch.Input("labels"), Is.EqualTo(dense.Input("labels")), "taught alike");
    }

    [Test]
    public void A_criterion_that_decides_nothing_has_no_baseline_and_no_stage() =>
        Assert.Multiple(() =>
        {
            var point = Point([.. Pruned("layer", 0.4, "scratch")]);
            Assert.That(Planner.Baselines(Images, point), Is.Empty);
            Assert.That(
                Images.Recipe(point.With("pruning.channels.criterion", Value.Of("fpgm"))).Stages,
                Is.EqualTo(Images.Recipe(point).Stages)
            );
        });

    [Test]
    public void A_ticket_must_beat_a_random_one()
    {
        var point = Point([.. Sparse(2, "layer")]);
        var (_, recipe) = Simpler(point, "random-ticket");
        Assert.That(recipe.Prediction, Is.EqualTo(Images.Recipe(point).Prediction));
        Assert.That(
            recipe.Stages.Where(s => s.Operation == "ticket").Select(s => s.Parameters.Text("rule")),
            Is.EqualTo(["random", "random"])
        );
        Assert.That(Planner.Baselines(Images, Point([.. Sparse(2, "layer", "random")])), Is.Empty);
    }

    [Test]
    public void The_simplest_recipe_has_nothing_to_beat() =>
        Assert.That(Planner.Baselines(Images, Point()), Is.Empty);

    [Test]
    public void A_distilled_student_must_beat_the_one_trained_on_labels() =>
        Assert.That(
            Simpler(Distilled("1-2-3"), "no-teacher").Recipe.Model,
            Is.EqualTo(Images.Recipe(Point()).Model)
        );

    [Test]
    public void Restrictions_of_the_study_do_not_apply()
    {
        var restricted = Images
            .Restricted("teaching", OneOf("distil"))
            .Restricted("pruning", OneOf("channels"))
            .Restricted("pruning.channels.criterion", OneOf("l1"))
            .Restricted("pruning.channels.fine-tune", OneOf("distilled"));
        var point = Distilled("none", 4, [.. Pruned("layer", 0.4, "distilled")]);
        var baselines = Planner.Baselines(restricted, point);
        Assert.That(baselines.Select(b => b.Plan), Is.All.InstanceOf<Plan.Accepted>());
        Assert.That(
            baselines.Select(b => Planner.Plan(restricted, b.Configuration)),
            Is.All.InstanceOf<Plan.Refused>()
        );
    }

    private static (Baseline Baseline, Recipe Recipe) Simpler(Configuration point, string kind)
    {
        var baseline = Planner.Baselines(Images, point).Single(b => b.Kind == kind);
        return (baseline, ((Plan.Accepted)baseline.Plan).Recipe);
    }
}
