using System.Globalization;
using System.IO.Compression;
using static Slimfront.Engine.Tests.Data.CsvTable;

namespace Slimfront.Engine.Tests.Data;

public sealed class CsvTests
{
    private static readonly string[] Rows =
    [
        .. Enumerable
            .Range(0, 30)
            .Select(i => $"{i},{(i * 0.5).ToString(CultureInfo.InvariantCulture)},{i % 3}"),
    ];

    [Test]
    public void The_last_column_is_the_label_and_rows_are_split_in_proportion()
    {
        using var folder = new TemporaryFolder();
        var data = Load(folder, string.Join('\n', Rows));
        Assert.That(data.Name, Is.EqualTo("table"));
        Assert.That(data.Shape, Is.EqualTo((int[])[2]));
        Assert.That((data.Info.Train, data.Info.Validation, data.Info.Test), Is.EqualTo((18, 6, 6)));
        Assert.That(data.Values.ToArray()[..6], Is.EqualTo((float[])[0, 0, 1, 0.5f, 2, 1]));
        Assert.That(data.Labels.ToArray()[..4], Is.EqualTo((int[])[0, 1, 2, 0]));
    }

    [TestCase(',', "comma")]
    [TestCase(';', "semicolon")]
    [TestCase('\t', "tab")]
    [TestCase('|', "bar")]
    [TestCase(' ', "space")]
    public void Separators_are_guessed_or_set(char separator, string name)
    {
        using var folder = new TemporaryFolder();
        var text = string.Join("\r\n", Rows.Select(r => r.Replace(',', separator)));
        var expected = Load(folder, string.Join('\n', Rows)).Fingerprint;
        Assert.That(Load(folder, text).Fingerprint, Is.EqualTo(expected));
        Assert.That(Load(folder, text, ("separator", name)).Fingerprint, Is.EqualTo(expected));
    }

