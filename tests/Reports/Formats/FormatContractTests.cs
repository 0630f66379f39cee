using System.Globalization;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Reports.Tests.Formats;

/// <summary>What every report format keeps, whatever it is called.</summary>
public sealed class FormatContractTests
{
    private static readonly Catalog<IReportFormat> Catalog = Search.Techniques.Catalog.Scan<IReportFormat>(
        "report format",
        typeof(IReportFormat).Assembly
    );

    private static IEnumerable<TestCaseData> Cases =>
        Catalog.All.SelectMany(f =>
            Studies
                .Difficult()
                .Select(s =>
                    new TestCaseData(f.Key, s.Arguments[0]).SetArgDisplayNames(f.Key, s.ArgDisplayNames![0])
                )
        );

    private static IEnumerable<string> Keys => Catalog.All.Select(f => f.Key);

    [Test]
    public void The_catalog_has_the_promised_formats() =>
        Assert.That(Keys, Is.SupersetOf(new[] { "csv", "html", "json", "md", "png", "svg" }));

    [TestCaseSource(nameof(Cases))]
    public void Names_exactly_the_files_it_writes(string key, Study study)
    {
        using var folder = new Folder();

        var names = Create(key).Write(study.Report(), folder.Path);

        Assert.That(names, Is.EquivalentTo(folder.Contents.Keys));
        Assert.That(folder.Contents.Values.Select(c => c.Length), Is.All.GreaterThan(0));
    }

    [TestCaseSource(nameof(Cases))]
    public void The_same_study_gives_the_same_bytes_in_any_culture(string key, Study study)
    {
        var here = Written(key, study);
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "minus ";
        culture.TextInfo.ListSeparator = ";";
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            Assert.That(Written(key, study), Is.EqualTo(here));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestCaseSource(nameof(Keys))]
    public void Replaces_an_earlier_report_and_leaves_no_other_file(string key)
    {
        using var folder = new Folder();
        Create(key).Write(Studies.Sample().Report(), folder.Path);

        var names = Create(key).Write(new StudyBuilder(Studies.Spec()).Study.Report(), folder.Path);

        Assert.That(folder.Contents, Is.EqualTo(Written(key, new StudyBuilder(Studies.Spec()).Study)));
        Assert.That(folder.Contents.Keys, Is.EquivalentTo(names));
    }

    [TestCaseSource(nameof(Keys))]
    public void Makes_the_directory(string key)
    {
        using var folder = new Folder();
        var inner = Path.Combine(folder.Path, "a", "b");

        Create(key).Write(Studies.Sample().Report(), inner);

        Assert.That(Directory.EnumerateFiles(inner), Is.Not.Empty);
    }

    [TestCaseSource(nameof(Keys))]
    public void A_place_that_cannot_be_written_is_one_clear_line(string key)
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        Assert.That(
            () => Create(key).Write(Studies.Sample().Report(), file),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.StartsWith($"cannot write '{file}")
                .And.Message.Not.Contains("\n")
        );
    }

    private static IReportFormat Create(string key) => Catalog[key].Create(Configuration.Empty);

    private static SortedDictionary<string, byte[]> Written(string key, Study study)
    {
        using var folder = new Folder();
        Create(key).Write(study.Report(), folder.Path);
        return folder.Contents;
    }
}
