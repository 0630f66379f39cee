using CsCheck;
using Slimfront.Engine.Recipes;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using static Slimfront.Engine.Tests.Recipes.Studies;

namespace Slimfront.Engine.Tests.Recipes;

public sealed class PlanTests
{
    [Test]
    public void Plain_training_is_one_stage_and_its_measurement()
    {
        var recipe = Images.Recipe(Point());
        Assert.That(recipe.Operations(), Is.EqualTo("train measure"));
        Assert.That(recipe.Summary, Is.EqualTo("plain-cnn 2×0.5 · trained on labels"));
        Assert.That(recipe.Stages[0].Key, Is.EqualTo(recipe.Model));
        Assert.That(recipe.Stages[1].Key, Is.EqualTo(recipe.Measurement));
        Assert.That(recipe.TestMeasurement.Input("model"), Is.EqualTo(recipe.Model));
        Assert.That(recipe.TestMeasurement.Parameters.Text("split"), Is.EqualTo("test"));
    }

    [Test]
    public void A_training_stage_says_all_that_decides_its_result_and_no_more() =>
        Assert.That(
            Images.Recipe(Point()).Stages[0].Parameters.Canonical,
            Is.EqualTo(
                """
                from=0
                model.family=plain-cnn
                model.family.plain-cnn.depth=2
                model.family.plain-cnn.width=0.5
                to=20
                training.augment.flip=off
                training.augment.shift=0
                training.batch=32
                training.epochs=20
                training.label-smoothing=0.0
                training.learning-rate=0.05
                training.optimizer=sgd
                training.optimizer.sgd.momentum=0.9
                training.optimizer.sgd.nesterov=on
                training.schedule=cosine
                training.warm-up=0.05
                training.weight-decay=0.0005
                """.ReplaceLineEndings("\n")
            )
        );

    // Another key here means that stored artifacts are no longer found: raise an operation's version on purpose only.
    [Test]
    public void Keys_are_pinned()
    {
        var recipe = Images.Recipe(Distilled("1-2", 4, [.. Pruned("layer", 0.4, "distilled")]));
        var keys = string.Join("\n", recipe.Stages.Select(s => $"{s.Operation} {s.Key.Short}"));
        Assert.That(
            keys,
            Is.EqualTo(
                """
                train b15676536128
                soft-labels 213844ccd190
                distil dda0bfbe160f
                soft-labels d5280cefd847
                distil fa286f1b7e06
                soft-labels 401576428826
                distil b701a79bd19f
                prune 06a993bf1dd0
                distil 67cc6fd8ec02
                measure 9792c8cc4055
                """.ReplaceLineEndings("\n")
            ),
            keys
        );
    }

    [Test]
    public void A_distilled_student_learns_from_recorded_answers()
    {
        var recipe = Images.Recipe(Distilled("none"));
        Assert.That(recipe.Operations(), Is.EqualTo("train soft-labels distil measure"));
        Assert.That(recipe.Stages[1].Input("teacher"), Is.EqualTo(recipe.Stages[0].Key));
        Assert.That(recipe.Stages[2].Input("labels"), Is.EqualTo(recipe.Stages[1].Key));
        Assert.That(recipe.Stages[2].Parameters.Text("loss"), Is.EqualTo("soft-target"));
        Assert.That(recipe.Stages[2].Parameters.Real("loss.soft-target.temperature"), Is.EqualTo(4));
        Assert.That(
            recipe.Summary,
            Is.EqualTo("plain-cnn 2×0.5 · distilled from teacher (alpha 0.5, temperature 4)")
        );
    }

    [Test]
    public void An_augmented_student_asks_the_teacher_itself()
    {
        var recipe = Images.With("training.augment.shift", Value.Of(1)).Recipe(Distilled("none"));
        Assert.That(recipe.Operations(), Is.EqualTo("train distil measure"));
        Assert.That(recipe.Stages[1].Input("teacher"), Is.EqualTo(recipe.Stages[0].Key));
    }

