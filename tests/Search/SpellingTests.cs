using CsCheck;

namespace Slimfront.Search.Tests;

public sealed class SpellingTests
{
    [TestCase("kitten", "sitting", 3)]
    [TestCase("", "abc", 3)]
    [TestCase("abc", "abc", 0)]
    [TestCase("flaw", "lawn", 2)]
    public void Distances_are_those_of_the_literature(string one, string other, int distance) =>
        Assert.That(Spelling.Distance(one, other), Is.EqualTo(distance));

    [Test]
    public void Distance_is_a_metric()
    {
        var text = Gen.Char['a', 'c'].Array[0, 6].Select(c => new string(c));
        Gen.Select(text, text, text)
            .Sample(
                (a, b, c) =>
                    Spelling.Distance(a, b) == Spelling.Distance(b, a)
                    && Spelling.Distance(a, b) == 0 == (a == b)
                    && Spelling.Distance(a, c) <= Spelling.Distance(a, b) + Spelling.Distance(b, c)
            );
    }

    [Test]
    public void Of_much_that_is_known_only_the_nearest_is_shown()
    {
        Assert.That(Spelling.Known("x", ["b", "a"]), Is.EqualTo("Known: a, b."));
        string[] many = [.. Enumerable.Range(0, 40).Select(i => $"other.thing{i}"), "training.epochs"];
        var shown = Spelling.Known("epochs", many);
        Assert.That(shown, Does.StartWith("Near it: training.epochs, "));
        Assert.That(shown, Does.Contain("of 41").And.Not.Contain("thing39"));
    }

    [Test]
    public void A_hint_is_given_only_for_what_is_near()
    {
        string[] known = ["training.epochs", "training.batch"];
        Assert.That(Spelling.Hint("training.epoch", known), Is.EqualTo(" Did you mean 'training.epochs'?"));
        Assert.That(Spelling.Hint("colour", known), Is.Empty);
        Assert.That(Spelling.Hint("colour", []), Is.Empty);
    }
}
