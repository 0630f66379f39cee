using Slimfront.Engine.Stages;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Tests.Recipes;

/// <summary>The network that a study was given is made small itself: it begins with its own weights.</summary>
public sealed class OwnStudentTests
{
    private readonly StageBench _bench = new();
    private readonly TemporaryFolder _folder = new();
    private readonly StageExecutor _executor = new(StageTechniques.Of(), TimeProvider.System);
    private StudySpec _spec = null!;

    [OneTimeSetUp]
    public void GiveNetwork()
    {
        var network = _bench.Run(
            "initialise",
            "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.5 "
        );
        _spec = Studies.Planner.Resolve(
            new StudySpec()
                .With("teacher.file", Value.Of(network))
                .With("training.epochs", Value.Of(2))
                .With("fine-tune.epochs", Value.Of(1))
                .With("quantization.epochs", Value.Of(1))
        );
        Studies.Planner.WriteTeacher(_spec, _folder.File(_spec.Teacher!.Stage.Hex));
    }

    [OneTimeTearDown]
    public void CleanUp()
    {
        _executor.Dispose();
        _bench.Dispose();
        _folder.Dispose();
    }

    [TestCase("import measure")]
    [TestCase("import prune soft-labels distil measure", "prune distilled")]
    [TestCase("import quantize measure", "quantize")]
    [TestCase("import prune recalibrate quantize measure", "prune none", "quantize")]
    [TestCase("import initialise prune train measure", "prune scratch")]
    [TestCase("import train ticket train measure", "tickets")]
    [TestCase("import train measure", "learn")]
    public void It_is_changed_as_students_are_and_turns_out_as_large_as_predicted(
        string operations,
        params string[] steps
    )
    {
        var recipe = _spec.Recipe(
            Studies.Point([
                "student=own",
                .. steps.SelectMany(step =>
                    (IEnumerable<string>)(
                        step switch
                        {
                            "quantize" => Studies.Quantized("4"),
                            "learn" => Studies.Learned("8", "plain", "none"),
                            "tickets" => Studies.Sparse(1, "layer"),
                            _ => Studies.Pruned("layer", 0.5, step.Split(' ')[1]),
                        }
                    )
                ),
            ])
        );
        Assert.That(recipe.Operations(), Is.EqualTo(operations));
        var measured = Run(recipe);
        foreach (var (objective, predicted) in recipe.Prediction)
            Assert.That(predicted.Contains(measured[objective]), Is.True, objective);
    }

    [Test]
    public void Two_of_its_recipes_have_the_same_words_exactly_if_they_have_the_same_stages()
    {
        var space = Studies.Planner.Space(_spec);
        var (byText, byModel) = (
            new Dictionary<string, StageKey>(StringComparer.Ordinal),
            new Dictionary<StageKey, string>()
        );
        for (var i = 0; i < 400; i++)
        {
            var random = Seed.For(2, "own", i);
            var point = space.Complete(n =>
                n.Path switch
                {
                    "student" => Value.Of("own"),
                    "teaching" => Value.Of("none"),
                    _ => n.Parameter.FromUnit(random.NextDouble()),
                }
            );
            if (Studies.Planner.Plan(_spec, point) is not Plan.Accepted { Recipe: var recipe })
                continue;
            Assert.That(recipe.Stages[0].Key, Is.EqualTo(_spec.Teacher!.Stage), $"{point}");
            Assert.That(
                byText.TryAdd(recipe.Summary, recipe.Model) || byText[recipe.Summary] == recipe.Model,
                Is.True,
                recipe.Summary
            );
            Assert.That(
                byModel.TryAdd(recipe.Model, recipe.Summary) || byModel[recipe.Model] == recipe.Summary,
                Is.True,
                recipe.Summary
            );
        }
        Assert.That(byText, Has.Count.GreaterThan(200));
    }

    [Test]
    public void It_is_taught_by_nothing_before()
    {
        var plan = Studies.Planner.Plan(
            _spec,
            Studies.Distilled("none", 4, "student=own", "teaching.distil.features=none")
        );
        Assert.That(plan, Is.TypeOf<Plan.Refused>().With.Property("Reason").Contains("trained already"));
        var alone = Studies.Planner.Space(_spec.Restricted("student", Studies.OneOf("own")));
        Assert.That(
            ((Parameter.Choice)alone.Find("teaching")!.Parameter).Options.Select(o => o.Key),
            Is.EqualTo((string[])["none"])
        );
    }

    [Test]
    public void There_is_none_where_no_network_was_given() =>
        Assert.That(
            ((Parameter.Choice)Studies.Planner.Space(Studies.Images).Find("student")!.Parameter).Find("own"),
            Is.Null
        );

    [TestCase(64, 4)]
    [TestCase(8, 4)]
    [TestCase(2, 2)]
    public void The_first_trials_try_it_however_few_there_are(int trials, int own)
    {
        var space = Studies.Planner.Space(_spec);
        var first = Engine.Recipes.UsualStart.Of(space, "plain-cnn", trials, isOfProbabilities: true);
        Assert.That(first.TakeWhile(c => c.Text("student") == "own").Count(), Is.EqualTo(own));
        Assert.That(
            first.Select(c =>
                Studies.Planner.Plan(_spec, space.Complete(n => c.Find(n.Path) ?? n.Parameter.FromUnit(0.5)))
            ),
            Has.All.TypeOf<Plan.Accepted>()
        );
    }

    private Measurement Run(Recipe recipe)
    {
        var values = Measurement.Empty;
        foreach (var stage in recipe.Stages.Where(s => s.Key != _spec.Teacher!.Stage))
            values = _executor.Run(stage, _spec, _folder);
        return values;
    }
}
