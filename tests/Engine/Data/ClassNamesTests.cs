using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

/// <summary>Names for labels that are numbers.</summary>
public sealed class ClassNamesTests
{
    [Test]
    public void A_line_names_each_label_from_0_and_the_data_stay_the_same_data()
    {
        using var folder = new TemporaryFolder();
        var plain = Load(folder, "0,1,2", names: null);
        var named = Load(folder, "0,1,2", "cat\n dog \n\nbird\n");
        Assert.That(named.Info.OutputNames, Is.EqualTo((string[])["cat", "dog", "bird"]));
        Assert.That(named.Fingerprint, Is.EqualTo(plain.Fingerprint));
    }

    [TestCase("0,1,2", "cat\ndog", "labels 0 to 1 ('cat', 'dog')")]
    [TestCase("0,1", "cat\ndog\nbird", "'rows' has 2")]
    [TestCase("1,2", "cat\ndog", "labels 0 to 1")]
    [TestCase("a,b", "cat\ndog", "called 'a', 'b'")]
    [TestCase("0,1", "cat\ncat", "has the name 'cat' 2 times")]
    [TestCase("0,1", "", "has 0 names")]
    public void A_list_that_is_not_for_these_labels_is_refused(string labels, string names, string because)
    {
        using var folder = new TemporaryFolder();
        Assert.That(
            () => Load(folder, labels, names),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(because)
        );
    }

    [Test]
    public void A_list_that_is_not_there_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.That(
            () => Load(folder, "0,1", names: null, path: folder.File("nowhere.txt")),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("nowhere.txt")
        );
    }

    private static DataSet Load(TemporaryFolder folder, string labels, string? names, string? path = null)
    {
        var all = labels.Split(',');
        File.WriteAllLines(
            folder.File("rows.csv"),
            Enumerable.Range(0, 60).Select(i => $"{i}.5,{i % 7},{all[i % all.Length]}")
        );
        if (names is not null)
            File.WriteAllText(path = folder.File("names.txt"), names);
        return DataSources
            .Of()
            .Load(
                Configuration.Of(
                    ("set", Value.Of("csv")),
                    ("csv.path", Value.Of(folder.File("rows.csv"))),
                    ("class-names", Value.Of(path ?? ""))
                )
            );
    }
}
