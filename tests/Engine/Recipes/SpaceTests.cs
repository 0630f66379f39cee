using Slimfront.Search;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using static Slimfront.Engine.Tests.Recipes.Studies;

namespace Slimfront.Engine.Tests.Recipes;

public sealed class SpaceTests
{
    private static readonly StudySpec Features = Images with { Data = Images.Data! with { Shape = [30] } };

    [Test]
    public void The_space_of_images_has_these_parameters() =>
        Assert.That(
            Planner.Space(Images).Nodes.Select(n => $"{n.Path}: {n.Parameter.Range}"),
            Is.EqualTo(
                new[]
                {
                    "student: densenet | lenet-300-100 | mlp | mobilenet | plain-cnn | resnet | vgg | wide-resnet",
                    "student.densenet.layers: 1 to 16, whole, logarithmic",
                    "student.densenet.width: 0.1 to 2, logarithmic",
                    "student.lenet-300-100.width: 0.05 to 2, logarithmic",
                    "student.mlp.depth: 1 to 3, whole",
                    "student.mlp.width: 0.1 to 2, logarithmic",
                    "student.mobilenet.width: 0.02 to 1, logarithmic",
                    "student.plain-cnn.depth: 2 | 4 | 6 | 8 | 10",
                    "student.plain-cnn.width: 0.1 to 2, logarithmic",
                    "student.resnet.blocks: 1 to 18, whole, logarithmic",
                    "student.resnet.width: 0.1 to 4, logarithmic",
                    "student.vgg.depth: 11 | 13 | 16 | 19",
                    "student.vgg.width: 0.02 to 1, logarithmic",
                    "student.wide-resnet.blocks: 1 to 6, whole",
                    "student.wide-resnet.width: 0.1 to 10, logarithmic",
                    "teaching: none | born-again | distil | mutual | refinery",
                    "teaching.born-again.generations: 1 to 3, whole",
                    "teaching.born-again.labels: off | on",
                    "teaching.born-again.answer: last | ensemble",
                    "teaching.distil.loss: soft-target",
                    "teaching.distil.loss.soft-target.temperature: 1 to 20, logarithmic",
                    "teaching.distil.loss.soft-target.alpha: 0.1 to 1",
                    "teaching.distil.features: none | compared",
                    "teaching.distil.features.compared.by: attention-transfer | fitnet | rkd-angle | rkd-distance | similarity-preserving",
                    "teaching.distil.features.compared.by.attention-transfer.layers: 1 to 4, whole",
                    "teaching.distil.features.compared.by.attention-transfer.variant: paper | code",
                    "teaching.distil.features.compared.by.attention-transfer.variant.paper.weight: 0.1 to 100, logarithmic",
                    "teaching.distil.features.compared.by.attention-transfer.variant.code.weight: 10 to 10000, logarithmic",
                    "teaching.distil.features.compared.by.fitnet.hint: 0.25 to 1",
                    "teaching.distil.features.compared.by.fitnet.guided: 0.25 to 1",
                    "teaching.distil.features.compared.by.fitnet.stages: two | one",
                    "teaching.distil.features.compared.by.fitnet.stages.one.weight: 1 to 100, logarithmic",
                    "teaching.distil.features.compared.by.rkd-angle.weight: 0.1 to 100, logarithmic",
                    "teaching.distil.features.compared.by.rkd-distance.weight: 0.1 to 100, logarithmic",
                    "teaching.distil.features.compared.by.similarity-preserving.weight: 10 to 10000, logarithmic",
                    "teaching.distil.features.compared.by.similarity-preserving.depth: 0.25 to 1",
                    "teaching.distil.assistants: none | 1 | 2 | 3 | 1-2 | 1-3 | 2-3 | 1-2-3",
                    "teaching.mutual.peers: 2 to 4, whole",
                    "teaching.mutual.partner: same | wider | teacher",
                    "teaching.mutual.order: together | turns",
                    "teaching.refinery.refiner: teacher | self",
                    "teaching.refinery.chain: 1 to 5, whole",
                    "pruning: none | channels",
                    "pruning.channels.criterion: apoz | bn-gamma | fpgm | l1 | l2 | random | taylor",
                    "pruning.channels.criterion.bn-gamma.training: usual | sparse",
                    "pruning.channels.criterion.bn-gamma.training.sparse.gamma-shrinkage: 0.05 to 2, logarithmic",
                    "pruning.channels.scope: global | global-raw | layer",
                    "pruning.channels.ratio-of: channels | parameters | bytes | macs",
                    "pruning.channels.ratio: 0.1 to 0.8",
                    "pruning.channels.fine-tune: none | plain | distilled | scratch",
                    "pruning.channels.fine-tune.plain.steps: 1 to 5, whole",
                    "pruning.channels.fine-tune.distilled.steps: 1 to 5, whole",
                    "pruning.channels.fine-tune.scratch.budget: epochs | computation",
                    "pruning.channels.fine-tune.scratch.fine-tunings: 0 to 5, whole",
                    "tickets: none | magnitude",
                    "tickets.magnitude.rule: gradient | large-final | large-final-diff-sign | large-final-same-sign | large-init | large-init-large-final | magnitude-increase | movement | random | small-final | small-init | small-init-small-final | snip",
                    "tickets.magnitude.rate: 0.1 to 0.5",
                    "tickets.magnitude.rounds: 1 to 10, whole, logarithmic",
                    "tickets.magnitude.scope: layer | global",
                    "tickets.magnitude.action: constant | reinitialise | reshuffle | rewind",
                    "tickets.magnitude.action.constant.sign: drawn | kept",
                    "tickets.magnitude.action.reinitialise.sign: drawn | kept",
                    "tickets.magnitude.action.reshuffle.sign: drawn | kept",
                    "tickets.magnitude.action.rewind.to: init | early",
                    "quantization: none | post | aware",
                    "quantization.post.bits: 8 | 7 | 4 | 3 | 2 | ternary",
                    "quantization.post.bits.4.ends: same | 8 | 7",
                    "quantization.post.bits.3.ends: same | 8 | 7",
                    "quantization.post.bits.2.ends: same | 8 | 7",
                    "quantization.post.bits.ternary.ends: same | 8 | 7",
                    "quantization.post.scheme: symmetric | affine",
                    "quantization.post.granularity: tensor | channel",
                    "quantization.post.activations: none | 8",
                    "quantization.post.activations.8.points: layers | all",
                    "quantization.post.activations.8.calibrator: entropy | min-max | percentile",
                    "quantization.post.activations.8.calibrator.percentile.percent: 99 to 99.999",
                    "quantization.aware.bits: 8 | 7 | 4 | 3 | 2 | ternary",
                    "quantization.aware.bits.4.ends: same | 8 | 7",
                    "quantization.aware.bits.3.ends: same | 8 | 7",
                    "quantization.aware.bits.2.ends: same | 8 | 7",
                    "quantization.aware.bits.ternary.ends: same | 8 | 7",
                    "quantization.aware.scheme: symmetric | affine",
                    "quantization.aware.granularity: tensor | channel",
                    "quantization.aware.activations: none | 8",
                    "quantization.aware.activations.8.points: layers | all",
                    "quantization.aware.learning: plain | distilled",
                }
            )
        );