    [Test]
    public void A_student_whose_features_are_compared_asks_the_last_of_the_chain_itself()
    {
        var recipe = Images.Recipe(Distilled("1", 4, [.. Attention, .. Pruned("layer", 0.4, "distilled")]));
        Assert.That(
            recipe.Operations(),
            Is.EqualTo("train soft-labels distil distil prune distil measure"),
            "the assistant learns by the study's own loss"
        );
        Assert.That(recipe.Stages[3].Input("teacher"), Is.EqualTo(recipe.Stages[2].Key));
        Assert.That(recipe.Stages[5].Input("teacher"), Is.EqualTo(recipe.Stages[0].Key));
        Assert.That(recipe.Stages[5].Parameters.Text("features"), Is.EqualTo("attention-transfer"));
        Assert.That(
            recipe.Summary,
            Does.Contain(
                "distilled from teacher via plain-cnn 6×0.5 (alpha 0.5, temperature 4), compared by attention-transfer ("
            )
        );
    }

    [Test]
    public void Features_that_a_network_lacks_are_refused_before_any_work() =>
        Assert.That(
            Planner.Plan(
                Images,
                Distilled(
                    "none",
                    4,
                    ["student=mlp", "student.mlp.depth=1", "student.mlp.width=1", .. Attention]
                )
            ),
            Is.EqualTo(
                new Plan.Refused(
                    "A network that has no feature map after an activation function has no features to compare."
                )
            )
        );

    private static bool LacksMaps(Configuration point) =>
        point.Text("student") is "mlp" or "lenet-300-100"
        && point.Text("teaching.distil.features.compared.by", "none") == "attention-transfer";

    private static bool IsSparseEnsemble(Configuration point) =>
        point.Text("teaching") == "born-again"
        && point.Text("teaching.born-again.answer") == "ensemble"
        && point.Text("tickets") == "magnitude"
        && Planner.Plan(Images, point) is Plan.Refused { Reason: var reason }
        && reason.StartsWith(
            "Lottery tickets repeat one training, not an ensemble",
            StringComparison.Ordinal
        );

    private static bool CannotShrink(Configuration point) =>
        Refusal(point).StartsWith("Pruning cannot remove", StringComparison.Ordinal);

    // What trains anew repeats the training of one network.
    private static bool CannotRepeat(Configuration point) =>
        Refusal(point) switch
        {
            "Lottery tickets repeat one training, not a chain of refined labels." => point.Text("teaching")
                == "refinery",
            "Training from scratch is for single networks, not for an ensemble." => point.Text("teaching")
                == "born-again",
            "A training whose epochs depend on its computation has no early epoch to go back to." =>
                point.Text("tickets.magnitude.action") == "rewind",
            _ => false,
        };

    private static string Refusal(Configuration point) =>
        Planner.Plan(Images, point) is Plan.Refused { Reason: var reason } ? reason : "";

    private static readonly string[] Attention =
    [
        "teaching.distil.features=compared",
        "teaching.distil.features.compared.by=attention-transfer",
        "teaching.distil.features.compared.by.attention-transfer.layers=2",
        "teaching.distil.features.compared.by.attention-transfer.variant=paper",
        "teaching.distil.features.compared.by.attention-transfer.variant.paper.weight=1",
    ];

    [Test]
    public void Assistants_are_taught_one_by_another()
    {
        var recipe = Images.Recipe(Distilled("1-2"));
        Assert.That(
            recipe.Operations(),
            Is.EqualTo("train soft-labels distil soft-labels distil soft-labels distil measure")
        );
        var widths = recipe
            .Stages.Where(s => s.Operation is "train" or "distil")
            .Select(s => s.Parameters.Real("model.family.plain-cnn.width"));
        Assert.That(widths, Is.EqualTo(new[] { 1, 0.5, 0.25, 0.5 }));
        Assert.That(
            recipe.Summary,
            Does.EndWith(
                "distilled from teacher via plain-cnn 6×0.5, plain-cnn 6×0.25 (alpha 0.5, temperature 4)"
            )
        );
    }

