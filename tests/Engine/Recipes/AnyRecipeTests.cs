using System.Globalization;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Tests.Recipes;

/// <summary>
/// Any point of the whole space is a recipe that runs to a measurement inside its prediction, or is refused with a
/// reason before anything is trained.
/// </summary>
/// <remarks>
/// Points are drawn from the space that the pipeline offers, so a new step or technique is tested unasked. In turn each
/// option of each choice is forced, with all else at random. SLIMFRONT_RECIPES says how many recipes are run; without it,
/// one for every third option. OMP_NUM_THREADS says with how many threads; without it, one.
/// </remarks>
public sealed class AnyRecipeTests
{
    // Multiply-accumulates for one input: larger networks are drawn again, since they only take longer.
    private const double Largest = 400_000;

    private static readonly StudySpec Quick = Studies.Planner.Resolve(Shortened(new StudySpec()));

    private static int Threads =>
        int.Parse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS") ?? "1", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = new();
    private readonly StageExecutor _executor = new(StageTechniques.Of(), TimeProvider.System, Threads);
    private readonly Dictionary<StageKey, Measurement> _done = [];

    [OneTimeTearDown]
    public void CleanUp()
    {
        _executor.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Any_recipe_runs_to_a_measurement_inside_its_prediction_or_is_refused_first()
    {
        var space = Studies.Planner.Space(Quick);
        var options = space
            .Nodes.SelectMany(n => n.Parameter is Parameter.Choice c ? c.Options.Select(o => (n, o.Key)) : [])
            .ToArray();
        var wanted = Environment.GetEnvironmentVariable("SLIMFRONT_RECIPES");
        var count = wanted is null ? options.Length / 3 : int.Parse(wanted, CultureInfo.InvariantCulture);
        var stride = wanted is null ? 3 : 1;
        var (ran, refusals, failures) = (0, new List<string>(), new List<string>());
        for (var i = 0; i < count; i++)
        {
            var (node, key) = options[i * stride % options.Length];
            var point = Small(space, Forced(space, node, key), (ulong)i);
            var problem = Problem(point, refusals);
            ran += problem is null ? 1 : 0;
            if (problem is not null)
            {
                failures.Add($"{problem}\n    {point}");
                TestContext.Progress.WriteLine(failures[^1]);
            }
            if (i % 50 == 49)
                TestContext.Progress.WriteLine($"{i + 1} recipes, {failures.Count} failures");
        }

        TestContext.Out.WriteLine($"{count} recipes: {ran} as promised, of them {refusals.Count} refused.");
        foreach (var reason in refusals.CountBy(r => r))
            TestContext.Out.WriteLine($"{reason.Value} × {reason.Key}");
        Assert.That(failures, Is.Empty);
    }

    // The first draw of a small network that has the forced options.
    private static Configuration Small(Space space, Configuration forced, ulong number)
    {
        var random = Seed.For(number, "any recipe");
        var draws = Enumerable
            .Range(0, 40)
            .Select(_ =>
                space.Complete(n => forced.Find(n.Path) ?? n.Parameter.FromUnit(random.NextDouble()))
            );
        return draws.FirstOrDefault(IsSmall) ?? throw new InconclusiveException($"{forced} is never small.");
    }

    private static bool IsSmall(Configuration point) =>
        Studies.Planner.Plan(Quick, point) is not Plan.Accepted accepted
        || accepted.Recipe.Prediction["macs"].High < Largest;

    private static Configuration Forced(Space space, SpaceNode node, string key)
    {
        var forced = Configuration.Empty;
        (SpaceNode? at, string? option) = (node, key);
        while (at is not null)
        {
            forced = forced.With(at.Path, Value.Of(option!));
            (option, at) = (at.Option, at.Parent is null ? null : space.Find(at.Parent));
        }

        return forced;
    }

    // Every training is one epoch of few examples.
    private static StudySpec Shortened(StudySpec spec)
    {
        foreach (var setting in Studies.Planner.Settings.Where(s => s.Allowed.Name == "epochs"))
            spec = spec.With(setting.Key, Value.Of(1));
        return spec.With("data.train-limit", Value.Of(64))
            .With("training.batch", Value.Of(16))
            .With("teacher.plain-cnn.depth", Value.Of("4"))
            .With("teacher.plain-cnn.width", Value.Of(0.5));
    }

    private string? Problem(Configuration point, List<string> refusals)
    {
        try
        {
            switch (Studies.Planner.Plan(Quick, point))
            {
                case Plan.Refused { Reason: var reason }:
                    refusals.Add(reason);
                    return reason.Length > 0 && !reason.Contains('\n') ? null : $"refused by '{reason}'";
                case Plan.Accepted { Recipe: var recipe }:
                    return Broken(recipe);
                default:
                    return "no plan";
            }
        }
        catch (Exception e) when (e is not ResultStateException)
        {
            return $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n')[0]}";
        }
    }

    private string? Broken(Recipe recipe)
    {
        foreach (var stage in recipe.Stages.Where(s => !_done.ContainsKey(s.Key)))
            _done.Add(stage.Key, Run(stage));
        var measured = _done[recipe.Measurement];
        foreach (var (objective, predicted) in recipe.Prediction)
            if (!predicted.Contains(measured[objective]))
                return $"{objective} {measured[objective]} not in {predicted.Low} to {predicted.High}";
        var length = new FileInfo(_folder.File(recipe.Model.Hex)).Length;
        return measured["bytes"] == length ? null : $"{measured["bytes"]} bytes measured of {length}";
    }

    private Measurement Run(Stage stage) => _executor.Run(stage, Quick, _folder);
}
