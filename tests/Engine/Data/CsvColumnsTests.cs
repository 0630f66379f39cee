using System.Text;
using static Slimfront.Engine.Tests.Data.CsvTable;

namespace Slimfront.Engine.Tests.Data;

/// <summary>Which line is a header, which column the label, and what text is.</summary>
public sealed class CsvColumnsTests
{
    [TestCase("label,f1,f2", 0)]
    [TestCase("f1,Label,f2", 1)]
    [TestCase("f1,f2,kind", 2)]
    [TestCase("f1,f2,class", 2)]
    [TestCase("class,target,label", 2)]
    [TestCase("f1,label,target", 1)]
    public void The_column_called_label_holds_the_classes_wherever_it_stands(string header, int column)
    {
        using var folder = new TemporaryFolder();
        var data = Load(folder, header + "\n" + Thrice(column));
        Assert.That(data.Labels.ToArray()[..4], Is.EqualTo((int[])[0, 1, 2, 0]));
        Assert.That(data.Reading, Does.Contain($"label column '{header.Split(',')[column]}'"));
        Assert.That(Load(folder, Thrice(2)).Fingerprint, Is.EqualTo(data.Fingerprint));
    }

    [TestCase("class,f1,f2")]
    [TestCase("f1,Target,f2")]
    public void A_column_that_may_be_the_label_leaves_a_question(string header)
    {
        using var folder = new TemporaryFolder();
        Refused(folder, header + "\n" + Thrice(2), "the label column, or the last one, 'f2'?");
        Assert.That(
            Load(folder, header + "\n" + Thrice(2), ("label", "f2")).Labels.ToArray()[..3],
            Is.EqualTo((int[])[0, 1, 2])
        );
    }

    [Test]
    public void A_label_column_without_a_name_has_a_number_from_1()
    {
        using var folder = new TemporaryFolder();
        var expected = Load(folder, "kind,f1,f2\n" + Thrice(0), ("label", "kind")).Fingerprint;
        Assert.That(Load(folder, Thrice(0), ("label", "1")).Fingerprint, Is.EqualTo(expected));
        Refused(folder, Thrice(0), "a number from 1 to 3", ("label", "4"));
        // Letters, say: the label is a word and comes first.
        var words = Thrice(0).Replace("\n2,", "\nc,").Replace("\n1,", "\nb,").Replace("\n0,", "\na,");
        words = "a" + words[1..];
        Refused(folder, words, "line 1: column 1 is 'a', which is not a number; if the line is a header");
        Assert.That(Load(folder, words, ("label", "1")).ClassNames, Is.EqualTo((string[])["a", "b", "c"]));
    }

    [TestCase("", "2000,2001,label\n", "'label' stands in one row only")]
    [TestCase("", "0,1,2\n", "it counts the columns: is it a header?")]
    [TestCase("", "1,2,3\n", "it counts the columns: is it a header?")]
    [TestCase("", "id,2001,kind\n", "if the line is a header, set 'data.csv.header' to on")]
    [TestCase("header", "2000,2001,kind\n", "")]
    [TestCase("header", "0,1,2\n", "")]
    [TestCase("header", "id,2001,kind\n", "")]
    [TestCase("", "id,2001,label\n", "")]
    [TestCase("", "# f1,f2,kind\n", "")]
    [TestCase("", "#f1,f2,label\n", "")]
    [TestCase("", ",f2,kind\n", "")]
    [TestCase("", "sep=,\na,b,kind\n", "")]
    [TestCase("", "\"f, 1\",\"f2\",\"kind\"\n", "")]
    public void Headers_of_every_kind_are_recognised_or_asked_for(string on, string header, string because)
    {
        using var folder = new TemporaryFolder();
        (string, string)[] settings = on.Length > 0 ? [("header", "on")] : [];
        if (because.Length > 0)
            Refused(folder, header + Thrice(2), because, settings);
        else
            Assert.That(
                Load(folder, header + Thrice(2), settings).Fingerprint,
                Is.EqualTo(Load(folder, Thrice(2)).Fingerprint)
            );
    }

