using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using static Slimfront.Engine.Tests.Recipes.Studies;

namespace Slimfront.Engine.Tests.Recipes;

/// <summary>The words of a recipe are those of its stages: same words, same stages, and the other way round.</summary>
public sealed class RecipeTextTests
{
    private static readonly Space Whole = Planner.Space(Images);

    private readonly Dictionary<string, (StageKey Model, Configuration Point)> _byText = new(
        StringComparer.Ordinal
    );
    private readonly Dictionary<StageKey, (string Text, Configuration Point)> _byModel = [];

    [Test]
    public void Of_500_random_recipes_two_have_the_same_words_exactly_if_they_have_the_same_stages()
    {
        for (var i = 0; i < 500; i++)
            Note(Whole.Draw(new Pcg((ulong)i)));
        Assert.That(_byText, Has.Count.GreaterThan(200));
    }

    [Test]
    public void Changing_one_parameter_changes_words_and_stages_or_neither()
    {
        for (var i = 0; i < 50; i++)
        {
            var point = Whole.Draw(new Pcg((ulong)(1000 + i)));
            Note(point);
            foreach (var (path, value) in point)
            foreach (var other in Others(Whole.Find(path)!.Parameter, value))
                Note(
                    Whole.Complete(n =>
                        n.Path == path ? other : point.Find(n.Path) ?? n.Parameter.FromUnit(0.5)
                    )
                );
        }
        Assert.That(_byText, Has.Count.GreaterThan(200));
    }

    private static IEnumerable<Value> Others(Parameter parameter, Value value) =>
        parameter is Parameter.Choice choice
            ? choice.Options.Select(o => Value.Of(o.Key)).Where(v => v.Text != value.Text)
            : ((double[])[0.2, 0.8]).Select(parameter.FromUnit).Where(v => v != value);

    private void Note(Configuration point)
    {
        if (Planner.Plan(Images, point) is not Plan.Accepted { Recipe: var recipe })
            return;
        var (text, model) = (recipe.Summary, recipe.Model);
        if (_byText.TryGetValue(text, out var known))
            Assert.That(
                model,
                Is.EqualTo(known.Model),
                $"one text, two models: {text}\n{point}\n{known.Point}"
            );
        if (_byModel.TryGetValue(model, out var said))
            Assert.That(text, Is.EqualTo(said.Text), $"one model, two texts\n{point}\n{said.Point}");
        _byText[text] = (model, point);
        _byModel[model] = (text, point);
    }
}