    [Test]
    public void Headers_blank_lines_quotes_packing_and_a_byte_order_mark_change_nothing()
    {
        using var folder = new TemporaryFolder();
        var expected = Load(folder, string.Join('\n', Rows)).Fingerprint;
        var text = "\uFEFFlength,\"the \"\"width\"\"\",kind\n\n" + string.Join('\n', Rows) + "\n\n";
        Assert.That(Load(folder, text).Fingerprint, Is.EqualTo(expected));
        var quoted = string.Join('\n', Rows.Select(r => $"\"{r.Replace(",", "\",\"")}\""));
        Assert.That(Load(folder, quoted).Fingerprint, Is.EqualTo(expected));
        File.WriteAllBytes(folder.File("table.csv"), Packed(text));
        Assert.That(Load(folder, null).Fingerprint, Is.EqualTo(expected));
    }

    [Test]
    public void A_label_column_is_found_by_name()
    {
        using var folder = new TemporaryFolder();
        var text = "kind,a,b\n" + string.Join('\n', Enumerable.Range(0, 30).Select(i => $"{i % 3},{i},7"));
        var data = Load(folder, text, ("label", "kind"));
        Assert.That(data.Values.ToArray()[..4], Is.EqualTo((float[])[0, 7, 1, 7]));
        Assert.That(data.Labels.ToArray()[..4], Is.EqualTo((int[])[0, 1, 2, 0]));
    }

    // Columns called by numbers look like data, as those that pandas gives.
    [Test]
    public void A_header_of_numbers_is_refused_until_it_is_said_to_be_one()
    {
        using var folder = new TemporaryFolder();
        var text = "0,1,label\n" + string.Join('\n', Rows);
        Refused(folder, text, "'label' stands in one row only");
        Assert.That(Load(folder, text, ("header", "on")).Labels.Length, Is.EqualTo(30));
        Refused(folder, string.Join('\n', Rows), "have no names", ("label", "kind"), ("header", "off"));
    }

    [Test]
    public void Words_are_classes_in_ordinal_order_and_numbers_in_theirs()
    {
        using var folder = new TemporaryFolder();
        string Table(params string[] labels) =>
            string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{i},{labels[i % labels.Length]}"));
        Assert.That(
            Load(folder, Table("zebra", "\"an, ant\"", "Zoo", "10")).Labels.ToArray()[..4],
            Is.EqualTo((int[])[3, 2, 1, 0])
        );
        Assert.That(
            Load(folder, Table("10", "9", "-1", "2.5")).Labels.ToArray()[..4],
            Is.EqualTo((int[])[3, 2, 0, 1])
        );
    }

    [TestCase("1x2x3", new[] { 1, 2, 3 })]
    [TestCase("3 × 2", new[] { 1, 3, 2 })]
    [TestCase("6", new[] { 6 })]
    [TestCase("", new[] { 6 })]
    public void Columns_may_be_a_picture(string shape, int[] expected)
    {
        using var folder = new TemporaryFolder();
        Assert.That(Load(folder, Six, ("shape", shape)).Shape, Is.EqualTo(expected));
    }

    [TestCase("2x2")]
    [TestCase("1x1x2x3")]
    [TestCase("0x6")]
    [TestCase("big")]
    public void A_shape_that_does_not_fit_is_refused(string shape)
    {
        using var folder = new TemporaryFolder();
        Refused(folder, Six, $"'data.csv.shape' is '{shape}'", ("shape", shape));
    }

    [Test]
    public void A_second_file_holds_the_test_rows()
    {
        using var folder = new TemporaryFolder();
        var test = folder.File("test.csv");
        File.WriteAllText(test, "a,b,kind\n1,2,0\n3,4,2\n");
        var data = Load(folder, "a,b,kind\n" + string.Join('\n', Rows), ("test", test));
        Assert.That((data.Info.Train, data.Info.Validation), Is.EqualTo((27, 3)));
        Assert.That(data.Split.Test, Is.EqualTo((int[])[30, 31]));
        Assert.That(data.Labels.ToArray()[30..], Is.EqualTo((int[])[0, 2]));
        File.WriteAllText(test, "b,a,kind\n1,2,0\n");
        Refused(folder, "a,b,kind\n" + string.Join('\n', Rows), "called otherwise", ("test", test));
        File.WriteAllText(test, "1,2,3\n");
        Refused(folder, string.Join('\n', Rows), "the label '3'", ("test", test));
        File.WriteAllText(test, "1,2\n");
        Refused(folder, string.Join('\n', Rows), "2 columns instead of 3", ("test", test));
    }

    [TestCase("1,2,0\n1,2,0\n3,0\n", "line 3: it has 2 cells, the lines before it have 3")]
    [TestCase("1,2,0\n1,,0\n", "line 2: column 2 is '', which is not a number")]
    [TestCase("a,b,c\n1,2,0\n1,x,0\n", "line 3: column 'b' is 'x', which is not a number")]
    [TestCase("1,2,0\n1,NaN,0\n", "line 2: column 2 is 'NaN'")]
    [TestCase(
        "1;2,5;0\n1;2,5;0\n",
        "line 1: column 2 is '2,5', which is not a number; decimals take a point"
    )]
    [TestCase(
        "a;b;c\n1;1\u00a0234;0\n",
        "column 'b' is '1\u00a0234', which is not a number; decimals take a point"
    )]
    [TestCase(
        "a;b;c\n1;1'234.5;0\n",
        "column 'b' is '1'234.5', which is not a number; decimals take a point"
    )]
    [TestCase("1,2,0\n1,1e39,0\n", "line 2: column 2 is '1e39', which is too large")]
    [TestCase("1,2,0\n1,2,\n", "line 2: its label is empty")]
    [TestCase("1,2,0\n1,\"2,0\n", "line 2: a quotation mark is not closed")]
    [TestCase("1\n2\n", "line 1: no separator")]
    [TestCase("1,2,a\n1,3,a\n", "it has 1 class(es)")]
    [TestCase("1,2,1.1\n1,3,1.1\n2,3,4.5", "'4.5' stands in one row only")]
    [TestCase("", "has no rows")]
    [TestCase("a,b,c\n", "has no rows")]
    public void Bad_tables_are_refused_with_their_line(string text, string because)
    {
        using var folder = new TemporaryFolder();
        Refused(folder, text, because);
    }

    [Test]
    public void What_is_missing_is_named()
    {
        using var folder = new TemporaryFolder();
        Refused(folder, null, "table.csv");
        Refused(folder, "a,b,kind\n1,2,0\n", "no column 'kin'. Did you mean 'kind'?", ("label", "kin"));
        Refused(folder, "a,a,kind\n1,2,0\n", "several columns 'a'", ("label", "a"));
        foreach (var number in (string[])["0", "-1", "4"])
            Refused(folder, "a,b,kind\n1,2,0\n", "count from 1 to 3", ("label", number));
    }

    // At the end of a row, nothing but the packing tells that rows are missing.
    [Test]
    public void A_packed_table_that_was_cut_off_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = Packed(string.Join('\n', Rows));
        var path = folder.File("table.csv");
        for (var length = 18; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Refused(folder, null, $"'{path}' is damaged");
        }
        whole[^8] ^= 1;
        File.WriteAllBytes(path, whole);
        Refused(folder, null, $"'{path}' is damaged");
        // Two members are one file.
        File.WriteAllBytes(
            path,
            [.. Packed(string.Join('\n', Rows[..15]) + "\n"), .. Packed(string.Join('\n', Rows[15..]))]
        );
        Assert.That(Load(folder, null).Labels.Length, Is.EqualTo(30));
    }

    private static string Six =>
        string.Join('\n', Enumerable.Range(0, 20).Select(i => $"{i},1,2,3,4,5,{i % 2}"));

    private static byte[] Packed(string text)
    {
        using var memory = new MemoryStream();
        using (var writer = new StreamWriter(new GZipStream(memory, CompressionLevel.Fastest)))
            writer.Write(text);
        return memory.ToArray();
    }
}
