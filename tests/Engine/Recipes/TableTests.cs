using Slimfront.Engine.Recipes;
using Slimfront.Search.Bench.Table;
using Slimfront.Search.Recipes;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Tests.Recipes;

/// <summary>The table of real recipes was made of what the pipeline plans.</summary>
public sealed class TableTests
{
    [Test]
    public void What_was_measured_has_the_sizes_that_the_pipeline_predicts()
    {
        var pipeline = Pipeline.Of();
        var spec = pipeline.Resolve(
            new StudySpec { Settings = TableSpace.Settings, Rungs = TableSpace.Rungs }
        );
        var space = pipeline.Space(spec);
        foreach (var (i, row) in RecipeTable.Digits.Recipes.Index().Where(r => r.Index % 41 == 0))
        {
            var plan = pipeline.Plan(spec, TableSpace.Real(row.Point, space));
            var recipe = ((Plan.Accepted)plan).Recipe;
            var measured = RecipeTable.Digits.Measured(row.Point);
            foreach (var (objective, predicted) in recipe.Prediction)
            {
                Assert.That(predicted.IsExact, $"{objective} of row {i}");
                Assert.That(measured[objective], Is.EqualTo(predicted.Low), $"{objective} of row {i}");
            }
            Assert.That(row.Measurements, Has.Length.EqualTo(recipe.Rungs.Length + 1));
        }
    }
}
