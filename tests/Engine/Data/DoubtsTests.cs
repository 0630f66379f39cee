namespace Slimfront.Engine.Tests.Data;

/// <summary>What looks like a mistake is pointed out, and nothing else.</summary>
public sealed class DoubtsTests
{
    // The test rows are the training rows: all is right that was learnt by heart.
    [Test]
    public void A_part_that_training_has_seen_is_pointed_out()
    {
        using var folder = new TemporaryFolder();
        string Rows(int from, int period) =>
            string.Join('\n', Enumerable.Range(from, 60).Select(i => $"{i % period}.5,{i % 3}"));
        IEnumerable<string> Said(int from, int period)
        {
            File.WriteAllText(folder.File("test.csv"), Rows(from, period));
            return CsvTable.Load(folder, Rows(0, period), ("test", folder.File("test.csv"))).Info.Warnings;
        }
        const string Seen = "test examples have the inputs of training examples";
        // Two of the twenty rows of each class validate.
        Assert.That(Said(0, 1000), Has.One.StartsWith($"54 of 60 {Seen}"));
        Assert.That(Said(20, 1000), Has.One.Contains(Seen));
        Assert.That(Said(40, 1000), Has.None.Contains(Seen), "twenty and fewer");
        Assert.That(Said(60, 1000), Is.Empty);
        Assert.That(Said(0, 7), Has.None.Contains(Seen), "inputs of seven values are equal by chance");
    }

    [Test]
    public void A_majority_and_classes_that_look_alike_are_pointed_out()
    {
        using var folder = new TemporaryFolder();
        string Rows(params string[] labels) =>
            string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"{i % 7},{labels[i % labels.Length]}"));
        var rare = CsvTable.Load(folder, Rows([.. Enumerable.Repeat("ok", 99), "bad"]));
        Assert.That(
            rare.Info.Warnings,
            Has.One.StartsWith("99.0 % of the validation split are of class 'ok': always answering that")
        );
        Assert.That(CsvTable.Load(folder, Rows("ok", "ok", "bad")).Info.Warnings, Is.Empty);
        Assert.That(
            CsvTable.Load(folder, Rows("Cat", "cat", "dog")).Info.Warnings,
            Is.EqualTo((string[])["the classes 'Cat', 'cat' differ in capitals or spaces only"])
        );
    }
}
