using Slimfront.Engine.Recipes;
using Slimfront.Engine.Stages;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Tests.Recipes;

public sealed class KindReaderTests
{
    private static readonly StageTechniques Techniques = StageTechniques.Of();
    private static readonly Stage Teacher = Make("train");
    private static readonly Stage PrunedTeacher = Make("prune", ("start", Teacher));

    [Test]
    public void A_trained_model_is_plain() => Expect("plain", Teacher);

    [Test]
    public void Training_that_goes_on_is_still_plain() =>
        Expect("plain", Teacher, Make("train", ("start", Teacher)));

    [Test]
    public void One_teacher_makes_a_distilled_model() =>
        Expect("distilled", Teacher, Make("distil", ("teacher", Teacher)));

    [Test]
    public void A_chain_of_teachers_is_counted()
    {
        var first = Make("distil", ("teacher", Teacher));
        var second = Make("distil", ("teacher", first));

        Expect("via 1 assistant", Teacher, first, second);
        Expect("via 2 assistants", Teacher, first, second, Make("distil", ("teacher", second)));
    }

    [Test]
    public void What_was_done_to_the_teacher_is_not_done_to_the_student() =>
        Expect("distilled", Teacher, PrunedTeacher, Make("distil", ("teacher", PrunedTeacher)));

    [Test]
    public void Operations_on_the_models_own_line_are_named_once()
    {
        var student = Make("distil", ("teacher", Teacher));
        var pruned = Make("prune", ("start", student));
        var tuned = Make("train", ("start", pruned));
        var again = Make("prune", ("start", tuned));

        Expect("distilled, pruned", Teacher, student, pruned, tuned);
        Expect("distilled, pruned", Teacher, student, pruned, tuned, again);
        Expect("pruned", Teacher, PrunedTeacher);
    }

    [Test]
    public void Generations_of_one_architecture_are_no_assistants()
    {
        var small = Configuration.Of(("model.family", Value.Of("mlp")));
        var parent = Stage("train", small, epochs: 1);
        var answers = Make("soft-labels", ("teacher", parent));
        var first = Stage("distil", small, epochs: 1, ("labels", answers));
        var second = Stage("distil", small, epochs: 1, ("teacher", first));
        var joint = Make("ensemble", ("member-1", first), ("member-2", second));
        Expect("born again", parent, answers, first);
        Expect("born again", parent, answers, first, second);
        Expect("born again, ensemble", parent, answers, first, second, joint);
        Expect("distilled", Teacher, Stage("distil", small, epochs: 1, ("teacher", Teacher)));
    }

    [Test]
    public void Other_ways_of_teaching_are_named()
    {
        var refined = Make("refine", ("teacher", Teacher));
        var again = Make("refine", ("teacher", refined));
        Expect("mutual learning", Make("mutual"));
        Expect(
            "refined labels",
            Teacher,
            refined,
            again,
            Make("pick", ("generation-1", refined), ("generation-2", again))
        );
        var hint = Make("hint", ("teacher", Teacher));
        Expect("distilled, hinted", Teacher, hint, Make("distil", ("teacher", Teacher), ("start", hint)));
    }

    [Test]
    public void Rounds_of_a_lottery_are_one_thing_however_many_ways_lead_through_them()
    {
        var stages = new List<Stage> { Make("initialise"), Make("train") };
        for (var round = 0; round < 40; round++)
        {
            var origin = round == 0 ? stages[0] : stages[^2];
            stages.Add(Make("ticket", ("trained", stages[^1]), ("origin", origin)));
            stages.Add(Make("train", ("start", stages[^1])));
        }
        Expect("lottery ticket", [.. stages]);
    }

    private static Stage Make(string operation, params (string, Stage)[] inputs) =>
        Stage(operation, Configuration.Empty, epochs: 1, inputs);

    private static Stage Stage(
        string operation,
        Configuration parameters,
        double epochs,
        params (string Role, Stage Stage)[] inputs
    ) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Parameters = parameters,
            Dataset = "digits",
            Seed = 1,
            Inputs = [.. inputs.Select(i => new StageInput(i.Role, i.Stage.Key))],
            Epochs = epochs,
        };

    private static void Expect(string label, params Stage[] stages)
    {
        var known = stages.ToDictionary(s => s.Key);
        var kind = new KindReader(known.GetValueOrDefault, Techniques).Of(stages[^1].Key);

        Assert.That(kind, Is.EqualTo(new PipelineKind(label, IsPlain: label == "plain")));
    }
}