    [Test]
    public void Chains_that_begin_alike_share_their_stages_whatever_the_student_and_its_loss()
    {
        var one = Images.Recipe(Distilled("1-2", temperature: 2));
        var other = Images.Recipe(Distilled("1-3", temperature: 9, "student.plain-cnn.width=0.1"));
        Assert.That(
            one.Stages.Take(4),
            Is.EqualTo(other.Stages.Take(4)),
            "teacher, labels, assistant 1, its labels"
        );
        Assert.That(one.Stages[4], Is.Not.EqualTo(other.Stages[4]));
    }

    [Test]
    public void An_assistant_no_larger_than_the_student_is_left_out()
    {
        var student = new[] { "student.plain-cnn.depth=8", "student.plain-cnn.width=0.2" };
        var recipe = Images.Recipe(Distilled("1-3", 4, student));
        Assert.That(
            recipe.Summary,
            Is.EqualTo(
                "plain-cnn 8×0.2 · distilled from teacher via plain-cnn 6×0.5 (alpha 0.5, temperature 4)"
            )
        );
        Assert.That(recipe.Model, Is.EqualTo(Images.Recipe(Distilled("1", 4, student)).Model));
    }

    [Test]
    public void A_pruned_student_is_trained_further_from_what_is_left()
    {
        var recipe = Images.Recipe(Point([.. Pruned("layer", 0.5, "plain")]));
        Assert.That(recipe.Operations(), Is.EqualTo("train prune train measure"));
        Assert.That(recipe.Stages[1].Input("start"), Is.EqualTo(recipe.Stages[0].Key));
        Assert.That(
            recipe.Stages[1].Parameters.Canonical,
            Is.EqualTo("criterion=l1\nratio=0.5\nscope=layer")
        );
        var fineTuning = recipe.Stages[2];
        Assert.That(fineTuning.Input("start"), Is.EqualTo(recipe.Stages[1].Key));
        Assert.That(fineTuning.Parameters.Paths, Has.None.StartsWith("model."));
        Assert.That(fineTuning.Parameters.Integer("training.epochs"), Is.EqualTo(8));
        Assert.That(fineTuning.Parameters.Real("training.learning-rate"), Is.EqualTo(0.02));
        Assert.That(fineTuning.Epochs, Is.EqualTo(8));
        Assert.That(recipe.Summary, Does.EndWith("pruned 50 % by l1, layer · fine-tuned"));
    }

    [Test]
    public void A_student_trained_on_labels_may_still_recover_by_the_teacher()
    {
        var recipe = Images.Recipe(Point([.. Pruned("global", 0.5, "distilled")]));
        Assert.That(recipe.Operations(), Is.EqualTo("train prune train soft-labels distil measure"));
        var last = recipe.Stages[4];
        Assert.That(last.Inputs.Select(i => i.Role), Is.EqualTo(new[] { "labels", "start" }));
        Assert.That(
            last.Parameters.Real("loss.soft-target.temperature"),
            Is.EqualTo(4),
            "the study's own loss"
        );
    }

