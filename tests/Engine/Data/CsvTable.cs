using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

/// <summary>Tables for tests, and the data sets that they are.</summary>
internal static class CsvTable
{
    // Thirty rows of three cells, the class in one of them.
    public static string Thrice(int label)
    {
        static string Row(int i, int label)
        {
            var cells = new List<string> { $"{i * 7 % 11}", $"{i % 5}" };
            cells.Insert(label, $"{i % 3}");
            return string.Join(',', cells);
        }
        return string.Join('\n', Enumerable.Range(0, 30).Select(i => Row(i, label))) + "\n";
    }

    public static DataSet Load(
        TemporaryFolder folder,
        string? text,
        params (string Key, string Value)[] settings
    )
    {
        if (text is not null)
            File.WriteAllText(folder.File("table.csv"), text);
        return DataSources
            .Of()
            .Load(
                Configuration
                    .Of([.. settings.Select(s => (s.Key, Value.Of(s.Value)))])
                    .With("path", Value.Of(folder.File("table.csv")))
                    .Under("csv")
                    .With("set", Value.Of("csv"))
            );
    }

    public static void Refused(
        TemporaryFolder folder,
        string? text,
        string because,
        params (string Key, string Value)[] settings
    ) =>
        Assert.That(
            () => Load(folder, text, settings),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(because).And.Message.Not.Contains("\n")
        );
}
