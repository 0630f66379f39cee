using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Tests.Stages;

public sealed class StageTests
{
    private static readonly Stage Train = new()
    {
        Operation = "train",
        Version = 1,
        Parameters = Configuration.Of(("epochs", Value.Of(12)), ("rate", Value.Of(0.1))),
        Dataset = "f00d",
        Seed = 7,
        Inputs = [new("start", new("aa")), new("teacher", new("bb"))],
    };

    [Test]
    public void The_text_and_key_of_a_stage_never_change()
    {
        const string Text =
            "operation train 1\ndataset f00d\nseed 7\ninput start aa\ninput teacher bb\nepochs=12\nrate=0.1";
        Assert.That(Train.Canonical, Is.EqualTo(Text));
        Assert.That(
            Train.Key.Hex,
            Is.EqualTo("5cb53c68042a8596ce0fdce4060e1d845ba3adc40687a6f0dcd35ee09c6c5360")
        );
    }

    private static IEnumerable<Stage> Others() =>
        [
            Train with
            {
                Operation = "distil",
            },
            Train with
            {
                Version = 2,
            },
            Train with
            {
                Parameters = Train.Parameters.With("rate", Value.Of(0.2)),
            },
            Train with
            {
                Dataset = "beef",
            },
            Train with
            {
                Seed = 8,
            },
            Train with
            {
                Inputs = [new("teacher", new("bb")), new("start", new("aa"))],
            },
            Train with
            {
                Inputs = [new("start", new("aa")), new("teacher", new("cc"))],
            },
            Train with
            {
                Inputs = [new("start", new("aa")), new("labels", new("bb"))],
            },
        ];

    [TestCaseSource(nameof(Others))]
    public void The_key_depends_on_each_field(Stage other)
    {
        _ = Train.Key; // A copy must not inherit the key that its original has computed.
        Assert.That(other.Key, Is.Not.EqualTo(Train.Key));
        Assert.That(other, Is.Not.EqualTo(Train));
    }

    [Test]
    public void A_copy_made_after_the_key_was_computed_has_a_key_of_its_own()
    {
        var original = Train with { Seed = 1 };
        var key = original.Key;
        Assert.That((original with { Seed = 2 }).Key, Is.Not.EqualTo(key));
    }

    [Test]
    public void The_work_in_a_stage_is_not_part_of_its_key() =>
        Assert.That((Train with { Epochs = 3 }).Key, Is.EqualTo(Train.Key));

    [Test]
    public void An_input_is_found_by_its_role()
    {
        Assert.That(Train.Input("teacher"), Is.EqualTo(new StageKey("bb")));
        Assert.That(() => Train.Input("labels"), Throws.TypeOf<KeyNotFoundException>());
    }
}