    [Test]
    public void A_family_that_does_not_fit_the_data_is_not_offered()
    {
        var spec = Features.With("teacher.family", Value.Of("mlp"));
        Assert.That(Planner.Space(spec).Find("student")!.Parameter.Range, Is.EqualTo("lenet-300-100 | mlp"));
    }

    [Test]
    public void A_teacher_that_does_not_fit_the_data_is_the_users_mistake() =>
        Assert.That(
            () => Planner.Space(Features),
            Mistake(
                "'teacher.family' is 'plain-cnn': The family 'plain-cnn' takes images of channels × height × width; the data has the shape 30."
            )
        );

    [Test]
    public void Restrictions_narrow_the_space()
    {
        var spec = Images
            .Restricted("student", OneOf("plain-cnn"))
            .Restricted("student.plain-cnn.depth", OneOf("4", "2"))
            .Restricted("student.plain-cnn.width", new Restriction.Between(0.2, 0.4))
            .Restricted("student.mlp.depth", new Restriction.Between(2, 3))
            .Restricted("pruning.channels.ratio", OneOf("0.5"));
        var space = Planner.Space(spec);
        Assert.That(space.Find("student")!.Parameter.Range, Is.EqualTo("plain-cnn"));
        Assert.That(space.Find("student.plain-cnn.depth")!.Parameter.Range, Is.EqualTo("2 | 4"));
        Assert.That(
            space.Find("student.plain-cnn.width")!.Parameter.Range,
            Is.EqualTo("0.2 to 0.4, logarithmic")
        );
        Assert.That(space.Find("pruning.channels.ratio")!.Parameter.Range, Is.EqualTo("0.5"));
        Assert.That(space.Find("student.mlp.depth"), Is.Null, "its family is gone, which is no mistake");
        Assert.That(Planner.Plan(spec, Point()), Is.InstanceOf<Plan.Refused>());
    }