    [TestCase(
        "# made by hand\n",
        "line 1: it begins with '#' but is no header: it has 1 cells and line 2 has 3"
    )]
    [TestCase("# a, b\n", "line 1: it begins with '#' but is no header")]
    [TestCase(
        "\n# made by hand\n\n",
        "line 2: it begins with '#' but is no header: it has 1 cells and line 4 has 3"
    )]
    [TestCase("Table 1\n", "line 1: it has 2 cells and line 2 has 1")]
    [TestCase("Table 1, values\n", "line 1: it has 2 cells and line 2 has 3")]
    [TestCase("Table\n", "line 1: no separator")]
    public void A_comment_or_a_title_is_blamed_on_its_own_line(string first, string because)
    {
        using var folder = new TemporaryFolder();
        Refused(folder, first + Thrice(2), because);
    }

    // A number of the row tells where it stands; where rows are sorted by class, that is all there is to know.
    [TestCase(0)]
    [TestCase(1)]
    public void A_column_that_numbers_the_rows_is_pointed_out_and_refused_where_they_are_sorted(int from)
    {
        using var folder = new TemporaryFolder();
        string Table(Func<int, int> label) =>
            "id,a,kind\n"
            + string.Join('\n', Enumerable.Range(0, 30).Select(i => $"{i + from},{i % 7},{label(i)}"));
        Assert.That(
            Load(folder, Table(i => i % 3)).Info.Warnings,
            Is.EqualTo(
                (string[])
                    ["column 'id' numbers the rows; if it is an index, leave it out by 'data.csv.ignore'"]
            )
        );
        Refused(folder, Table(i => i / 10), "column 'id' numbers the rows, which are sorted by class");
        var data = Load(folder, Table(i => i / 10), ("ignore", "id"));
        Assert.That(data.Shape, Is.EqualTo((int[])[1]));
        Assert.That(data.Info.Warnings, Is.Empty);
    }

    [Test]
    public void Columns_are_left_out_by_name_or_number()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 30).Select(i => $"{i * 7 % 11},name {i},{i % 5},{i % 3}");
        var text = "a,who,b,kind\n" + string.Join('\n', rows);
        Refused(folder, text, "'data.csv.ignore' columns to leave out");
        var data = Load(folder, text, ("ignore", "who"));
        Assert.That(data.Values.ToArray()[..4], Is.EqualTo((float[])[0, 0, 7, 1]));
        Assert.That(data.Reading, Does.EndWith("left out 'who'"));
        var plain = string.Join('\n', rows);
        Assert.That(Load(folder, plain, ("ignore", "2")).Fingerprint, Is.EqualTo(data.Fingerprint));
        Assert.That(Load(folder, text, ("ignore", "who, a")).Shape, Is.EqualTo((int[])[1]));
        Refused(folder, text, "no column 'whom'. Did you mean 'who'?", ("ignore", "whom"));
        Refused(folder, text, "both name column 2", ("ignore", "who"), ("label", "who"));
        Refused(folder, text, "it must leave a label and numbers", ("ignore", "a,who,b"));
    }

    [Test]
    public void Text_that_is_not_UTF_8_is_refused_with_its_line()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("table.csv");
        var rows = string.Concat(
            Enumerable.Range(0, 30).Select(i => $"{i % 7},2,{(i % 2 == 0 ? "nät" : "nöt")}\r\n")
        );
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("a,b,djur\r\n" + rows));
        Refused(folder, null, $"'{path}', line 2: it is not UTF-8");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("a,b,djur\r1,2,hus\r1,2,n\u00e4t\r"));
        Refused(folder, null, "line 3: it is not UTF-8");
        File.WriteAllBytes(path, Encoding.Unicode.GetBytes(rows));
        Refused(folder, null, "line 1: it is not text");
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            File.WriteAllBytes(path, [.. encoding.GetPreamble(), .. encoding.GetBytes(rows)]);
            Assert.That(Load(folder, null).ClassNames, Is.EqualTo((string[])["nät", "nöt"]));
        }
    }

    [Test]
    public void Test_rows_have_the_columns_of_the_training_rows_with_the_same_header_or_none()
    {
        using var folder = new TemporaryFolder();
        var test = folder.File("test.csv");
        var text = "label,f1,f2\n" + Thrice(0);
        foreach (var header in (string[])["", "label,f1,f2\n"])
        {
            File.WriteAllText(test, header + "2,5,6\n1.0,7,8\n");
            var data = Load(folder, text, ("test", test));
            Assert.That(data.Labels.ToArray()[30..], Is.EqualTo((int[])[2, 1]));
            Assert.That(data.Values.ToArray()[60..], Is.EqualTo((float[])[5, 6, 7, 8]));
        }
    }
}