    [Test]
    public void Steps_prune_a_share_of_the_whole_network_each_and_fine_tune_after_each()
    {
        string[] pruned =
        [
            .. Pruned("layer", 0.6, "plain").Where(p => !p.Contains("steps", StringComparison.Ordinal)),
        ];
        var recipe = Images.Recipe(Point([.. pruned, "pruning.channels.fine-tune.plain.steps=3"]));
        Assert.That(recipe.Operations(), Is.EqualTo("train prune train prune train prune train measure"));
        var prunings = recipe.Stages.Where(s => s.Operation == "prune").ToArray();
        Assert.That(
            prunings.Select(s => s.Parameters.Real("ratio")),
            Is.EqualTo(new[] { 0.2, 0.4, 0.6 }).Within(1e-15)
        );
        Assert.That(prunings[0].Inputs, Has.Length.EqualTo(1));
        Assert.That(prunings.Skip(1).Select(s => s.Input("whole")), Has.All.EqualTo(recipe.Stages[0].Key));
        Assert.That(prunings[2].Input("start"), Is.EqualTo(recipe.Stages[4].Key));
        Assert.That(recipe.Summary, Does.EndWith("pruned 60 % by l1, layer in 3 steps · fine-tuned"));
        var atOnce = Images.Recipe(Point([.. Pruned("layer", 0.6, "plain")]));
        Assert.That(recipe.Prediction, Is.EqualTo(atOnce.Prediction));
    }

    [Test]
    public void A_pruned_shape_from_scratch_repeats_the_students_training()
    {
        var recipe = Images.Recipe(Distilled("none", 4, [.. Pruned("global", 0.5, "scratch")]));
        Assert.That(recipe.Operations(), Is.EqualTo("train soft-labels distil prune distil measure"));
        var (student, scratch) = (recipe.Stages[2], recipe.Stages[4]);
        Assert.That(scratch.Input("start"), Is.EqualTo(recipe.Stages[3].Key));
        Assert.That(scratch.Input("labels"), Is.EqualTo(student.Input("labels")));
        Assert.That(scratch.Parameters.Text("fresh"), Is.EqualTo("on"));
        Assert.That(scratch.Epochs, Is.EqualTo(20));
        Assert.That(
            scratch.Parameters.Slice("training"),
            Is.EqualTo(student.Parameters.Slice("training")),
            "the whole schedule"
        );
    }

    [Test]
    public void From_scratch_peers_hints_and_refiners_are_as_they_were()
    {
        var peers = Images.Recipe(Mutual(3, "same", "turns", [.. Pruned("global", 0.5, "scratch")]));
        Assert.That(peers.Operations(), Is.EqualTo("mutual prune mutual measure"));
        Assert.That(peers.Stages[2].Parameters.Real("peer.family.plain-cnn.width"), Is.EqualTo(0.5));
        Assert.That(peers.Summary, Does.EndWith("from scratch: learnt with 2 peers plain-cnn 2×0.5, turns"));

        var refined = Images.Recipe(Refined("teacher", 2, [.. Pruned("global", 0.5, "scratch")]));
        Assert.That(
            refined.Operations(),
            Is.EqualTo("train refine refine pick prune refine refine pick measure")
        );
        Assert.That(refined.Stages[5].Input("teacher"), Is.EqualTo(refined.Stages[0].Key));
        Assert.That(refined.Stages[6].Input("teacher"), Is.EqualTo(refined.Stages[5].Key));
        Assert.That(
            refined.Stages[7].Inputs.Select(i => i.Stage),
            Is.EqualTo(refined.Stages[5..7].Select(s => s.Key))
        );

        var reborn = Images.Recipe(BornAgain(2, "off", "last", [.. Pruned("global", 0.5, "scratch")]));
        var generations = reborn.Stages.Where(s => s.Operation == "distil").ToArray();
        Assert.That(generations[2].Input("labels"), Is.EqualTo(generations[1].Input("labels")));
        Assert.That(generations[2].Seed, Is.EqualTo(generations[1].Seed));
        Assert.That(
            Refusal(BornAgain(2, "off", "ensemble", [.. Pruned("global", 0.5, "scratch")])),
            Does.Contain("not for an ensemble")
        );
    }

    [Test]
    public void A_pruned_student_may_stay_as_it_is()
    {
        var recipe = Images.Recipe(Point([.. Pruned("layer", 0.5, "none")]));
        Assert.That(recipe.Operations(), Is.EqualTo("train prune recalibrate measure"));
        Assert.That(recipe.Summary, Does.EndWith("pruned 50 % by l1, layer · statistics taken anew"));
        string[] mlp = ["student=mlp", "student.mlp.depth=1", "student.mlp.width=1"];
        Assert.That(
            Images.Recipe(Point([.. mlp, .. Pruned("layer", 0.5, "none")])).Operations(),
            Is.EqualTo("train prune measure"),
            "it has no statistics"
        );
    }