    [TestCase(
        "student.plain-cnn.widht",
        "no parameter of the space is 'student.plain-cnn.widht'. Did you mean 'student.plain-cnn.width'? Near it: student.plain-cnn.width, "
    )]
    [TestCase(
        "student",
        "'student' cannot be 'alexnet'. It may be densenet | lenet-300-100 | mlp | mobilenet | plain-cnn | resnet | vgg | wide-resnet."
    )]
    [TestCase(
        "teaching.distil.loss.soft-target.alpha",
        "'teaching.distil.loss.soft-target.alpha' is restricted by a list; it may be 0.1 to 1."
    )]
    public void An_impossible_list_says_what_exists(string path, string message) =>
        Assert.That(() => Planner.Space(Images.Restricted(path, OneOf("alexnet"))), Mistake(message));

    [TestCase(
        "student",
        1,
        2,
        "'student' is restricted by a range; it may be densenet | lenet-300-100 | mlp | mobilenet | plain-cnn | resnet | vgg | wide-resnet."
    )]
    [TestCase(
        "pruning.channels.ratio",
        0.5,
        0.9,
        "'pruning.channels.ratio' is restricted to 0.5 to 0.9, which is not inside 0.1 to 0.8."
    )]
    [TestCase(
        "pruning.channels.ratio",
        0.6,
        0.3,
        "'pruning.channels.ratio': 'ratio' has the range 0.6 to 0.3; it needs finite bounds, low before high."
    )]
    [TestCase("student.mlp.depth", 1.5, 2, "'student.mlp.depth' is bounded by 1.5; it may be 1 to 3, whole.")]
    public void An_impossible_range_says_what_exists(string path, double low, double high, string message) =>
        Assert.That(
            () => Planner.Space(Images.Restricted(path, new Restriction.Between(low, high))),
            Mistake(message)
        );

    [Test]
    public void An_empty_list_leaves_nothing() =>
        Assert.That(
            () => Planner.Space(Images.Restricted("student", OneOf())),
            Mistake(
                "'student' is left without any option; it may be densenet | lenet-300-100 | mlp | mobilenet | plain-cnn | resnet | vgg | wide-resnet."
            )
        );

    [Test]
    public void Every_setting_has_a_default_that_it_allows() =>
        Assert.That(Planner.Settings.Where(s => !s.Allowed.Contains(s.Default)).Select(s => s.Key), Is.Empty);

    [Test]
    public void Settings_have_different_keys() => Assert.That(Planner.Settings.Select(s => s.Key), Is.Unique);

    [Test]
    public void A_mistyped_setting_names_the_nearest() =>
        Assert.That(
            () => Planner.Space(Images.With("training.epoch", Value.Of(3))),
            Mistake("no setting is called 'training.epoch'. Did you mean 'training.epochs'?")
        );

    [Test]
    public void A_setting_out_of_range_says_the_range() =>
        Assert.That(
            () => Planner.Space(Images.With("assistants.ratio", Value.Of(1.5))),
            Mistake("'assistants.ratio' is 1.5; it may be 0.1 to 0.95.")
        );

    [Test]
    public void Resolving_reads_the_data_set()
    {
        var spec = Planner.Resolve(new StudySpec());
        Assert.That(spec.Data!.Shape, Is.EqualTo(new[] { 1, 8, 8 }));
        Assert.That(spec.Data.Outputs, Is.EqualTo(10));
        Assert.That(Planner.Teacher(spec), Is.Not.Null);
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Mistake(string message) =>
        Throws.TypeOf<UserErrorException>().With.Message.StartsWith(message);
}
