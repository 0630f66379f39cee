using Slimfront.Search.Bench.Table;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Samplers;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Bench;

/// <summary>The table of real recipes is whole, and a study on it keeps what it says.</summary>
public sealed class TableTests
{
    private static readonly RecipeTable Table = RecipeTable.Digits;

    [Test]
    public void Every_point_of_the_space_is_in_it_once()
    {
        Assert.That(Table.Recipes.Select(r => r.Point), Is.EqualTo(TableSpace.All));
        Assert.That(Table.Recipes, Has.Length.EqualTo(TableSpace.Space.Count).And.Length.AtLeast(2000));
        var random = new Pcg(1);
        for (var i = 0; i < 100; i++)
            Assert.That(() => Table[TableSpace.Space.Draw(random)], Throws.Nothing);
    }

    [Test]
    public void Every_recipe_is_measured_at_every_rung_and_every_stage_stands_after_its_inputs()
    {
        foreach (var recipe in Table.Recipes)
        {
            Assert.That(recipe.Measurements, Has.Length.EqualTo(TableSpace.Rungs.Length));
            foreach (var measured in recipe.Measurements.Select(m => Table.Stages[m].Values))
            {
                Assert.That(measured["accuracy"], Is.InRange(0.0, 1.0));
                Assert.That(RecipeTable.Values.Skip(1).Select(v => measured[v]), Is.All.GreaterThan(0));
            }
        }
        for (var i = 0; i < Table.Stages.Length; i++)
        {
            Assert.That(Table.Stages[i].Inputs, Is.All.InRange(0, i - 1));
            Assert.That(Table.Stages[i].Seconds, Is.Positive);
        }
    }

    [Test]
    public void A_study_on_it_spends_the_time_of_its_stages_and_each_only_once()
    {
        var course = new VirtualStudy(new RandomSampler(), new NoScheduler(), Slots: 1).Run(40, seed: 3);
        var pipeline = new TablePipeline(Table);
        var known = new HashSet<StageKey>();
        var stages = Enumerable.Range(0, 40).SelectMany(n => NextNew(n).Stages).Distinct();
        Assert.That(course, Has.Length.EqualTo(40));
        Assert.That(course[^1].Seconds, Is.EqualTo(stages.Sum(s => pipeline.Result(s).Seconds)).Within(1e-9));
        Assert.That(course.Select(r => r.Volume), Is.Ordered);

        // A study draws again what it had before.
        Recipe NextNew(int trial) =>
            Enumerable
                .Range(0, 100)
                .Select(draw => Seed.For(Seed.Derive(3, "sampler", trial), "draw", draw))
                .Select(random => Planned(pipeline, new(), TableSpace.Space.Draw(random)))
                .First(recipe => known.Add(recipe.Model));
    }

    [Test]
    public void Continuing_from_rung_to_rung_costs_no_more_than_the_measurements_there()
    {
        var pipeline = new TablePipeline(Table);
        var point = TableSpace.All.Last();
        var whole = Planned(pipeline, new() { Rungs = [1] }, point);
        var cut = Planned(pipeline, new() { Rungs = TableSpace.Rungs }, point);
        Assert.That(whole.Rungs, Is.Empty);
        Assert.That(cut.Rungs, Has.Length.EqualTo(3));
        Assert.That(cut.Stages, Is.EqualTo(whole.Stages));
        foreach (var rung in cut.Rungs)
            Assert.That(rung.Stages.Where(s => s.Key != rung.Measurement).Except(whole.Stages), Is.Empty);
    }

    private static Recipe Planned(TablePipeline pipeline, StudySpec spec, Configuration point) =>
        ((Plan.Accepted)pipeline.Plan(spec, point)).Recipe;
}