    [Test]
    public void A_size_to_reach_and_a_multiple_are_said_only_where_there_are_any()
    {
        string[] of =
        [
            .. Pruned("layer", 0.5, "none").Where(p => !p.Contains("ratio-of", StringComparison.Ordinal)),
        ];
        var recipe = Images
            .With("pruning.multiple", Value.Of(2))
            .Recipe(Point([.. of, "pruning.channels.ratio-of=parameters"]));
        Assert.That(
            recipe.Stages[1].Parameters.Canonical,
            Is.EqualTo("criterion=l1\nmultiple=2\nratio=0.5\nratio-of=parameters\nscope=layer")
        );
        // 72 + 576 + 32 + 330 = 1,010 of two layers of 8; (8, 6) leaves 782, (6, 6) 652, (6, 4) 460, the first below 505.
        Assert.That(recipe.Prediction["parameters"], Is.EqualTo(Interval.Exactly(54 + 216 + 20 + 160 + 10)));
    }

    [Test]
    public void A_size_that_cannot_be_reached_is_refused_before_any_work() =>
        Assert.That(
            Planner.Plan(
                Images,
                Point([
                    .. Pruned("global", 0.8, "plain")
                        .Where(p => !p.Contains("ratio-of", StringComparison.Ordinal)),
                    "pruning.channels.ratio-of=bytes",
                    "student.plain-cnn.width=0.1",
                ])
            ),
            Is.EqualTo(
                new Plan.Refused(
                    "Pruning cannot remove 80 % of the bytes: more is left with the fewest channels in every layer."
                )
            )
        );

    [Test]
    public void A_penalty_on_gamma_belongs_to_the_students_training_alone()
    {
        string[] criterion =
        [
            "pruning.channels.criterion=bn-gamma",
            "pruning.channels.criterion.bn-gamma.training=",
        ];
        Recipe Slimmed(string training, params string[] more) =>
            Images.Recipe(
                Point([
                    .. Pruned("layer", 0.5, "plain")
                        .Where(p => !p.Contains("criterion", StringComparison.Ordinal)),
                    criterion[0],
                    criterion[1] + training,
                    .. more,
                ])
            );
        const string strength = "pruning.channels.criterion.bn-gamma.training.sparse.gamma-shrinkage=0.5";
        var (usual, sparse) = (Slimmed("usual"), Slimmed("sparse", strength));
        Assert.That(usual.Stages[0], Is.EqualTo(Images.Recipe(Point()).Stages[0]));
        Assert.That(sparse.Stages[0].Parameters.Real("training.gamma-shrinkage"), Is.EqualTo(0.5));
        Assert.That(sparse.Stages[0].Parameters.Count, Is.EqualTo(usual.Stages[0].Parameters.Count + 1));
        Assert.That(sparse.Stages[1].Parameters, Is.EqualTo(usual.Stages[1].Parameters), "judged alike");
        Assert.That(sparse.Stages[2].Parameters, Is.EqualTo(usual.Stages[2].Parameters), "fine-tuned alike");

        string[] mlp = ["student=mlp", "student.mlp.depth=1", "student.mlp.width=1"];
        Assert.That(
            Slimmed("sparse", [strength, .. mlp]).Stages,
            Is.EqualTo(Slimmed("usual", mlp).Stages),
            "it has no gamma"
        );
    }

    [Test]
    public void Layer_wise_sizes_are_exact_and_global_ones_intervals()
    {
        var layer = Images.Recipe(Point([.. Pruned("layer", 0.5, "plain")])).Prediction;
        var global = Images.Recipe(Point([.. Pruned("global", 0.5, "plain")])).Prediction;
        Assert.That(layer.Keys, Is.EqualTo(new[] { "bytes", "macs", "parameters" }));
        Assert.That(layer.Values, Has.All.Property(nameof(Interval.IsExact)).True);

        // 8 channels of each convolution are left 4: 1·4·9 and 4·4·9 weights, two norms of 8, 4·2·2·10 and 10.
        Assert.That(layer["parameters"].Low, Is.EqualTo(36 + 144 + 16 + 160 + 10));
        Assert.That(global["parameters"].IsExact, Is.False);
        Assert.That(global["parameters"].Contains(layer["parameters"].Low), Is.True);
    }

    [Test]
    public void Every_point_whose_features_exist_is_a_recipe_whose_stages_follow_their_inputs() =>
        Gen.ULong.Sample(
            seed =>
            {
                var point = Planner.Space(Images).Draw(new Pcg(seed));
                if (LacksMaps(point) || IsSparseEnsemble(point) || CannotShrink(point) || CannotRepeat(point))
                    return Planner.Plan(Images, point) is Plan.Refused;
                var recipe = Images.Recipe(point);
                var seen = new HashSet<StageKey>();
                return recipe.Stages.All(s => s.Inputs.All(i => seen.Contains(i.Stage)) && seen.Add(s.Key))
                    && seen.Contains(recipe.Model)
                    && recipe.Stages[^1].Key == recipe.Measurement;
            },
            iter: 500
        );

    [Test]
    public void The_same_point_means_the_same_stages_on_every_machine() =>
        Gen.ULong.Sample(
            seed =>
            {
                var point = Planner.Space(Images).Draw(new Pcg(seed));
                var elsewhere = Pipeline.Of().Plan(Images with { Name = "other" }, point);
                return elsewhere is Plan.Accepted accepted
                    ? accepted.Recipe.Stages.SequenceEqual(Images.Recipe(point).Stages)
                    : (
                        LacksMaps(point)
                        || IsSparseEnsemble(point)
                        || CannotShrink(point)
                        || CannotRepeat(point)
                    ) && elsewhere.Equals(Planner.Plan(Images, point));
            },
            iter: 20
        );

    [Test]
    public void Whole_and_real_numbers_of_equal_value_mean_the_same_stage()
    {
        var whole = Images.With("training.learning-rate", Value.Of(1L)).Recipe(Point());
        var real = Images.With("training.learning-rate", Value.Of(1.0)).Recipe(Point());
        Assert.That(whole.Model, Is.EqualTo(real.Model));
    }

    [Test]
    public void Another_seed_or_data_set_is_other_work()
    {
        var here = Images.Recipe(Point()).Model;
        Assert.That((Images with { Seed = 2 }).Recipe(Point()).Model, Is.Not.EqualTo(here));
        var data = Images.Data! with { Fingerprint = "another" };
        Assert.That((Images with { Data = data }).Recipe(Point()).Model, Is.Not.EqualTo(here));
    }

    [Test]
    public void A_point_outside_the_space_is_refused_with_the_reason() =>
        Assert.That(
            Planner.Plan(Images, Point("student.plain-cnn.width=5")),
            Is.EqualTo(new Plan.Refused("'student.plain-cnn.width' is 5; it may be 0.1 to 2, logarithmic."))
        );

    [Test]
    public void The_teacher_alone_is_a_recipe_that_distilled_students_share()
    {
        var teacher = Planner.Teacher(Images)!;
        Assert.That(teacher.Operations(), Is.EqualTo("train measure"));
        Assert.That(teacher.Summary, Is.EqualTo("plain-cnn 6×1 · trained on labels"));
        Assert.That(teacher.Model, Is.EqualTo(Images.Recipe(Distilled("none")).Stages[0].Key));
        Assert.That(teacher.Prediction["parameters"].IsExact, Is.True);
    }
}
